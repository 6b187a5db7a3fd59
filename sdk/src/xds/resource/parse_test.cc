// SPDX-License-Identifier: Apache-2.0
#include "xds/resource/parse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "envoy/extensions/filters/http/fault/v3/fault.pb.h"
#include "xds/testing/messages.h"
#include "xds/testing/parsed_route.h"

namespace weft::xds {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

constexpr const char* kRouteWithEverything = R"pb(
  name: 'one'
  match {
    safe_regex { regex: '/a.*' }
    headers { name: 'X-User' exact_match: 'jason' }
    headers {
      name: 'agent'
      string_match { contains: 'fox' ignore_case: true }
    }
    headers { name: 'gone' present_match: true invert_match: true }
    query_parameters {
      name: 'q'
      string_match { exact: '1' }
    }
  }
  route {
    weighted_clusters {
      clusters {
        name: 'c1'
        weight { value: 90 }
      }
      clusters {
        name: 'c2'
        weight { value: 0 }
      }
      clusters {
        name: 'c3'
        weight { value: 10 }
      }
    }
    timeout { seconds: 9 }
    max_stream_duration { max_stream_duration { nanos: 500000000 } }
    retry_policy {
      retry_on: 'connect-failure,503,retriable-status-codes'
      num_retries { value: 3 }
      retriable_status_codes: 503
      per_try_timeout { seconds: 1 }
      retry_back_off { base_interval { nanos: 5000000 } }
      retry_host_predicate { name: 'envoy.retry_host_predicates.previous_hosts' }
      host_selection_retry_max_attempts: 5
    }
  })pb";

TEST(ParseRoutes, ReadsMatchesSplitsTimeoutsAndRetries) {
  const model::Route route = GoodRoute(kRouteWithEverything);
  EXPECT_EQ(route.match.path, (model::PathMatcher{model::PathMatcher::Type::kRegex, "/a.*", false}));
  ASSERT_EQ(route.match.headers.size(), 3u);
  EXPECT_EQ(route.match.headers[0].name, "x-user");
  EXPECT_TRUE(route.match.headers[1].string.ignore_case);
  EXPECT_TRUE(route.match.headers[2].invert);
  EXPECT_EQ(route.match.query.at(0).string->value, "1");
  EXPECT_EQ(route.clusters, (std::vector<model::WeightedCluster>{{"c1", 90}, {"c3", 10}}));
  EXPECT_EQ(route.timeout, milliseconds(500));
  ASSERT_TRUE(route.retry);
  EXPECT_EQ(route.retry->retry_on, static_cast<uint32_t>(model::RetryOn::kConnectFailure) |
                                       static_cast<uint32_t>(model::RetryOn::kRetriableStatusCodes));
  EXPECT_EQ(route.retry->max_interval, milliseconds(50));
  EXPECT_TRUE(route.retry->exclude_previous_hosts);
}

