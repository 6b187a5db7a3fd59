// SPDX-License-Identifier: Apache-2.0
// Make before break: clusters, their endpoints, listeners, routes, and only then what is gone.
#include "xds/server_fixture.h"

namespace weft::test {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

class Order : public XdsTest {
 protected:
  // In the order in which a gRPC client finds out what it needs.
  static void SubscribeToAllTypes(WireClient& client, const std::vector<std::string>& services) {
    Names listeners, others;
    for (const std::string& service : services) {
      listeners.push_back(Listener(service));
      others.push_back(Outbound(service));
    }
    client.Subscribe(Type::kListener, listeners);
    client.Subscribe(Type::kRoute, others);
    client.Subscribe(Type::kCluster, others);
    client.Subscribe(Type::kEndpoint, others);
  }
  static Names ReadAndAck(WireClient& client, int count) {
    Names lines;
    for (int i = 0; i < count; ++i) lines.push_back(client.ReadAndAck());
    return lines;
  }
};

TEST_F(Order, WhatAppearsGoesOutInTheOrderInWhichItIsNeeded) {
  auto client = Sotw();
  SubscribeToAllTypes(*client, {"late", "reviews"});
  EXPECT_THAT(ReadAndAck(*client, 4), UnorderedElementsAre("LDS reviews:9080", "RDS reviews", "CDS reviews", "EDS reviews"));
  Apply(translate::ServiceYaml("late"));
  EXPECT_THAT(ReadAndAck(*client, 4), ElementsAre("CDS late reviews", "EDS late", "LDS late:9080 reviews:9080", "RDS late"));
}

TEST_F(Order, TheSameOverTheIncrementalProtocol) {
  auto client = Delta();
  SubscribeToAllTypes(*client, {"late"});
  EXPECT_THAT(ReadAndAck(*client, 4), UnorderedElementsAre("LDS -late:9080", "RDS -late", "CDS -late", "EDS -late"));
  Apply(translate::ServiceYaml("late"));
  EXPECT_THAT(ReadAndAck(*client, 4), ElementsAre("CDS late", "EDS late", "LDS late:9080", "RDS late"));
}

TEST_F(Order, RemovalsComeLast) {
  auto client = Delta();
  SubscribeToAllTypes(*client, {"late", "ratings"});
  EXPECT_THAT(ReadAndAck(*client, 4), UnorderedElementsAre("LDS ratings:9080 -late:9080", "RDS ratings -late",
                                                           "CDS ratings -late", "EDS ratings -late"));
  AtOnce(translate::ServiceYaml("late"), {"ratings"});
  EXPECT_THAT(ReadAndAck(*client, 8), ElementsAre("CDS late", "EDS late", "LDS late:9080", "RDS late", "LDS -ratings:9080",
                                                  "RDS -ratings", "CDS -ratings", "EDS -ratings"));
}

TEST_F(Order, AClusterThatIsReplacedIsThereUntilTheRoutesHaveChanged) {
  Apply(translate::DestinationRuleYaml("  subsets: [{name: v1, labels: {version: v1}}]\n") +
        translate::VirtualServiceYaml("  - route: [{destination: {host: reviews, subset: v1}}]\n"));
  const Names both = {Outbound("reviews", "v1"), Outbound("reviews", "v2")};
  auto client = Sotw();
  client->Subscribe(Type::kCluster, both);
  EXPECT_EQ(client->ReadAndAck(), "CDS v1|reviews");
  client->Subscribe(Type::kRoute, {Outbound("reviews")});
  EXPECT_EQ(client->ReadAndAck(), "RDS reviews");
  AtOnce(translate::DestinationRuleYaml("  subsets: [{name: v2, labels: {version: v2}}]\n") +
         translate::VirtualServiceYaml("  - route: [{destination: {host: reviews, subset: v2}}]\n"));
  EXPECT_THAT(ReadAndAck(*client, 3), ElementsAre("CDS v1|reviews v2|reviews", "RDS reviews", "CDS v2|reviews"));
  EXPECT_EQ(client->ReadNothing(Type::kEndpoint), "");
}

TEST_F(Order, AClusterIsRemovedWhenTheRoutesThatLedToItAreAnswered) {
  for (bool refused : {false, true}) {
    Apply(translate::ServiceYaml("ratings"));
    auto client = Delta();
    SubscribeToAllTypes(*client, {"ratings", "reviews"});
    ReadAndAck(*client, 4);
    AtOnce(TimeoutRule("reviews", refused ? 4 : 3), {"ratings"});
    for (const char* line : {"RDS reviews", "LDS -ratings:9080", "RDS -ratings"}) EXPECT_EQ(client->Read(), line);
    EXPECT_EQ(client->ReadNothing(Type::kEndpoint), "");
    client->Ack(Type::kListener);
    EXPECT_EQ(client->ReadNothing(Type::kEndpoint), "") << "its routes may still lead to the cluster";
    if (refused)
      client->Nack(Type::kRoute, "no");
    else
      client->Ack(Type::kRoute);
    EXPECT_THAT(ReadAndAck(*client, 2), ElementsAre("CDS -ratings", "EDS -ratings"));
    client.reset();
    ASSERT_TRUE(Gone());
  }
}

TEST_F(Order, ClientsWithoutRoutesLoseClustersWithoutThem) {
  auto client = Delta();
  client->Subscribe(Type::kCluster, {Outbound("ratings")});
  client->Subscribe(Type::kEndpoint, {Outbound("ratings")});
  EXPECT_THAT(ReadAndAck(*client, 2), ElementsAre("CDS ratings", "EDS ratings"));
  RemoveService("ratings");
  EXPECT_THAT(ReadAndAck(*client, 2), ElementsAre("CDS -ratings", "EDS -ratings"));
}

TEST_F(Order, TheSameForWildcardClients) {
  auto client = Sotw();
  client->SubscribeToEverything(Type::kCluster);
  EXPECT_EQ(client->ReadAndAck(), "CDS probe ratings reviews");
  client->Subscribe(Type::kRoute, {Outbound("reviews")});
  client->ReadAndAck();
  AtOnce(translate::ServiceYaml("late") + TimeoutRule("reviews", 3), {"ratings"});
  EXPECT_THAT(ReadAndAck(*client, 3), ElementsAre("CDS late probe ratings reviews", "RDS reviews", "CDS late probe reviews"));
  EXPECT_EQ(client->ReadNothing(Type::kEndpoint), "");
}

TEST_F(Order, WhatComesBackWhileItsRemovalWaitsIsNotRemoved) {
  for (bool delta : {false, true}) {
    std::unique_ptr<WireClient> client;
    if (delta)
      client = Delta();
    else
      client = Sotw();
    client->SubscribeToEverything(Type::kListener);
    EXPECT_EQ(client->ReadAndAck(), "LDS probe:9080 ratings:9080 reviews:9080");
    AtOnce("", {"ratings"});
    Apply(translate::ServiceYaml("ratings"));
    EXPECT_EQ(client->ReadNothing().find("nothing"), std::string::npos);
    // Whatever was sent in between, it is there at the end.
    const auto seen = Inspect();
    EXPECT_THAT(seen.streams.at(0).types[static_cast<int>(Type::kListener)].names, ::testing::SizeIs(3));
    client.reset();
    ASSERT_TRUE(Gone());
  }
}

}  // namespace
}  // namespace weft::test
