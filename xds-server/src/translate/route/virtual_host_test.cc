// SPDX-License-Identifier: Apache-2.0
#include "translate/route/virtual_host.h"

#include "gmock/gmock.h"
#include "translate/test_translate.h"

namespace weft::translate {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> DomainsOf(const std::string& host, const registry::Service* service, const std::string& client_ns) {
  auto virtual_host = MakeVirtualHost(host, service, {clients::OfSdk(), client_ns, {}}, 80, "cluster.local");
  return {virtual_host.domains().begin(), virtual_host.domains().end()};
}

TEST(VirtualHostDomains, AShortHostOfARuleHasTheSpellingsOfAService) {
  EXPECT_THAT(DomainsOf("x.shop.svc.cluster.local", nullptr, "shop"),
              ElementsAre("x.shop.svc.cluster.local", "x.shop.svc.cluster.local:80", "x.shop.svc.cluster.local.",
                          "x.shop.svc.cluster.local.:80", "x.shop.svc", "x.shop.svc:80", "x.shop", "x.shop:80", "x", "x:80"));
  EXPECT_THAT(DomainsOf("x.shop.svc.cluster.local", nullptr, "default"), ::testing::Not(::testing::Contains("x")));
}

TEST(VirtualHostDomains, AnyOtherHostIsItself) {
  EXPECT_THAT(DomainsOf("api.example.com", nullptr, "shop"),
              ElementsAre("api.example.com", "api.example.com:80", "api.example.com.", "api.example.com.:80"));
  EXPECT_THAT(DomainsOf("a.b.c.svc.cluster.local", nullptr, "c").size(), 4u);
}

TEST(VirtualHostDomains, AnIpv6LiteralStandsInBrackets) {
  EXPECT_THAT(DomainsOf("2001:db8::1", nullptr, "shop"), ElementsAre("[2001:db8::1]", "[2001:db8::1]:80"));
}

TEST(VirtualHostDomains, VirtualAddressesFollowTheNames) {
  registry::Service service;
  service.host = "x.com";
  service.addresses = {"10.0.0.7", "fd00::7"};
  EXPECT_THAT(DomainsOf("x.com", &service, "shop"),
              ElementsAre("x.com", "x.com:80", "x.com.", "x.com.:80", "10.0.0.7", "10.0.0.7:80", "[fd00::7]", "[fd00::7]:80"));
  service.host = "*.com";
  EXPECT_THAT(DomainsOf("x.com", &service, "shop").size(), 4u) << "the address of a wildcard is none of each host below it";
}

TEST(VirtualHostDomains, AHeadlessServiceAnswersForWhatIsBelowItsNames) {
  registry::Service service;
  service.host = "x.shop.svc.cluster.local";
  service.ns = "shop";
  service.name = "x";
  service.is_platform = service.headless = true;
  auto domains = DomainsOf(service.host, &service, "shop");
  EXPECT_EQ(domains.size(), 20u);
  EXPECT_THAT(domains,
              ::testing::IsSupersetOf({"x", "*.x", "*.x:80", "*.x.shop", "*.x.shop.svc", "*.x.shop.svc.cluster.local:80"}));
  EXPECT_THAT(DomainsOf(service.host, &service, "default"), ::testing::Not(::testing::Contains("*.x")));
}

}  // namespace
}  // namespace weft::translate
