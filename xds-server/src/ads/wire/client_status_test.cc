// SPDX-License-Identifier: Apache-2.0
#include "ads/wire/client_status.h"

#include "ads/stream/delta_subscription.h"
#include "ads/testing/hub_fixture.h"

namespace weft::ads {
namespace {

namespace admin = ::envoy::admin::v3;
namespace csds = ::envoy::service::status::v3;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::kGate;
using testing::kPath;
using Config = csds::ClientConfig::GenericXdsConfig;

class ClientStatusTest : public testing::HubFixture {
 protected:
  // Requests the gate "a" and another that does not exist, or `names`, on stream 1; takes what is sent.
  void Request(const std::string& nonce = "", const std::string& error = "", TypeId type = kGate,
               const std::vector<std::string>& names = {"a", "nobody"}) {
    Hub::SotwRequest request = NewRequest(type, names, nonce);
    request.mutable_node()->set_id("shop-1");
    request.mutable_node()->set_cluster("shop");
    if (!error.empty()) request.mutable_error_detail()->set_message(error);
    ASSERT_TRUE(hub_.OnRequest(kSotw, request).ok());
    Take();
  }
  // The same of the gate "a" on stream 2.
  void RequestDelta(const std::string& nonce = "", const std::string& error = "") {
    Hub::DeltaRequest request;
    request.set_type_url("test/Gate");
    request.mutable_node()->set_id("cart-1");
    if (nonce.empty()) request.add_resource_names_subscribe("a");
    request.set_response_nonce(nonce);
    if (!error.empty()) request.mutable_error_detail()->set_message(error);
    ASSERT_TRUE(hub_.OnRequest(kDelta, request).ok());
    TakeDelta();
  }
  void ChangeAndTake(TypeId type, const std::string& name, const std::string& content) {
    Change(type, name, content);
    Take();
  }
  csds::ClientStatusResponse Fetch(const csds::ClientStatusRequest& request = {}) { return *MakeClientStatus(request, hub_); }
  Config Get(const std::string& name) {
    const csds::ClientStatusResponse response = Fetch();
    for (const auto& client : response.config()) {
      for (const Config& config : client.generic_xds_configs()) {
        if (config.name() == name) return config;
      }
    }
    ADD_FAILURE() << "nobody has " << name;
    return {};
  }
  std::vector<std::string> NodesOf(const csds::ClientStatusRequest& request) {
    std::vector<std::string> nodes;
    const csds::ClientStatusResponse response = Fetch(request);
    for (const auto& client : response.config()) nodes.push_back(client.node().id());
    return nodes;
  }
};

TEST_F(ClientStatusTest, OnlyWhoSaidWhoTheyAreAreClients) {
  EXPECT_THAT(NodesOf({}), IsEmpty());
  Request();
  ASSERT_EQ(Fetch().config_size(), 1);
  EXPECT_EQ(Fetch().config(0).node().id(), "shop-1");
  EXPECT_EQ(Fetch().config(0).node().cluster(), "shop");
}

TEST_F(ClientStatusTest, AResourceIsStaleUntilItIsAcceptedAndThenSynced) {
  Request();
  Config config = Get("a");
  EXPECT_EQ(config.type_url(), "test/Gate");
  EXPECT_EQ(config.version_info(), last_.version_info());
  EXPECT_EQ(config.config_status(), csds::STALE);
  EXPECT_EQ(config.client_status(), admin::REQUESTED);
  Request(last_.nonce());
  config = Get("a");
  EXPECT_EQ(config.config_status(), csds::SYNCED);
  EXPECT_EQ(config.client_status(), admin::ACKED);
  EXPECT_EQ(config.xds_config().value(), "1");
  EXPECT_FALSE(config.has_error_state());
}

TEST_F(ClientStatusTest, WhatDoesNotExistIsNotSent) {
  Request();
  const Config config = Get("nobody");
  EXPECT_EQ(config.config_status(), csds::NOT_SENT);
  EXPECT_EQ(config.client_status(), admin::DOES_NOT_EXIST);
  EXPECT_EQ(config.version_info(), "");
  EXPECT_FALSE(config.has_xds_config());
}

TEST_F(ClientStatusTest, ARefusalStaysUntilAnotherVersionIsAccepted) {
  Request("", "", kPath, {"a"});
  const std::string refused = last_.version_info();
  Request(last_.nonce(), "no valid routes", kPath, {"a"});
  Config config = Get("a");
  EXPECT_EQ(config.config_status(), csds::ERROR);
  EXPECT_EQ(config.client_status(), admin::NACKED);
  EXPECT_EQ(config.error_state().details(), "no valid routes");
  EXPECT_EQ(config.error_state().version_info(), refused);
  EXPECT_EQ(config.error_state().failed_configuration().type_url(), "test/Path");
  ChangeAndTake(kPath, "a", "2");
  config = Get("a");
  EXPECT_EQ(config.config_status(), csds::STALE);
  EXPECT_EQ(config.client_status(), admin::NACKED) << "it has not answered the new one yet";
  EXPECT_EQ(config.error_state().version_info(), refused);
  EXPECT_FALSE(config.error_state().has_failed_configuration());
  Request(last_.nonce(), "", kPath, {"a"});
  config = Get("a");
  EXPECT_EQ(config.config_status(), csds::SYNCED);
  EXPECT_FALSE(config.has_error_state());
}

TEST_F(ClientStatusTest, EachResourceTellsWhenItWasSentLast) {
  Request("", "", kPath, {"a", "b"});
  EXPECT_EQ(Get("a").last_updated().seconds(), 1'000);
  now_ += absl::Milliseconds(60'250);
  ChangeAndTake(kPath, "a", "2");
  EXPECT_EQ(Get("a").last_updated().seconds(), 1'060);
  EXPECT_EQ(Get("a").last_updated().nanos(), 250'000'000);
  EXPECT_EQ(Get("b").last_updated().seconds(), 1'000);
  Request("", "", kGate, {"nobody"});
  EXPECT_FALSE(Get("nobody").has_last_updated());
}

TEST_F(ClientStatusTest, OfOneResponseTheNamedResourceIsRefusedAndTheOthersAccepted) {
  Request("", "", kPath, {"a", "b"});
  Request(last_.nonce(), "Path \"b\": bad", kPath, {"a", "b"});
  EXPECT_EQ(Get("b").config_status(), csds::ERROR);
  EXPECT_EQ(Get("a").config_status(), csds::SYNCED);
}

TEST_F(ClientStatusTest, TheIncrementalProtocolsVersionIsTheResources) {
  RequestDelta();
  const uint64_t hash = hub_.Holdings([](const auto&) { return true; }).at(0).resources.at(0).now->hash;
  EXPECT_EQ(Get("a").version_info(), DeltaSubscription::VersionOf(hash));
  RequestDelta(last_delta_.nonce(), "no");
  EXPECT_EQ(Get("a").error_state().version_info(), DeltaSubscription::VersionOf(hash));
}

TEST_F(ClientStatusTest, ContentsCanBeLeftOut) {
  Request();
  csds::ClientStatusRequest request;
  request.set_exclude_resource_contents(true);
  const csds::ClientStatusResponse response = Fetch(request);
  for (const Config& config : response.config(0).generic_xds_configs()) EXPECT_FALSE(config.has_xds_config());
}

TEST_F(ClientStatusTest, ClientsAreChosenByTheirNodesId) {
  Request();
  RequestDelta();
  EXPECT_THAT(NodesOf({}), ElementsAre("shop-1", "cart-1"));
  csds::ClientStatusRequest request;
  auto& id = *request.add_node_matchers()->mutable_node_id();
  id.set_exact("cart-1");
  EXPECT_THAT(NodesOf(request), ElementsAre("cart-1"));
  id.set_exact("cart");
  EXPECT_THAT(NodesOf(request), IsEmpty());
  id.set_prefix("sho");
  EXPECT_THAT(NodesOf(request), ElementsAre("shop-1"));
  id.set_suffix("-1");
  EXPECT_THAT(NodesOf(request), ElementsAre("shop-1", "cart-1"));
  id.set_contains("ART");
  EXPECT_THAT(NodesOf(request), IsEmpty());
  id.set_ignore_case(true);
  EXPECT_THAT(NodesOf(request), ElementsAre("cart-1"));
  request.add_node_matchers()->mutable_node_id()->set_exact("shop-1");
  EXPECT_THAT(NodesOf(request), ElementsAre("shop-1", "cart-1")) << "either will do";
}

TEST_F(ClientStatusTest, AMatcherThatIsNotUnderstoodIsRefused) {
  csds::ClientStatusRequest request;
  request.add_node_matchers()->mutable_node_id()->mutable_safe_regex()->set_regex(".*");
  EXPECT_THAT(std::string(MakeClientStatus(request, hub_).status().message()),
              HasSubstr("node_matchers[0].node_id.safe_regex"));
  request.mutable_node_matchers(0)->Clear();
  request.mutable_node_matchers(0)->add_node_metadatas();
  EXPECT_EQ(MakeClientStatus(request, hub_).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace weft::ads
