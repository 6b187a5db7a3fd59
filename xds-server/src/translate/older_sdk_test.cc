// SPDX-License-Identifier: Apache-2.0
// From a node to what it is sent: an SDK that does not announce a policy is never sent it, and the server says so.
#include "clients/client_of.h"
#include "gmock/gmock.h"
#include "translate/test_translate.h"

namespace weft::translate {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Announces all that today's SDK can do but `missing`.
::envoy::config::core::v3::Node SdkNode(std::string_view missing) {
  ::envoy::config::core::v3::Node node;
  node.set_id("shop-1");
  node.set_user_agent_name("weft");
  for (const std::string& name : clients::NamesOf(clients::OfSdk())) {
    if (name != missing) node.add_client_features("weft." + name);
  }
  return node;
}

struct PolicyOfRule {
  const char* capability;
  const char* yaml;   // beside `route` in a rule
  const char* field;  // of the route that it is translated to
};

constexpr PolicyOfRule kPolicies[] = {
    {"rewrite", "rewrite: {uri: /x}", "prefix_rewrite"},
    {"header_changes", "headers: {request: {set: {a: b}}}", "request_headers_to_add"},
    {"mirror", "mirrors: [{destination: {host: ratings}}]", "request_mirror_policies"},
    {"cors", "corsPolicy: {allowOrigins: [{exact: \"http://a\"}]}", "envoy.filters.http.cors"},
    {"per_try_timeout", "retries: {attempts: 1, perTryTimeout: 1s}", "per_try_timeout"},
    {"retry_priority", "retries: {attempts: 1, retryRemoteLocalities: true}", "retry_priority"},
};

struct Served {
  std::string routes;
  std::vector<std::string> left_out;
};

Served ServedTo(const ::envoy::config::core::v3::Node& node, const std::string& yaml) {
  auto world = registry::WorldFromYaml(ServiceYaml("reviews") + ServiceYaml("ratings") +
                                       VirtualServiceYaml("  - route: [{destination: {host: reviews}}]\n    " + yaml + "\n"));
  const auto info = clients::ParseNode(node);
  EXPECT_TRUE(info.ok()) << info.status();
  const Client client = clients::ClientOf(*world, *info);
  return {MakeRoutes(*world, client, kReviewsRoutes).DebugString(),
          Translate(*world, client, Type::kRoute, kReviewsRoutes).left_out};
}

TEST(AnOlderSdk, IsNeverSentAPolicyThatItDoesNotAnnounce) {
  for (const PolicyOfRule& policy : kPolicies) {
    const Served today = ServedTo(SdkNode(""), policy.yaml);
    EXPECT_THAT(today.routes, HasSubstr(policy.field));
    EXPECT_THAT(today.left_out, IsEmpty()) << policy.capability;
    const Served older = ServedTo(SdkNode(policy.capability), policy.yaml);
    EXPECT_EQ(older.routes.find(policy.field), std::string::npos) << older.routes;
    EXPECT_THAT(older.left_out, Contains(HasSubstr(": this client "))) << policy.capability;
  }
}

TEST(AnOlderSdk, FromBeforeFeaturesIsSentWhatItCouldDoThen) {
  ::envoy::config::core::v3::Node before;
  before.set_id("shop-1");
  before.set_user_agent_name("weft");
  before.add_client_features("envoy.lb.does_not_support_overprovisioning");
  for (const PolicyOfRule& policy : kPolicies) EXPECT_THAT(ServedTo(before, policy.yaml).routes, HasSubstr(policy.field));
}

TEST(AnOlderSdk, FailsCallsThatItCannotRedirect) {
  auto world = registry::WorldFromYaml(ServiceYaml("reviews") + VirtualServiceYaml("  - redirect: {uri: /x}\n"));
  const Client older = clients::ClientOf(*world, *clients::ParseNode(SdkNode("redirect")));
  const auto table = MakeRoutes(*world, older, kReviewsRoutes);
  ASSERT_EQ(table.virtual_hosts(0).routes_size(), 1);
  EXPECT_FALSE(table.virtual_hosts(0).routes(0).has_redirect());
  EXPECT_EQ(table.virtual_hosts(0).routes(0).typed_per_filter_config_size(), 1) << "a fault aborts them";
}

}  // namespace
}  // namespace weft::translate
