// SPDX-License-Identifier: Apache-2.0
// Rules of streams and responses that are on no list of pitfalls.
#include "xds/server_fixture.h"

namespace weft::test {
namespace {

using ::testing::HasSubstr;

class StreamRules : public XdsTest {};
class RulesOfBoth : public BothVariants {};
INSTANTIATE_TEST_SUITE_P(Variants, RulesOfBoth, ::testing::Bool(), VariantName);

constexpr Type kTypes[] = {Type::kListener, Type::kRoute, Type::kCluster, Type::kEndpoint};

std::string NameFor(Type type, const std::string& service) {
  return type == Type::kListener ? Listener(service) : Outbound(service);
}

TEST_P(RulesOfBoth, AnUpdateThatChangesNothingSendsNothing) {
  auto client = Client();
  for (Type type : kTypes) {
    client->Subscribe(type, {NameFor(type, "reviews")});
    client->ReadAndAck();
  }
  client->Unsubscribe(Type::kEndpoint, {Outbound("reviews")});
  client->ReadNothing(Type::kEndpoint);
  Apply(translate::ServiceYaml("reviews") + translate::ServiceYaml("unrelated") + TimeoutRule("ratings", 3));
  EXPECT_EQ(client->ReadNothing(Type::kEndpoint), "");
}

TEST_P(RulesOfBoth, EachTypeHasAStreamOfItsOwnThatNeedsNoTypeUrl) {
  for (Type type : kTypes) {
    WireClient::Options options;
    options.only = type;
    options.type_url = false;
    auto client = Client(options);
    client->Subscribe(type, {NameFor(type, "reviews")});
    const std::string name = type == Type::kListener ? "reviews:9080" : "reviews";
    EXPECT_EQ(client->ReadAndAck(), StrCat(translate::ShortName(type), " ", name));
  }
}

TEST_P(RulesOfBoth, AnotherTypeOnTheStreamOfOneIsAnError) {
  WireClient::Options options;
  options.only = Type::kCluster;
  auto client = Client(options);
  client->Subscribe(Type::kRoute, {Outbound("reviews")});
  const auto status = client->WaitForEnd();
  ASSERT_TRUE(status.has_value());
  EXPECT_EQ(status->error_code(), ::grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status->error_message(), HasSubstr("RouteConfiguration"));
}

TEST_P(RulesOfBoth, AnAggregatedStreamNeedsATypeUrl) {
  WireClient::Options options;
  options.type_url = false;
  auto client = Client(options);
  client->Subscribe(Type::kCluster, {Outbound("reviews")});
  const auto status = client->WaitForEnd();
  ASSERT_TRUE(status.has_value());
  EXPECT_EQ(status->error_code(), ::grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status->error_message(), HasSubstr("type_url"));
}

TEST_P(RulesOfBoth, ANodeMayHaveSeveralStreams) {
  auto first = Client(AsWeft()), second = Client(AsWeft());
  for (WireClient* client : {first.get(), second.get()}) {
    client->Subscribe(Type::kCluster, {Outbound("reviews")});
    EXPECT_EQ(client->ReadAndAck(), "CDS reviews");
  }
  second->Unsubscribe(Type::kCluster, {Outbound("reviews")});
  EXPECT_EQ(second->ReadNothing(), "");
  Apply(BalancerRule("reviews", "ROUND_ROBIN"));
  EXPECT_EQ(first->ReadAndAck(), "CDS reviews");
  EXPECT_EQ(second->ReadNothing(), "") << "the other's subscription is not its own";
  second.reset();
  Apply(BalancerRule("reviews", "RANDOM"));
  EXPECT_EQ(first->ReadAndAck(), "CDS reviews");
}

TEST_P(RulesOfBoth, WhatCannotExistIsReportedWithTheReasonOnce) {
  auto client = Client(AsWeft());
  client->Subscribe(Type::kListener, {"reviews:9080", "reviews:1"});
  std::string received = client->ReadAndAck();
  if (received == "LDS reviews:9080") received += client->ReadAndAck().substr(3);
  EXPECT_EQ(received, GetParam() ? "LDS reviews:9080 -reviews:1 !reviews:1" : "LDS reviews:9080 !reviews:1");
  EXPECT_EQ(client->ReadNothing(), "");
}

TEST_F(StreamRules, AnErrorContainsNotFoundAndTheName) {
  auto client = Sotw(AsWeft());
  client->Subscribe(Type::kCluster, {Outbound("nobody"), Outbound("reviews")});
  EXPECT_EQ(client->ReadAndAck(), "CDS reviews !nobody") << "what is there must be in the same response";
  const auto& error = client->last().resource_errors(0);
  EXPECT_EQ(error.error_detail().code(), 5);
  EXPECT_THAT(error.error_detail().message(), HasSubstr("nobody.default.svc.cluster.local"));
}

TEST_F(StreamRules, ANonceIsUsedOnceAndAVersionIsSentWithEveryResponse) {
  auto client = Sotw();
  std::set<std::string> nonces;
  for (Type type : kTypes) {
    client->Subscribe(type, {NameFor(type, "reviews")});
    client->ReadAndAck();
    EXPECT_TRUE(nonces.insert(client->last_nonce()).second);
    EXPECT_NE(client->last_version(), "");
  }
  client->SendRequest(Type::kCluster);
  client->ReadAndAck();
  EXPECT_TRUE(nonces.insert(client->last_nonce()).second);
}

TEST_F(StreamRules, TwoRequestsBeforeTheFirstResponseTheNewestCounts) {
  auto client = Sotw();
  ads::Hub::SotwRequest first = client->NewRequest(Type::kCluster);
  first.add_resource_names(Outbound("nobody"));
  ads::Hub::SotwRequest second = client->NewRequest(Type::kCluster);
  second.add_resource_names(Outbound("nobody"));
  second.add_resource_names(Outbound("reviews"));
  client->Write(first);
  client->Write(second);
  EXPECT_EQ(client->ReadAndAck(), "CDS reviews");
}

TEST_F(StreamRules, AResourceHasTheSameVersionAndBytesOnAllStreams) {
  auto early = Delta();
  early->Subscribe(Type::kCluster, {Outbound("reviews")});
  early->ReadAndAck();
  Apply(TimeoutRule("ratings", 3));
  auto late = Delta(), other = Delta();
  late->Subscribe(Type::kCluster, {Outbound("reviews")});
  late->ReadAndAck();
  EXPECT_EQ(early->last().resources(0).version(), late->last().resources(0).version()) << "another's change is not its own";
  EXPECT_EQ(early->last().resources(0).resource().value(), late->last().resources(0).resource().value());
  other->Subscribe(Type::kCluster, {Outbound("ratings"), Outbound("reviews")});
  other->ReadAndAck();
  EXPECT_NE(other->last().resources(0).version(), other->last().resources(1).version()) << "each has its own";
  EXPECT_EQ(Inspect().cached_resources, 2u) << "translated once for all";
}

TEST_F(StreamRules, AVersionIsTheSameAfterARestart) {
  auto before = Delta();
  before->Subscribe(Type::kCluster, {Outbound("reviews")});
  before->ReadAndAck();
  Stop();
  Start();
  auto after = Delta();
  after->Subscribe(Type::kCluster, {Outbound("reviews")});
  after->ReadAndAck();
  EXPECT_EQ(before->last().resources(0).version(), after->last().resources(0).version());
}

TEST_F(StreamRules, AnUnknownTypeIsNotAnsweredAndHarmsNothing) {
  auto client = Sotw();
  ads::Hub::SotwRequest request = client->NewRequest(Type::kCluster);
  request.set_type_url("type.googleapis.com/envoy.service.runtime.v3.Runtime");
  request.add_resource_names("runtime");
  client->Write(request);
  EXPECT_EQ(client->ReadNothing(), "");
}

TEST_P(RulesOfBoth, WhatOneClientRefusesHarmsNoOther) {
  auto bad = Client(), good = Client();
  for (WireClient* client : {bad.get(), good.get()}) {
    client->Subscribe(Type::kRoute, {Outbound("reviews")});
    EXPECT_EQ(client->Read(), "RDS reviews");
  }
  bad->Nack(Type::kRoute, "no");
  good->Ack(Type::kRoute);
  EXPECT_EQ(bad->ReadNothing(Type::kEndpoint), "");
  Apply(TimeoutRule("reviews", 3));
  EXPECT_EQ(good->ReadAndAck(), "RDS reviews");
  EXPECT_EQ(bad->ReadAndAck(), "RDS reviews");
}

}  // namespace
}  // namespace weft::test
