#include "registry/rule_remarks.h"

#include "gmock/gmock.h"
#include "registry/test_world.h"

namespace weft::registry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

manifest::VirtualService RuleFor(std::vector<std::string> hosts, std::vector<std::string> gateways = {"mesh"}) {
  manifest::VirtualService rule;
  rule.meta.name = "rule";
  rule.meta.ns = "default";
  rule.meta.created = 1'000;
  rule.hosts = std::move(hosts);
  rule.gateways = std::move(gateways);
  rule.http.emplace_back();
  rule.http[0].route.push_back({{"reviews", "", 0}, 0, {}});
  return rule;
}

constexpr char kDatabase[] = R"(
apiVersion: v1
kind: Service
metadata: {name: db}
spec: {ports: [{name: http, port: 80}, {name: db, port: 3306}]}
)";

TEST(RuleRemarks, ThereAreNoneForARuleThatDoesWhatItSays) {
  EXPECT_THAT(RemarksOn(*WorldFromYaml(kDatabase), RuleFor({"reviews"})), IsEmpty());
}

TEST(RuleRemarks, GatewaysAreKeptAndNamed) {
  auto world = WorldFromYaml(kDatabase);
  EXPECT_THAT(RemarksOn(*world, RuleFor({"reviews"}, {"mesh", "front"})),
              ElementsAre("spec.gateways: \"front\" is kept, but Weft runs no gateways; only \"mesh\" concerns its clients"));
  EXPECT_THAT(RemarksOn(*world, RuleFor({"reviews"}, {"front"})).at(0), ::testing::HasSubstr("so no client follows these rules"));
}

TEST(RuleRemarks, AHostThatAnotherRuleOwnsIsNamedWithItsOwner) {
  auto world = WorldFromYaml(R"(
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: first, creationTimestamp: "1970-01-01T00:00:01Z"}
spec: {hosts: [reviews], http: [{route: [{destination: {host: reviews}}]}]}
)");
  EXPECT_THAT(RemarksOn(*world, RuleFor({"reviews", "ratings"})),
              ElementsAre("spec.hosts: \"reviews.default.svc.cluster.local\" is owned by VirtualService \"default/first\" for every "
                          "client; rules for one host are never merged"));
}

TEST(RuleRemarks, PortsThatTheHttpRulesDoNotConcernAreNamed) {
  EXPECT_THAT(RemarksOn(*WorldFromYaml(kDatabase), RuleFor({"db"})),
              ElementsAre("spec.http: does not concern port 3306 of \"db.default.svc.cluster.local\", which is TCP"));
}

TEST(RuleRemarks, ARuleLostInDelegationIsNamedBeforeItIsStored) {
  manifest::VirtualService rule = RuleFor({"reviews"});
  rule.http[0].route.clear();
  rule.http[0].delegate = manifest::DelegateReference{"part", ""};
  EXPECT_THAT(RemarksOn(*WorldFromYaml(kDatabase), rule),
              ElementsAre("spec.http[0].delegate: the rule of \"default/rule\" is left out: there is no VirtualService "
                          "\"default/part\""));
}

TEST(RuleRemarks, ADelegateThatNobodyNamesWaits) {
  EXPECT_THAT(RemarksOn(*WorldFromYaml(kDatabase), RuleFor({})),
              ElementsAre("spec.hosts: without hosts these rules wait for a VirtualService that delegates to them"));
}

}  // namespace
}  // namespace weft::registry
