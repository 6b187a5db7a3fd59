// SPDX-License-Identifier: Apache-2.0
#include "translate/cluster/locality.h"

#include "gmock/gmock.h"
#include "translate/test_translate.h"

namespace weft::translate {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using PlacedAssignment = ::envoy::config::endpoint::v3::ClusterLoadAssignment;

constexpr char kPlaced[] = "outbound|9080||reviews.default.svc.cluster.local";
constexpr char kEjecting[] = "  trafficPolicy: {outlierDetection: {consecutive5xxErrors: 1}}\n";

Client ClientAt(registry::Locality locality, clients::CapabilitySet capabilities = clients::OfGrpc()) {
  Client client;
  client.capabilities = capabilities;
  client.locality = std::move(locality);
  return client;
}

std::string EndpointAt(const std::string& locality, const std::string& address, const std::string& more = "") {
  return WorkloadYaml("w" + address.substr(address.rfind('.') + 1),
                      "address: " + address + ", labels: {app: reviews" + more + "}, locality: " + locality);
}

// One endpoint each: here, in the next sub-zone, zone and region, and in a third region.
std::string FivePlaces() {
  return ServiceYaml("reviews") + EndpointAt("eu/a/1", "10.0.0.1") + EndpointAt("eu/a/2", "10.0.0.2") +
         EndpointAt("eu/b/1", "10.0.0.3") + EndpointAt("us/a/1", "10.0.0.4") + EndpointAt("as/a/1", "10.0.0.5");
}

PlacedAssignment Placed(const std::string& rule, const Client& client, const std::string& endpoints = FivePlaces()) {
  return Make<PlacedAssignment>(*registry::WorldFromYaml(endpoints + (rule.empty() ? "" : DestinationRuleYaml(rule))), client,
                                Type::kEndpoint, kPlaced);
}

// "priority: last parts of the addresses, *weight of the locality", in the order of the list.
std::vector<std::string> Lines(const PlacedAssignment& assignment) {
  std::vector<std::string> lines;
  for (const auto& group : assignment.endpoints()) {
    std::string line = std::to_string(group.priority()) + ":";
    for (const auto& endpoint : group.lb_endpoints()) {
      const std::string& address = endpoint.endpoint().address().socket_address().address();
      line += " " + address.substr(address.rfind('.') + 1);
    }
    lines.push_back(line + " *" + std::to_string(group.load_balancing_weight().value()));
  }
  return lines;
}

const registry::Locality kHere{"eu", "a", "1"};

TEST(Localities, WithoutARuleAllAreEqual) {
  EXPECT_THAT(Lines(Placed("", ClientAt(kHere))), ElementsAre("0: 5 *1", "0: 1 *1", "0: 2 *1", "0: 3 *1", "0: 4 *1"));
}

TEST(Localities, WhoEjectsPrefersWhatIsNear) {
  EXPECT_THAT(Lines(Placed(kEjecting, ClientAt(kHere))), ElementsAre("0: 1 *1", "1: 2 *1", "2: 3 *1", "3: 5 *1", "3: 4 *1"));
  EXPECT_THAT(Lines(Placed(kEjecting, ClientAt(kHere, clients::OfEnvoy()))),
              ElementsAre("0: 1 *1", "1: 2 *1", "2: 3 *1", "3: 5 *1", "3: 4 *1"));
}

TEST(Localities, NoPriorityIsSkipped) {
  EXPECT_THAT(Lines(Placed(kEjecting, ClientAt({"us", "b", ""}))),
              ElementsAre("0: 4 *1", "1: 5 *1", "1: 1 *1", "1: 2 *1", "1: 3 *1"));
  EXPECT_THAT(Lines(Placed(kEjecting, ClientAt({"af", "", ""}))),
              ElementsAre("0: 5 *1", "0: 1 *1", "0: 2 *1", "0: 3 *1", "0: 4 *1"));
}

TEST(Localities, BalancingByThemCanBeSwitchedOff) {
  EXPECT_THAT(Lines(Placed("  trafficPolicy: {outlierDetection: {}, loadBalancer: {localityLbSetting: {enabled: false}}}\n",
                           ClientAt(kHere))),
              ElementsAre("0: 5 *1", "0: 1 *1", "0: 2 *1", "0: 3 *1", "0: 4 *1"));
}

TEST(Localities, TheSdkIsToldOfNoPriorities) {
  EXPECT_THAT(Lines(Placed(kEjecting, ClientAt(kHere, clients::OfSdk()))),
              ElementsAre("0: 5 *1", "0: 1 *1", "0: 2 *1", "0: 3 *1", "0: 4 *1"));
}

TEST(Localities, AFailoverNamesTheRegionThatTakesOver) {
  constexpr char kRule[] =
      "  trafficPolicy: {outlierDetection: {}, loadBalancer: {localityLbSetting: {failover: [{from: eu, to: us}]}}}\n";
  EXPECT_THAT(Lines(Placed(kRule, ClientAt(kHere))), ElementsAre("0: 1 *1", "1: 2 *1", "2: 3 *1", "3: 4 *1", "4: 5 *1"));
  EXPECT_THAT(Lines(Placed(kRule, ClientAt({"as", "a", "1"}))),
              ElementsAre("0: 5 *1", "1: 1 *1", "1: 2 *1", "1: 3 *1", "1: 4 *1"))
      << "it is not about this region";
}

TEST(Localities, AFailoverWithoutEjectionIsNone) {
  EXPECT_EQ(Lines(Placed("  trafficPolicy: {loadBalancer: {localityLbSetting: {failover: [{from: eu, to: us}]}}}\n",
                         ClientAt(kHere)))[0],
            "0: 5 *1");
}

std::string Racks() {
  return ServiceYaml("reviews") + EndpointAt("eu/a", "10.0.0.1", ", rack: r1, room: m1") +
         EndpointAt("eu/a", "10.0.0.2", ", rack: r1, room: m2") + EndpointAt("eu/a", "10.0.0.3", ", rack: r2, room: m1") +
         EndpointAt("us/a", "10.0.0.4", ", rack: r1, room: m1");
}

std::string ByLabels(const std::string& labels) {
  return "  trafficPolicy: {outlierDetection: {}, loadBalancer: {localityLbSetting: {failoverPriority: [" + labels + "]}}}\n";
}

TEST(Localities, LabelsTellWhatIsNearEachOnlyIfThoseBeforeItMatch) {
  Client client = ClientAt({"eu", "a", ""});
  client.labels = {{"rack", "r1"}, {"room", "m1"}};
  EXPECT_THAT(Lines(Placed(ByLabels("rack, room"), client, Racks())), ElementsAre("0: 1 *1", "0: 4 *1", "1: 2 *1", "2: 3 *1"));
  EXPECT_THAT(Lines(Placed(ByLabels("room, rack"), client, Racks())), ElementsAre("0: 1 *1", "0: 4 *1", "1: 3 *1", "2: 2 *1"));
}

TEST(Localities, ALabelMaySayItsValue) {
  EXPECT_THAT(Lines(Placed(ByLabels("rack=r2"), ClientAt({}), Racks())), ElementsAre("0: 3 *1", "1: 1 2 *2", "1: 4 *1"));
}

TEST(Localities, ThreeLabelsMeanThePlace) {
  EXPECT_THAT(Lines(Placed(ByLabels("topology.kubernetes.io/region"), ClientAt({"us", "", ""}), Racks())),
              ElementsAre("0: 4 *1", "1: 1 2 3 *3"));
}

std::string Shares(const std::string& list) {
  return "  trafficPolicy: {loadBalancer: {localityLbSetting: {distribute: [" + list + "]}}}\n";
}

TEST(Localities, SharesAreTheWeightsAndWhoHasNoneIsNotUsed) {
  EXPECT_THAT(Lines(Placed(Shares("{from: eu/a/*, to: {eu/a/*: 80, us/*: 20}}"), ClientAt(kHere))),
              ElementsAre("0: 1 *40", "0: 2 *40", "0: 4 *20"));
}

TEST(Localities, TheMostPreciseShareComesFirst) {
  EXPECT_THAT(Lines(Placed(Shares("{from: '*', to: {'*': 30, eu/b/1: 70}}"), ClientAt(kHere))),
              ElementsAre("0: 5 *8", "0: 1 *8", "0: 2 *8", "0: 3 *70", "0: 4 *8"));
}

TEST(Localities, SharesOfOtherPlacesDoNotCount) {
  EXPECT_THAT(Lines(Placed(Shares("{from: us/*, to: {eu: 100}}"), ClientAt(kHere))),
              ElementsAre("0: 5 *1", "0: 1 *1", "0: 2 *1", "0: 3 *1", "0: 4 *1"));
  EXPECT_THAT(Lines(Placed(Shares("{from: eu/*, to: {sa: 100}}"), ClientAt(kHere))), IsEmpty());
}

TEST(Localities, SharesComeBeforePriorities) {
  EXPECT_THAT(Lines(Placed("  trafficPolicy: {outlierDetection: {}, loadBalancer: {localityLbSetting: "
                           "{distribute: [{from: eu, to: {eu: 50, us: 50}}]}}}\n",
                           ClientAt(kHere))),
              ElementsAre("0: 1 *17", "0: 2 *17", "0: 3 *17", "0: 4 *50"));
}

}  // namespace
}  // namespace weft::translate
