// SPDX-License-Identifier: Apache-2.0
#include "translate/envoy/proxy_listener.h"

#include "envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager.pb.h"
#include "gmock/gmock.h"
#include "translate/all_names.h"
#include "translate/envoy/http_manager.h"
#include "translate/test_translate.h"

namespace weft::translate {
namespace {

using ::envoy::config::listener::v3::Listener;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kDatabase[] = R"(---
apiVersion: v1
kind: Service
metadata: {name: db}
spec: {ports: [{name: tcp-db, port: 5432}, {name: http-admin, port: 8080}]}
)";

Client PerService() {
  Client client = kEnvoyClient;
  client.proxy.per_service = true;
  return client;
}

Listener SocketOf(const registry::World& world, const Client& client, const std::string& name) {
  return Make<Listener>(world, client, Type::kListener, name);
}

HttpManager EnvoyManagerOf(const Listener& listener) {
  HttpManager manager;
  EXPECT_TRUE(listener.filter_chains(0).filters(0).typed_config().UnpackTo(&manager));
  return manager;
}

class ProxyListener : public ::testing::Test {
 protected:
  std::shared_ptr<const registry::World> world_ =
      registry::WorldFromYaml(ServiceYaml("reviews") + ServiceYaml("ratings") + kDatabase);
};

TEST_F(ProxyListener, EachPortOfServicesThatMaySpeakHttpHasOne) {
  EXPECT_THAT(AllNames(*world_, kEnvoyClient, Type::kListener), ElementsAre("127.0.0.1_8080", "127.0.0.1_9080"));
  const Listener listener = SocketOf(*world_, kEnvoyClient, "127.0.0.1_9080");
  EXPECT_EQ(listener.address().socket_address().address(), "127.0.0.1");
  EXPECT_EQ(listener.address().socket_address().port_value(), 9080u);
  EXPECT_EQ(EnvoyManagerOf(listener).rds().route_config_name(), "9080");
}

TEST_F(ProxyListener, CallsPassCorsThenFaultsThenRoutes) {
  const HttpManager manager = EnvoyManagerOf(SocketOf(*world_, kEnvoyClient, "127.0.0.1_9080"));
  std::vector<std::string> names;
  for (const auto& filter : manager.http_filters()) names.push_back(filter.name());
  EXPECT_THAT(names, ElementsAre("envoy.filters.http.cors", "envoy.filters.http.fault", "envoy.filters.http.router"));
  EXPECT_EQ(manager.upgrade_configs(0).upgrade_type(), "websocket");
  EXPECT_TRUE(manager.has_stream_idle_timeout());
  EXPECT_EQ(manager.stream_idle_timeout().seconds(), 0);
  EXPECT_TRUE(manager.normalize_path().value());
  EXPECT_FALSE(manager.has_use_remote_address()) << "that is for the edge";
}

TEST_F(ProxyListener, OneForEachServiceTakesAnyFreePort) {
  EXPECT_THAT(AllNames(*world_, PerService(), Type::kListener),
              ElementsAre("db.default.svc.cluster.local_8080", "ratings.default.svc.cluster.local_9080",
                          "reviews.default.svc.cluster.local_9080"));
  const Listener listener = SocketOf(*world_, PerService(), "reviews.default.svc.cluster.local_9080");
  EXPECT_EQ(listener.address().socket_address().port_specifier_case(), ::envoy::config::core::v3::SocketAddress::kPortValue)
      << "0 is said, not left out";
  EXPECT_EQ(listener.address().socket_address().port_value(), 0u);
  EXPECT_EQ(EnvoyManagerOf(listener).rds().route_config_name(), kReviewsRoutes);
}

TEST_F(ProxyListener, TheNodeChoosesAddressAndPorts) {
  Client client = kEnvoyClient;
  client.proxy.bind = "10.0.0.9";
  client.proxy.ports = {{"9080", 19080}};
  const Listener listener = SocketOf(*world_, client, "10.0.0.9_9080");
  EXPECT_EQ(listener.address().socket_address().address(), "10.0.0.9");
  EXPECT_EQ(listener.address().socket_address().port_value(), 19080u);
  EXPECT_EQ(EnvoyManagerOf(listener).rds().route_config_name(), "9080") << "the table is that of the services' port";
  client = PerService();
  client.proxy.ports = {{"reviews.default.svc.cluster.local:9080", 7}};
  EXPECT_EQ(SocketOf(*world_, client, "reviews.default.svc.cluster.local_9080").address().socket_address().port_value(), 7u);
}

TEST_F(ProxyListener, WhatIsNotHttpOrNotThereIsMissing) {
  EXPECT_THAT(WhyMissing(*world_, kEnvoyClient, Type::kListener, "127.0.0.1_5432"), HasSubstr("has HTTP at port 5432"));
  EXPECT_THAT(WhyMissing(*world_, kEnvoyClient, Type::kListener, "reviews:9080"), HasSubstr("127.0.0.1_<port>"));
  EXPECT_THAT(WhyMissing(*world_, PerService(), Type::kListener, "db.default.svc.cluster.local_5432"),
              HasSubstr("does not speak HTTP"));
  EXPECT_THAT(WhyMissing(*world_, PerService(), Type::kListener, "x_1"), HasSubstr("no Service or ServiceEntry"));
}

TEST_F(ProxyListener, WhatSpeaksOfAllServicesSaysSo) {
  EXPECT_TRUE(Translate(*world_, kEnvoyClient, Type::kListener, "127.0.0.1_9080").of_everything);
  EXPECT_TRUE(Translate(*world_, kEnvoyClient, Type::kListener, "127.0.0.1_1").of_everything) << "it may come";
  EXPECT_TRUE(Translate(*world_, kEnvoyClient, Type::kRoute, "9080").of_everything);
  auto one = Translate(*world_, PerService(), Type::kListener, "reviews.default.svc.cluster.local_9080");
  EXPECT_FALSE(one.of_everything);
  EXPECT_THAT(one.hosts, ElementsAre("reviews.default.svc.cluster.local"));
}

TEST_F(ProxyListener, AllClustersOfReachableServicesAreKnown) {
  auto world =
      registry::WorldFromYaml(kDatabase + DestinationRuleYaml("  subsets: [{name: v1, labels: {version: v1}}]\n", "db") + R"(---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: some}
spec:
  hosts: ["*.example.com"]
  ports: [{number: 80, name: http, protocol: HTTP}]
  resolution: STATIC
  endpoints: [{address: 10.0.0.1}]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: nowhere}
spec: {hosts: ["*.example.org"], ports: [{number: 80, name: http, protocol: HTTP}], resolution: NONE}
)");
  EXPECT_THAT(AllNames(*world, kEnvoyClient, Type::kCluster),
              ElementsAre("outbound|5432|v1|db.default.svc.cluster.local", "outbound|5432||db.default.svc.cluster.local",
                          "outbound|8080|v1|db.default.svc.cluster.local", "outbound|8080||db.default.svc.cluster.local",
                          "outbound|80||*.example.com"));
  for (const std::string& name : AllNames(*world, kEnvoyClient, Type::kCluster)) {
    EXPECT_TRUE(Translate(*world, kEnvoyClient, Type::kCluster, name).resource) << name;
  }
  EXPECT_THAT(AllNames(*world, kGrpcClient, Type::kCluster), ::testing::Not(::testing::Contains("outbound|80||*.example.com")));
}

TEST_F(ProxyListener, ClustersBelowAWildcardAreKnownWhereARuleNamesThem) {
  auto world = registry::WorldFromYaml(
      ServiceYaml("reviews") + R"(---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: some}
spec:
  hosts: ["*.example.com"]
  ports: [{number: 80, name: http, protocol: HTTP}]
  resolution: STATIC
  endpoints: [{address: 10.0.0.1}]
)" +
      VirtualServiceYaml(
          "  - route: [{destination: {host: a.example.com}}]\n    mirror: {host: b.example.com, port: {number: 80}}\n"));
  EXPECT_THAT(AllNames(*world, kEnvoyClient, Type::kCluster),
              ElementsAre("outbound|80||*.example.com", "outbound|80||a.example.com", "outbound|80||b.example.com",
                          "outbound|9080||reviews.default.svc.cluster.local"));
  for (const std::string& name : AllNames(*world, kEnvoyClient, Type::kCluster)) {
    EXPECT_TRUE(Translate(*world, kEnvoyClient, Type::kCluster, name).resource) << name;
  }
}

}  // namespace
}  // namespace weft::translate
