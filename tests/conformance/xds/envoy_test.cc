// SPDX-License-Identifier: Apache-2.0
// What an Envoy needs and others do not.
#include "xds/server_fixture.h"

namespace weft::test {
namespace {

class EnvoyRules : public BothVariants {
 protected:
  static WireClient::Options AsEnvoy() {
    WireClient::Options options;
    options.agent = "envoy";
    return options;
  }
};
INSTANTIATE_TEST_SUITE_P(Variants, EnvoyRules, ::testing::Bool(), VariantName);

TEST_P(EnvoyRules, AClusterThatChangedIsFollowedByItsEndpoints) {
  auto client = Client(AsEnvoy());
  client->SubscribeToEverything(Type::kCluster);
  EXPECT_EQ(client->ReadAndAck(), "CDS probe ratings reviews");
  client->Subscribe(Type::kEndpoint, {Outbound("ratings"), Outbound("reviews")});
  EXPECT_EQ(client->ReadAndAck(), "EDS ratings reviews");
  Apply(BalancerRule("reviews", "RANDOM"));
  EXPECT_EQ(client->ReadAndAck(), GetParam() ? "CDS reviews" : "CDS probe ratings reviews");
  EXPECT_EQ(client->ReadAndAck(), "EDS reviews") << "and not those of the clusters that are as they were";
  EXPECT_EQ(client->ReadNothing(), "");
}

TEST_P(EnvoyRules, ChangedEndpointsComeAlone) {
  auto client = Client(AsEnvoy());
  client->SubscribeToEverything(Type::kCluster);
  client->ReadAndAck();
  client->Subscribe(Type::kEndpoint, {Outbound("reviews")});
  EXPECT_EQ(client->ReadAndAck(), "EDS reviews");
  Apply(Workload("reviews", "10.0.0.1"));
  EXPECT_EQ(client->ReadAndAck(), "EDS reviews");
  EXPECT_EQ(client->ReadNothing(), "");
}

class EnvoyOverDelta : public XdsTest {};

TEST_F(EnvoyOverDelta, WhoComesBackGetsAllEndpointsAgain) {
  WireClient::Options options;
  options.agent = "envoy";
  auto client = Delta(options);
  client->Subscribe(Type::kEndpoint, {Outbound("reviews")});
  EXPECT_EQ(client->ReadAndAck(), "EDS reviews");
  const auto held = client->versions(Type::kEndpoint);
  client = Delta(options);
  ads::Hub::DeltaRequest request = client->NewRequest(Type::kEndpoint);
  for (const auto& [name, version] : held) {
    request.add_resource_names_subscribe(name);
    (*request.mutable_initial_resource_versions())[name] = version;
  }
  client->Write(request);
  EXPECT_EQ(client->ReadAndAck(), "EDS reviews") << "its cluster may be waiting for them";
}

class EnvoyMetadata : public XdsTest {};

TEST_F(EnvoyMetadata, ThatMakesNoSenseEndsTheStream) {
  WireClient::Options options;
  options.agent = "envoy";
  auto client = Delta(options);
  ads::Hub::DeltaRequest request = client->NewRequest(Type::kCluster);
  auto& proxy = *(*request.mutable_node()->mutable_metadata()->mutable_fields())["WEFT_PROXY"].mutable_struct_value();
  (*proxy.mutable_fields())["listeners"].set_string_value("many");
  client->Write(request);
  const auto status = client->WaitForEnd();
  ASSERT_TRUE(status.has_value());
  EXPECT_EQ(status->error_code(), ::grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status->error_message(), ::testing::HasSubstr("node.metadata.WEFT_PROXY.listeners: \"many\""));
}

}  // namespace
}  // namespace weft::test