TEST(ParseRoutes, ReadsFaultsOfTheRoute) {
  envoy::extensions::filters::http::fault::v3::HTTPFault fault;
  fault.mutable_delay()->mutable_fixed_delay()->set_seconds(7);
  fault.mutable_delay()->mutable_percentage()->set_numerator(50);
  fault.mutable_abort()->set_http_status(555);
  fault.mutable_abort()->mutable_percentage()->set_numerator(1);
  fault.mutable_abort()->mutable_percentage()->set_denominator(envoy::type::v3::FractionalPercent::MILLION);
  auto routes = Routes("r", {"c1"});
  auto& filters = *routes.mutable_virtual_hosts(0)->mutable_routes(0)->mutable_typed_per_filter_config();
  filters["envoy.filters.http.fault"].PackFrom(fault);
  filters["envoy.filters.http.jwt"].set_type_url(
      "type.googleapis.com/envoy.extensions.filters.http.jwt_authn.v3.PerRouteConfig");
  google::protobuf::Any any;
  any.PackFrom(routes);
  auto parsed = ParseRoutes(any);
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(parsed->value.virtual_hosts[0].routes[0].fault,
            (model::Fault{std::chrono::seconds(7), {500'000}, 555, std::nullopt, {1}}));
  EXPECT_THAT(parsed->ignored, ::testing::Contains(HasSubstr("typed_per_filter_config[envoy.filters.http.jwt]")));
}

TEST(ParseRoutes, NoRetriesMeansNoPolicy) {
  EXPECT_FALSE(GoodRoute("match { prefix: '/' } route { cluster: 'c' retry_policy { retry_on: '5xx' num_retries {} } }").retry);
}

struct BadRoute {
  const char* route;
  const char* message;
};
class BadRouteTest : public ::testing::TestWithParam<BadRoute> {};

TEST_P(BadRouteTest, IsRefusedWithItsPath) {
  auto parsed = ParseRoutes(RouteText(GetParam().route));
  ASSERT_FALSE(parsed.ok());
  EXPECT_THAT(std::string(parsed.status().message()), HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    All, BadRouteTest,
    ::testing::Values(
        BadRoute{"route { cluster: 'c' }", "virtual_hosts[0].routes[0].match: exactly one of prefix, path, safe_regex"},
        BadRoute{"match { prefix: '/' }", "virtual_hosts[0].routes[0]: action: exactly one of route, redirect"},
        BadRoute{"match { prefix: '/' } route {}", "routes[0].route: exactly one of cluster, weighted_clusters"},
        BadRoute{"match { prefix: '/' } route { weighted_clusters { clusters { name: 'c' } } }", "the sum of the weights is 0"},
        BadRoute{"match { safe_regex { regex: '(' } } route { cluster: 'c' }", "match.safe_regex: \"(\" is not an RE2"},
        BadRoute{"match { prefix: '/' headers { exact_match: 'x' } } route { cluster: 'c' }",
                 "match.headers[0].name: required"},
        BadRoute{"match { prefix: '/' headers { name: 'h' safe_regex_match { regex: '[' } } } route { cluster: 'c' }",
                 "match.headers[0].safe_regex_match: \"[\""},
        BadRoute{"match { prefix: '/' headers { name: 'h' string_match {} } } route { cluster: 'c' }",
                 "match.headers[0].string_match: exactly one of"},
        BadRoute{"match { prefix: '/' query_parameters { name: 'q' present_match: false } } route { cluster: 'c' }",
                 "match.query_parameters[0].present_match: false is not supported"},
        BadRoute{"match { prefix: '/' } route { weighted_clusters { clusters { weight { value: 1 } } } }",
                 "route.weighted_clusters.clusters[0].name: required value"},
        BadRoute{"match { prefix: '/' } route { cluster: 'c' timeout { seconds: -1 } }", "route.timeout: -1s"},
        BadRoute{"match { prefix: '/' } route { cluster: 'c' retry_policy { retry_on: '5xx' retry_back_off {} } }",
                 "retry_back_off.base_interval: must be greater than 0"}));

TEST(ParseListener, NeedsAnApiListenerWithRoutes) {
  using Listener = envoy::config::listener::v3::Listener;
  EXPECT_THAT(std::string(ParseListener(Packed<Listener>("name: 'l'")).status().message()),
              HasSubstr("api_listener: required"));
  google::protobuf::Any wrong;
  wrong.PackFrom(Routes("r", {"c"}));
  EXPECT_THAT(std::string(ParseListener(wrong).status().message()), HasSubstr("expected envoy.config.listener.v3.Listener"));
}

TEST(ParseListener, AcceptsTheFiltersThatAreBuiltInAndListsTheOthers) {
  namespace hcm = envoy::extensions::filters::network::http_connection_manager::v3;
  hcm::HttpConnectionManager manager;
  manager.mutable_rds()->set_route_config_name("routes");
  for (const char* type : {"fault.v3.HTTPFault", "cors.v3.Cors", "router.v3.Router", "lua.v3.Lua", "fault.v3.HTTPFault"}) {
    auto* filter = manager.add_http_filters();
    filter->set_name(type);
    filter->mutable_typed_config()->set_type_url(std::string("type.googleapis.com/envoy.extensions.filters.http.") + type);
  }
  manager.mutable_http_filters(4)->mutable_typed_config()->set_value("\x12\0");
  envoy::config::listener::v3::Listener listener;
  listener.set_name("l");
  listener.mutable_api_listener()->mutable_api_listener()->PackFrom(manager);
  google::protobuf::Any any;
  any.PackFrom(listener);
  auto parsed = ParseListener(any);
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_THAT(parsed->ignored, ::testing::ElementsAre("http_filters[3] \"lua.v3.Lua\"",
                                                      "http_filters[4] \"fault.v3.HTTPFault\" (its own settings)"));
}

TEST(ParseCluster, ReadsNamesOfDnsClusters) {
  auto parsed = ParseCluster(Packed<envoy::config::cluster::v3::Cluster>(R"pb(
    name: 'c'
    type: LOGICAL_DNS
    connect_timeout { seconds: 2 }
    load_assignment {
      cluster_name: 'c'
      endpoints { lb_endpoints { endpoint { address { socket_address { address: 'books.example' port_value: 80 } } } } }
    })pb"));
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(parsed->value.type, model::Cluster::Type::kDns);
  EXPECT_EQ(parsed->value.assignment->localities.at(0).endpoints.at(0).address, "books.example");
  EXPECT_EQ(parsed->value.connect_timeout, std::chrono::seconds(2));
}

TEST(ParseCluster, ListsThePoliciesThatItDoesNotApply) {
  auto parsed = ParseCluster(Packed<envoy::config::cluster::v3::Cluster>(R"pb(
    name: 'c'
    type: EDS
    eds_cluster_config { eds_config { ads {} } }
    outlier_detection {}
    circuit_breakers { thresholds { max_requests { value: 1 } } })pb"));
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_THAT(parsed->ignored, ::testing::ElementsAre("circuit_breakers", "outlier_detection"));
}

TEST(ParseEndpoints, RefusesBadPortsWeightsAndPriorityGaps) {
  using Assignment = envoy::config::endpoint::v3::ClusterLoadAssignment;
  const auto message = [](const std::string& text) {
    return std::string(ParseEndpoints(Packed<Assignment>("cluster_name: 'c' " + text)).status().message());
  };
  const std::string address = "endpoint { address { socket_address { address: '10.0.0.1' port_value: 80 } } }";
  EXPECT_THAT(
      message("endpoints { lb_endpoints { endpoint { address { socket_address { address: 'a' port_value: 70000 } } } } }"),
      HasSubstr("endpoints[0].lb_endpoints[0].endpoint.address.socket_address.port_value: 70000"));
  EXPECT_THAT(message("endpoints { lb_endpoints { " + address + " load_balancing_weight {} } }"),
              HasSubstr("load_balancing_weight: must be at least 1"));
  EXPECT_THAT(message("endpoints { priority: 1 lb_endpoints { " + address + " } }"), HasSubstr("priorities have a gap"));
  EXPECT_EQ(message("endpoints { lb_endpoints { " + address + " } }"), "");
}

}  // namespace
}  // namespace weft::xds
