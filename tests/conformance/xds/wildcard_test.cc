// SPDX-License-Identifier: Apache-2.0
// The table of what "everything" means, line by line: what came before on the stream, what is requested, what is subscribed
// then.
#include "xds/server_fixture.h"

namespace weft::test {
namespace {

// Shows what the subscription is by a change of both services: whose cluster is sent?
class WildcardTable : public XdsTest {
 protected:
  static constexpr char kNothing[] = "";
  std::string SentAfterAChangeOfBoth(WireClient& client) {
    EXPECT_EQ(client.ReadNothing(), kNothing);
    AtOnce(BalancerRule("reviews", "ROUND_ROBIN") + BalancerRule("ratings", "ROUND_ROBIN"));
    return client.ReadNothing();
  }
};

using SotwWildcard = WildcardTable;
using DeltaWildcard = WildcardTable;

TEST_F(SotwWildcard, NothingYetThenNoNamesIsEverything) {
  auto client = Sotw(AsWeft());
  client->SubscribeToEverything(Type::kCluster);
  EXPECT_EQ(client->ReadAndAck(), "CDS probe ratings reviews");
  EXPECT_EQ(SentAfterAChangeOfBoth(*client), "CDS probe ratings reviews");
}

TEST_F(SotwWildcard, TheSameForListeners) {
  auto client = Sotw(AsWeft());
  client->SubscribeToEverything(Type::kListener);
  EXPECT_EQ(client->ReadAndAck(), "LDS probe:9080 ratings:9080 reviews:9080");
}

TEST_F(SotwWildcard, EverythingThenStarAndANameIsBoth) {
  auto client = Sotw(AsWeft());
  client->SubscribeToEverything(Type::kCluster);
  client->ReadAndAck();
  client->RequestExactly(Type::kCluster, {"*", Outbound("late")});
  EXPECT_EQ(client->ReadAndAck(), "CDS probe ratings reviews !late");
  Apply(translate::ServiceYaml("late"));
  EXPECT_EQ(client->ReadAndAck(), "CDS late probe ratings reviews");
  EXPECT_EQ(SentAfterAChangeOfBoth(*client), "CDS late probe ratings reviews");
}

TEST_F(SotwWildcard, ANameThenThatNameIsThatNameAlone) {
  auto client = Sotw(AsWeft());
  client->Subscribe(Type::kCluster, {Outbound("reviews")});
  EXPECT_EQ(client->ReadAndAck(), "CDS reviews");
  EXPECT_EQ(SentAfterAChangeOfBoth(*client), "CDS reviews");
}

TEST_F(SotwWildcard, StarAndANameThenTheNameIsTheNameAlone) {
  auto client = Sotw(AsWeft());
  client->Subscribe(Type::kCluster, {"*", Outbound("reviews")});
  EXPECT_EQ(client->ReadAndAck(), "CDS probe ratings reviews");
  client->RequestExactly(Type::kCluster, {Outbound("reviews")});
  EXPECT_EQ(client->ReadAndAck(), "CDS reviews");
  EXPECT_EQ(SentAfterAChangeOfBoth(*client), "CDS reviews");
}

TEST_F(SotwWildcard, ANameThenNoNamesIsNothing) {
  auto client = Sotw(AsWeft());
  client->Subscribe(Type::kCluster, {Outbound("reviews")});
  client->ReadAndAck();
  client->RequestExactly(Type::kCluster, {});
  EXPECT_EQ(SentAfterAChangeOfBoth(*client), kNothing);
}

TEST_F(SotwWildcard, NoNamesIsNothingForRoutesAndEndpoints) {
  auto client = Sotw(AsWeft());
  client->SubscribeToEverything(Type::kEndpoint);
  client->SubscribeToEverything(Type::kRoute);
  Apply(Workload("reviews", "10.0.0.1"));
  Apply(TimeoutRule("reviews", 3));
  EXPECT_EQ(client->ReadNothing(), "");
}

TEST_F(SotwWildcard, ItIsOfTheStreamAndStartsAnewWithTheNext) {
  {
    auto client = Sotw(AsWeft());
    client->Subscribe(Type::kCluster, {Outbound("reviews")});
    client->ReadAndAck();
  }
  auto client = Sotw(AsWeft());
  client->SubscribeToEverything(Type::kCluster);
  EXPECT_EQ(client->ReadAndAck(), "CDS probe ratings reviews");
}

TEST_F(DeltaWildcard, NothingYetThenNoNamesIsEverything) {
  auto client = Delta(AsWeft());
  client->SubscribeToEverything(Type::kCluster);
  EXPECT_EQ(client->ReadAndAck(), "CDS probe ratings reviews");
  Apply(translate::ServiceYaml("late"));
  EXPECT_EQ(client->ReadAndAck(), "CDS late");
  RemoveService("late");
  EXPECT_EQ(client->ReadAndAck(), "CDS -late");
  EXPECT_EQ(SentAfterAChangeOfBoth(*client), "CDS ratings reviews");
}

TEST_F(DeltaWildcard, StarIsEverything) {
  auto client = Delta(AsWeft());
  client->Subscribe(Type::kListener, {"*"});
  EXPECT_EQ(client->ReadAndAck(), "LDS probe:9080 ratings:9080 reviews:9080");
}

TEST_F(DeltaWildcard, ANameThenStarIsEverything) {
  auto client = Delta(AsWeft());
  client->Subscribe(Type::kCluster, {Outbound("reviews")});
  EXPECT_EQ(client->ReadAndAck(), "CDS reviews");
  client->Subscribe(Type::kCluster, {"*"});
  EXPECT_EQ(client->ReadAndAck(), "CDS probe ratings");
}

TEST_F(DeltaWildcard, EverythingThenANameIsBoth) {
  auto client = Delta(AsWeft());
  client->SubscribeToEverything(Type::kCluster);
  client->ReadAndAck();
  client->Subscribe(Type::kCluster, {Outbound("reviews")});
  EXPECT_EQ(client->ReadAndAck(), "CDS reviews");
  EXPECT_EQ(SentAfterAChangeOfBoth(*client), "CDS ratings reviews");
}

TEST_F(DeltaWildcard, BothThenWithoutStarIsTheNameAlone) {
  auto client = Delta(AsWeft());
  client->SubscribeToEverything(Type::kCluster);
  client->ReadAndAck();
  client->Subscribe(Type::kCluster, {Outbound("reviews")});
  client->ReadAndAck();
  client->Unsubscribe(Type::kCluster, {"*"});
  EXPECT_EQ(SentAfterAChangeOfBoth(*client), "CDS reviews");
}

TEST_F(DeltaWildcard, TheNameAloneThenWithoutItIsNothing) {
  auto client = Delta(AsWeft());
  client->SubscribeToEverything(Type::kCluster);
  client->ReadAndAck();
  client->Subscribe(Type::kCluster, {Outbound("reviews")});
  client->ReadAndAck();
  client->Unsubscribe(Type::kCluster, {"*"});
  client->Unsubscribe(Type::kCluster, {Outbound("reviews")});
  EXPECT_EQ(SentAfterAChangeOfBoth(*client), kNothing);
}

TEST_F(DeltaWildcard, ANameThenARequestWithoutNamesIsStillTheName) {
  auto client = Delta(AsWeft());
  client->Subscribe(Type::kCluster, {Outbound("reviews")});
  client->ReadAndAck();
  client->SubscribeToEverything(Type::kCluster);
  EXPECT_EQ(SentAfterAChangeOfBoth(*client), "CDS reviews");
}

TEST_F(DeltaWildcard, NoNamesIsNothingForRoutesAndEndpoints) {
  auto client = Delta(AsWeft());
  client->SubscribeToEverything(Type::kEndpoint);
  client->SubscribeToEverything(Type::kRoute);
  Apply(Workload("reviews", "10.0.0.1"));
  Apply(TimeoutRule("reviews", 3));
  EXPECT_EQ(client->ReadNothing(), "");
}

}  // namespace
}  // namespace weft::test
