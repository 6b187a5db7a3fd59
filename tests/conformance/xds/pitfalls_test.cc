// SPDX-License-Identifier: Apache-2.0
// What servers and clients of this protocol have got wrong, one by one, each by its number in the usual list.
#include "xds/server_fixture.h"

namespace weft::test {
namespace {

using ::testing::HasSubstr;

class Pitfall : public XdsTest {};
class PitfallOfBoth : public BothVariants {};
INSTANTIATE_TEST_SUITE_P(Variants, PitfallOfBoth, ::testing::Bool(), VariantName);

const ads::Subscription::State& StateOf(const control::Control::Inspection& seen, Type type) {
  return seen.streams.at(0).types[static_cast<int>(type)];
}

TEST_F(Pitfall, P01EmptyNamesAfterNamedOnesAreNothingAndNotEverything) {
  for (Type type : {Type::kListener, Type::kCluster}) {
    auto client = Sotw();
    client->Subscribe(type, {type == Type::kListener ? Listener("reviews") : Outbound("reviews")});
    client->ReadAndAck();
    client->RequestExactly(type, {});
    EXPECT_EQ(client->ReadNothing(), "");
    EXPECT_FALSE(StateOf(Inspect(), type).wildcard);
    EXPECT_TRUE(StateOf(Inspect(), type).names.empty());
    client.reset();
    ASSERT_TRUE(Gone());
  }
}

TEST_P(PitfallOfBoth, P02EachTypeHasItsOwnNonceAndVersion) {
  auto client = Client();
  client->Subscribe(Type::kCluster, {Outbound("reviews")});
  client->Subscribe(Type::kRoute, {Outbound("reviews")});
  EXPECT_EQ(client->Read(), "CDS reviews");
  EXPECT_EQ(client->Read(), "RDS reviews");
  client->Nack(Type::kRoute, "not these routes");
  client->Ack(Type::kCluster);
  EXPECT_EQ(client->ReadNothing(Type::kEndpoint), "");
  const auto seen = Inspect();
  EXPECT_EQ(StateOf(seen, Type::kRoute).nack_message, "not these routes");
  EXPECT_EQ(StateOf(seen, Type::kCluster).nack_message, "");
  EXPECT_EQ(StateOf(seen, Type::kCluster).acked_version, StateOf(seen, Type::kCluster).sent_version);
}

TEST_F(Pitfall, P03ANonceSurvivesASubscriptionToNothingButNotTheStream) {
  std::string nonce;
  {
    auto client = Sotw();
    client->Subscribe(Type::kEndpoint, {Outbound("reviews")});
    client->ReadAndAck();
    client->RequestExactly(Type::kEndpoint, {});
    EXPECT_EQ(client->ReadNothing(), "");
    client->Subscribe(Type::kEndpoint, {Outbound("reviews")});
    EXPECT_EQ(client->ReadAndAck(), "EDS reviews") << "under the nonce from before there was nothing";
    nonce = client->last_nonce();
  }
  auto client = Sotw();
  ads::Hub::SotwRequest request = client->NewRequest(Type::kEndpoint);
  request.add_resource_names(Outbound("ratings"));
  request.set_response_nonce(nonce);
  client->Write(request);
  EXPECT_EQ(client->ReadAndAck(), "EDS ratings") << "another stream's nonce says nothing";
}

TEST_P(PitfallOfBoth, P04ANackIsRecognizedByItsErrorAlone) {
  auto client = Client();
  client->Subscribe(Type::kRoute, {Outbound("reviews")});
  EXPECT_EQ(client->Read(), "RDS reviews");
  client->Nack(Type::kRoute, "no valid routes");  // under the version that it refuses
  EXPECT_EQ(client->ReadNothing(Type::kEndpoint), "");
  EXPECT_EQ(StateOf(Inspect(), Type::kRoute).nack_message, "no valid routes");
  EXPECT_EQ(StateOf(Inspect(), Type::kRoute).acked_version, "");
}

TEST_F(Pitfall, P05ARepeatedNonceIsAResubscriptionAndIsAnswered) {
  auto client = Sotw();
  client->Subscribe(Type::kCluster, {Outbound("ratings"), Outbound("reviews")});
  EXPECT_EQ(client->ReadAndAck(), "CDS ratings reviews");
  client->SendRequest(Type::kCluster);
  EXPECT_EQ(client->ReadAndAck(), "CDS ratings reviews");
  EXPECT_EQ(client->ReadNothing(), "");
}

TEST_F(Pitfall, P05ANameDroppedAndTakenBackIsSentAgain) {
  auto client = Sotw();
  client->Subscribe(Type::kEndpoint, {Outbound("ratings"), Outbound("reviews")});
  client->ReadAndAck();
  client->RequestExactly(Type::kEndpoint, {Outbound("ratings")});
  EXPECT_EQ(client->ReadAndAck(), "EDS ratings");
  client->Subscribe(Type::kEndpoint, {Outbound("reviews")});
  EXPECT_THAT(client->ReadAndAck(), HasSubstr("reviews"));
}

TEST_F(Pitfall, P06EveryResponseOfListenersAndClustersIsComplete) {
  auto client = Sotw(AsWeft());
  client->Subscribe(Type::kListener, {Listener("reviews")});
  EXPECT_EQ(client->ReadAndAck(), "LDS reviews:9080");
  client->Subscribe(Type::kListener, {Listener("ratings")});
  EXPECT_EQ(client->ReadAndAck(), "LDS ratings:9080 reviews:9080");
  client->Subscribe(Type::kCluster, {Outbound("ratings"), Outbound("reviews")});
  EXPECT_EQ(client->ReadAndAck(), "CDS ratings reviews");
  Apply(BalancerRule("reviews", "ROUND_ROBIN"));
  EXPECT_EQ(client->ReadAndAck(), "CDS ratings reviews") << "the other one must not be left out";
}

TEST_F(Pitfall, P07RoutesAndEndpointsAreNotDeletedByLeavingThemOut) {
  auto client = Sotw();
  client->Subscribe(Type::kRoute, {Outbound("ratings"), Outbound("reviews")});
  EXPECT_EQ(client->ReadAndAck(), "RDS ratings reviews");
  Apply(TimeoutRule("reviews", 3));
  EXPECT_EQ(client->ReadAndAck(), "RDS reviews") << "only what changed";
  RemoveService("ratings");
  EXPECT_EQ(client->ReadNothing(Type::kEndpoint), "") << "there is no way to say that it is gone";
}

TEST_F(Pitfall, P08AStaleNonceIsIgnored) {
  auto client = Sotw();
  client->Subscribe(Type::kRoute, {Outbound("reviews")});
  EXPECT_EQ(client->Read(), "RDS reviews");
  const std::string stale = client->last_nonce();
  Apply(TimeoutRule("reviews", 3));
  EXPECT_EQ(client->Read(), "RDS reviews");
  ads::Hub::SotwRequest request = client->NewRequest(Type::kRoute);
  request.set_response_nonce(stale);
  request.add_resource_names(Outbound("ratings"));
  client->Write(request);
  EXPECT_EQ(client->ReadNothing(Type::kEndpoint), "") << "it will answer the newer response as well";
  client->Subscribe(Type::kRoute, {Outbound("ratings")});
  EXPECT_EQ(client->ReadAndAck(), "RDS ratings");
}

TEST_F(Pitfall, P08NamesCountUnderAStaleNonceOfTheIncrementalProtocol) {
  auto client = Delta();
  client->Subscribe(Type::kRoute, {Outbound("reviews")});
  EXPECT_EQ(client->Read(), "RDS reviews");
  const std::string stale = client->last_nonce();
  Apply(TimeoutRule("reviews", 3));
  EXPECT_EQ(client->Read(), "RDS reviews");
  ads::Hub::DeltaRequest request = client->NewRequest(Type::kRoute);
  request.set_response_nonce(stale);
  request.add_resource_names_subscribe(Outbound("ratings"));
  client->Write(request);
  EXPECT_EQ(client->ReadAndAck(), "RDS ratings");
  request.clear_resource_names_subscribe();
  request.add_resource_names_unsubscribe(Outbound("reviews"));
  client->Write(request);
  EXPECT_EQ(client->ReadNothing(Type::kEndpoint), "");
  Apply(TimeoutRule("reviews", 4));
  EXPECT_EQ(client->ReadNothing(Type::kEndpoint), "");
}

TEST_P(PitfallOfBoth, P09OnlyWhatWasRequestedIsSent) {
  auto client = Client(AsWeft());
  client->Subscribe(Type::kListener, {Listener("reviews")});
  EXPECT_EQ(client->ReadAndAck(), "LDS reviews:9080");
  client->Subscribe(Type::kEndpoint, {Outbound("reviews")});
  EXPECT_EQ(client->ReadAndAck(), "EDS reviews");
  Apply(translate::ServiceYaml("late") + Workload("ratings", "10.0.0.1") + BalancerRule("reviews", "ROUND_ROBIN"));
  EXPECT_EQ(client->ReadNothing(), "");
}

TEST_F(Pitfall, P10AnEqualVersionSparesNothingWhenNamesDiffer) {
  std::string version;
  {
    auto client = Sotw();
    client->Subscribe(Type::kCluster, {Outbound("reviews")});
    client->ReadAndAck();
    version = client->last_version();
  }
  auto client = Sotw();
  ads::Hub::SotwRequest request = client->NewRequest(Type::kCluster);
  request.set_version_info(version);
  request.add_resource_names(Outbound("ratings"));
  request.add_resource_names(Outbound("reviews"));
  client->Write(request);
  EXPECT_EQ(client->ReadAndAck(), "CDS ratings reviews");
  EXPECT_EQ(client->last_version(), version) << "the world did not change";
}

TEST_P(PitfallOfBoth, P11WhatWasRefusedIsNotSentAgainUntilItChanges) {
  auto client = Client();
  client->Subscribe(Type::kRoute, {Outbound("reviews")});
  EXPECT_EQ(client->Read(), "RDS reviews");
  client->Nack(Type::kRoute, "no");
  EXPECT_EQ(client->ReadNothing(Type::kEndpoint), "");
  Apply(TimeoutRule("ratings", 3));
  EXPECT_EQ(client->ReadNothing(Type::kEndpoint), "") << "another's change is no reason";
  Apply(TimeoutRule("reviews", 3));
  EXPECT_EQ(client->Read(), "RDS reviews") << "now there is something new";
  client->Nack(Type::kRoute, "no again");
  EXPECT_EQ(client->ReadNothing(Type::kEndpoint), "");
  EXPECT_EQ(StateOf(Inspect(), Type::kRoute).nack_message, "no again");
}

TEST_P(PitfallOfBoth, P12TheNodeIsOnTheFirstMessageOnly) {
  auto client = Client();
  client->Subscribe(Type::kListener, {Listener("reviews")});
  EXPECT_EQ(client->ReadAndAck(), "LDS reviews:9080");
  client->Subscribe(Type::kRoute, {Outbound("reviews")});
  EXPECT_EQ(client->ReadAndAck(), "RDS reviews");
  EXPECT_EQ(Inspect().streams.at(0).node->id, "raw-client");
}

TEST_P(PitfallOfBoth, P12AFirstMessageWithoutNodeEndsTheStream) {
  WireClient::Options nobody;
  nobody.node_id = "";
  auto client = Client(nobody);
  client->Subscribe(Type::kListener, {Listener("reviews")});
  const auto status = client->WaitForEnd();
  ASSERT_TRUE(status.has_value());
  EXPECT_EQ(status->error_code(), ::grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status->error_message(), HasSubstr("node.id"));
}

TEST_P(PitfallOfBoth, P13ANameAddedLateIsAnsweredOnItsOwn) {
  auto client = Client();
  client->Subscribe(Type::kEndpoint, {Outbound("reviews")});
  EXPECT_EQ(client->ReadAndAck(), "EDS reviews");
  client->Subscribe(Type::kEndpoint, {Outbound("ratings")});
  EXPECT_THAT(client->ReadAndAck(), HasSubstr("ratings"));
}

TEST_P(PitfallOfBoth, P14WhoComesBackIsAnsweredAtOnceHoweverLongItWasAway) {
  for (int i = 0; i < 3; ++i) {
    auto client = Client();
    client->Subscribe(Type::kListener, {Listener("reviews")});
    EXPECT_EQ(client->ReadAndAck(), "LDS reviews:9080");
    Apply(TimeoutRule("reviews", 3 + i));
  }
}

TEST_P(PitfallOfBoth, P15ARestartOfTheServerDeletesNothing) {
  {
    auto client = Client();
    client->Subscribe(Type::kCluster, {Outbound("ratings"), Outbound("reviews")});
    EXPECT_EQ(client->ReadAndAck(), "CDS ratings reviews");
    Stop();
    ASSERT_TRUE(client->WaitForEnd().has_value());
    EXPECT_EQ(client->Read(), "nothing") << "the stream ends without another word";
  }
  Start();
  auto client = Client();
  client->Subscribe(Type::kCluster, {Outbound("ratings"), Outbound("reviews")});
  EXPECT_EQ(client->ReadAndAck(), "CDS ratings reviews");
}

TEST_P(PitfallOfBoth, P16NoNameIsTwiceInAResponse) {
  auto client = Client();
  client->Subscribe(Type::kCluster, {Outbound("reviews"), "*", Outbound("reviews")});
  EXPECT_EQ(client->ReadAndAck(), "CDS probe ratings reviews");
}

TEST_F(Pitfall, P17VersionsAreOpaque) {
  for (const char* version : {"999999999", "0", "one of another server", "-1"}) {
    auto client = Sotw();
    ads::Hub::SotwRequest request = client->NewRequest(Type::kCluster);
    request.set_version_info(version);
    request.add_resource_names(Outbound("reviews"));
    client->Write(request);
    EXPECT_EQ(client->ReadAndAck(), "CDS reviews") << version;
    auto delta = Delta();
    ads::Hub::DeltaRequest held = delta->NewRequest(Type::kCluster);
    held.add_resource_names_subscribe(Outbound("reviews"));
    (*held.mutable_initial_resource_versions())[Outbound("reviews")] = version;
    delta->Write(held);
    EXPECT_EQ(delta->ReadAndAck(), "CDS reviews") << version;
  }
}

TEST_F(Pitfall, P18VersionsHeldFromBeforeSpareWhatIsEqual) {
  std::map<std::string, std::string> held;
  {
    auto client = Delta(AsWeft());
    client->Subscribe(Type::kCluster, {Outbound("probe"), Outbound("ratings"), Outbound("reviews")});
    EXPECT_EQ(client->ReadAndAck(), "CDS probe ratings reviews");
    held = client->versions(Type::kCluster);
  }
  Apply(BalancerRule("reviews", "ROUND_ROBIN"));
  RemoveService("ratings");
  for (bool everything : {false, true}) {
    auto client = Delta(AsWeft());
    ads::Hub::DeltaRequest request = client->NewRequest(Type::kCluster);
    for (const auto& [name, version] : held) {
      if (!everything) request.add_resource_names_subscribe(name);
      (*request.mutable_initial_resource_versions())[name] = version;
    }
    client->Write(request);
    EXPECT_EQ(client->ReadAndAck(), "CDS reviews");
    EXPECT_EQ(client->ReadAndAck(), everything ? "CDS -ratings" : "CDS -ratings !ratings");
    EXPECT_EQ(client->ReadNothing(), "");
  }
}

TEST_F(Pitfall, P18VersionsOnALaterMessageAreIgnored) {
  auto client = Delta();
  client->Subscribe(Type::kCluster, {Outbound("reviews")});
  client->ReadAndAck();
  ads::Hub::DeltaRequest request = client->NewRequest(Type::kCluster);
  request.add_resource_names_subscribe(Outbound("reviews"));
  const std::string version = client->versions(Type::kCluster).at(Outbound("reviews"));
  (*request.mutable_initial_resource_versions())[Outbound("reviews")] = version;
  client->Write(request);
  EXPECT_EQ(client->ReadAndAck(), "CDS reviews");
}

TEST_F(Pitfall, P19EverySubscriptionIsAnsweredEvenIfNothingChanged) {
  auto client = Delta();
  for (int i = 0; i < 3; ++i) {
    client->Subscribe(Type::kEndpoint, {Outbound("reviews")});
    EXPECT_EQ(client->ReadAndAck(), "EDS reviews");
    client->Subscribe(Type::kListener, {Listener("nobody")});
    EXPECT_EQ(client->ReadAndAck(), "LDS -nobody:9080");
  }
}

TEST_F(Pitfall, P20ANameUnsubscribedUnderTheWildcardIsAnswered) {
  auto client = Delta();
  client->Subscribe(Type::kCluster, {"*", Outbound("nobody"), Outbound("reviews")});
  std::string received = client->ReadAndAck();
  if (received == "CDS probe ratings reviews") received += client->ReadAndAck().substr(3);
  EXPECT_EQ(received, "CDS probe ratings reviews -nobody");
  client->Unsubscribe(Type::kCluster, {Outbound("reviews")});
  EXPECT_EQ(client->ReadAndAck(), "CDS reviews") << "the wildcard still covers it";
  client->Unsubscribe(Type::kCluster, {Outbound("nobody")});
  EXPECT_EQ(client->ReadAndAck(), "CDS -nobody") << "the wildcard does not cover it";
  EXPECT_EQ(client->ReadNothing(), "");
}

TEST_F(Pitfall, P21EndpointsOfAnUnknownClusterAreSilenceForGrpcAndAnErrorForWeft) {
  auto grpc = Sotw();
  grpc->Subscribe(Type::kEndpoint, {Outbound("nobody")});
  EXPECT_EQ(grpc->ReadNothing(), "");
  auto weft = Sotw(AsWeft());
  weft->Subscribe(Type::kEndpoint, {Outbound("nobody")});
  EXPECT_EQ(weft->ReadAndAck(), "EDS !nobody");
  auto delta = Delta(AsWeft());
  delta->Subscribe(Type::kEndpoint, {Outbound("nobody")});
  EXPECT_EQ(delta->ReadAndAck(), "EDS -nobody !nobody");
  Apply(translate::ServiceYaml("nobody"));
  EXPECT_EQ(grpc->ReadAndAck(), "EDS nobody");
  EXPECT_EQ(weft->ReadAndAck(), "EDS nobody");
  EXPECT_EQ(delta->ReadAndAck(), "EDS nobody");
}

TEST_P(PitfallOfBoth, P22ResponsesAndRequestsMayBeLargerThanFourMegabytes) {
  const NumberedRule rule("reviews");
  manifest::Json body = rule.Body(1);
  const manifest::Json routes = body["spec"]["http"];
  for (int i = 0; i < 120; ++i) body["spec"]["http"].insert(body["spec"]["http"].end(), routes.begin(), routes.end());
  Write(rule.key(), std::move(body));
  Inspect();  // it is in the world
  auto client = Client();
  client->Subscribe(Type::kRoute, {Outbound("reviews")});
  EXPECT_EQ(client->ReadAndAck(), "RDS reviews");
  EXPECT_GT(client->last_size(), 4u << 20);
  Names many;
  for (int i = 0; i < 100'000; ++i) many.push_back(Outbound(StrCat("a-service-whose-name-is-long-", i)));
  many.push_back(Outbound("ratings"));
  client->Subscribe(Type::kEndpoint, many);
  EXPECT_EQ(client->ReadAndAck().substr(0, 11), "EDS ratings");
}

TEST_P(PitfallOfBoth, P23ASlowClientGetsTheLatestAndNotAQueue) {
  auto client = Client();
  client->Subscribe(Type::kRoute, {Outbound("reviews")});
  EXPECT_EQ(client->ReadAndAck(), "RDS reviews");
  client->Stall(true);
  constexpr int kChanges = 100;
  const NumberedRule rule("reviews", 2'000);  // so long that buffers on the way hold few of it
  for (int i = 1; i <= kChanges; ++i) {
    Write(rule.key(), rule.Body(i));
    Inspect();  // a world of its own
  }
  client->Stall(false);
  int responses = 0;
  do {
    ASSERT_EQ(client->ReadAndAck(), "RDS reviews");
    ASSERT_LE(++responses, kChanges / 4) << "it should have been spared most of them";
  } while (NumberedRule::NumberIn(client->last_resources().at(0)) != kChanges);
  EXPECT_EQ(client->ReadNothing(Type::kEndpoint), "");
}

}  // namespace
}  // namespace weft::test
