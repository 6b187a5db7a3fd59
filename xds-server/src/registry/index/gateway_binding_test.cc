// SPDX-License-Identifier: Apache-2.0
#include "registry/index/gateway_binding.h"

#include "gmock/gmock.h"
#include "registry/hostname.h"

namespace weft::registry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

manifest::VirtualService RuleAtEdge(std::vector<std::string> hosts, std::vector<std::string> gateways = {"front"}) {
  manifest::VirtualService rule;
  rule.meta.name = "rule";
  rule.meta.ns = "shop";
  rule.hosts = std::move(hosts);
  rule.gateways = std::move(gateways);
  return rule;
}

std::vector<std::string> ServedAt(std::vector<std::string> server_hosts, std::vector<std::string> rule_hosts) {
  manifest::GatewayServer server;
  server.hosts = std::move(server_hosts);
  return HostsServed(server, "edge", RuleAtEdge(std::move(rule_hosts)), "cluster.local");
}

TEST(MeetHosts, IsTheNarrowerOfTwoThatCoverEachOther) {
  EXPECT_EQ(MeetHosts("a.com", "a.com"), "a.com");
  EXPECT_EQ(MeetHosts("*", "a.com"), "a.com");
  EXPECT_EQ(MeetHosts("a.com", "*.com"), "a.com");
  EXPECT_EQ(MeetHosts("*.com", "*.a.com"), "*.a.com");
  EXPECT_EQ(MeetHosts("*", "*"), "*");
  EXPECT_EQ(MeetHosts("*-x.com", "*.com"), "*-x.com");
  EXPECT_EQ(MeetHosts("*-x.com", "*.x.com"), "");
  EXPECT_EQ(MeetHosts("a.com", "b.com"), "");
  EXPECT_EQ(MeetHosts("*.a.com", "a.com"), "");
}

TEST(MeetHosts, FitsTheNamesThatFitBoth) {
  const std::vector<std::string> hosts = {"*",       "*.com",   "*.a.com", "*-a.com", "*a.com", "a.com",
                                          "x.a.com", "x-a.com", "xa.com",  "*.org",   "a.org",  "*.x.a.com"};
  const std::vector<std::string> names = {"a.com", "x.a.com", "y.x.a.com", "x-a.com", "xa.com", "com", "a.org", "b.org"};
  for (const std::string& a : hosts) {
    for (const std::string& b : hosts) {
      const std::string both = MeetHosts(a, b);
      EXPECT_EQ(both, MeetHosts(b, a)) << a << " and " << b;
      for (const std::string& name : names) {
        EXPECT_EQ(!both.empty() && HostMatches(both, name), HostMatches(a, name) && HostMatches(b, name))
            << name << " for " << a << " and " << b;
      }
    }
  }
}

TEST(HostsServed, AreThoseThatRuleAndServerShare) {
  EXPECT_THAT(ServedAt({"*"}, {"a.com", "*.b.com"}), ElementsAre("a.com", "*.b.com"));
  EXPECT_THAT(ServedAt({"a.com", "b.com"}, {"*"}), ElementsAre("a.com", "b.com"));
  EXPECT_THAT(ServedAt({"*.com", "a.com"}, {"a.com"}), ElementsAre("a.com")) << "once";
  EXPECT_THAT(ServedAt({"A.com"}, {"a.COM"}), ElementsAre("a.com"));
  EXPECT_THAT(ServedAt({"a.com"}, {"b.com"}), IsEmpty());
}

TEST(HostsServed, OfAShortNameAreThoseOfTheService) {
  EXPECT_THAT(ServedAt({"*.cluster.local"}, {"reviews"}), ElementsAre("reviews.shop.svc.cluster.local"));
  EXPECT_THAT(ServedAt({"reviews"}, {"reviews"}), IsEmpty()) << "a server's host is as it is written";
}

TEST(HostsServed, MayBeLimitedToANamespace) {
  EXPECT_THAT(ServedAt({"shop/a.com"}, {"a.com"}), ElementsAre("a.com"));
  EXPECT_THAT(ServedAt({"*/a.com"}, {"a.com"}), ElementsAre("a.com"));
  EXPECT_THAT(ServedAt({"./a.com"}, {"a.com"}), IsEmpty()) << "the Gateway's own namespace is another";
  EXPECT_THAT(ServedAt({"lab/*", "shop/*.com"}, {"a.com"}), ElementsAre("a.com"));
}

class UnservedGatewaysTest : public ::testing::Test {
 protected:
  void AddGateway(const std::string& name, std::vector<std::string> hosts) {
    auto gateway = std::make_shared<manifest::Gateway>();
    gateway->meta.name = name;
    gateway->meta.ns = "edge";
    gateway->servers.emplace_back().hosts = {"nobody.example"};
    gateway->servers.emplace_back().hosts = std::move(hosts);
    gateways_.Add(gateway);
  }
  GatewayIndex gateways_;
};

TEST_F(UnservedGatewaysTest, AreThoseThatAreNotThere) {
  auto unserved = UnservedGateways(RuleAtEdge({"a.com"}, {"mesh", "edge/front", "front"}), gateways_, "cluster.local");
  ASSERT_EQ(unserved.size(), 2u);
  EXPECT_EQ(unserved[0].position, 1u);
  EXPECT_EQ(unserved[0].name, "edge/front");
  EXPECT_EQ(unserved[0].gateway, nullptr);
  EXPECT_EQ(unserved[1].name, "shop/front");
}

TEST_F(UnservedGatewaysTest, AreThoseWithoutACommonHost) {
  AddGateway("front", {"*.a.com"});
  EXPECT_THAT(UnservedGateways(RuleAtEdge({"x.a.com"}, {"edge/front"}), gateways_, "cluster.local"), IsEmpty());
  EXPECT_THAT(UnservedGateways(RuleAtEdge({"*"}, {"edge/front"}), gateways_, "cluster.local"), IsEmpty());
  auto unserved = UnservedGateways(RuleAtEdge({"x.b.com"}, {"edge/front"}), gateways_, "cluster.local");
  ASSERT_EQ(unserved.size(), 1u);
  EXPECT_EQ(unserved[0].gateway, gateways_.Find("edge/front"));
}

}  // namespace
}  // namespace weft::registry
