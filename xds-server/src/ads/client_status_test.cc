#include "ads/client_status.h"

#include "ads/stream/delta_subscription.h"
#include "gmock/gmock.h"
#include "translate/test_translate.h"

namespace weft::ads {
namespace {

namespace admin = ::envoy::admin::v3;
namespace csds = ::envoy::service::status::v3;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using translate::Type;
using Config = csds::ClientConfig::GenericXdsConfig;

class LastPush : public Hub::Sink {
 public:
  void Send(const Push& push) override {
    nonce = push.nonce;
    version = push.version;
  }
  std::string nonce;
  std::string version;
};

class ClientStatusTest : public ::testing::Test {
 protected:
  ClientStatusTest() {
    registry::PutYaml(registry_, translate::ServiceYaml("reviews") + translate::ServiceYaml("ratings"));
    hub_ = std::make_unique<Hub>(
        registry_.Take().world, workloads_, [](const std::string&) {}, [this] { return now_; });
    hub_->Open(1, Hub::Variant::kSotw, sink_, "");
    hub_->Open(2, Hub::Variant::kDelta, delta_sink_, "");
  }

  // Speaks of the listener reviews:9080 and another that does not exist, or of `names`.
  void Ask(const std::string& nonce = "", const std::string& error = "", Type type = Type::kListener,
           const std::vector<std::string>& names = {"reviews:9080", "nobody:1"}) {
    Hub::SotwRequest request;
    request.set_type_url(std::string(translate::TypeUrl(type)));
    request.mutable_node()->set_id("shop-1");
    request.mutable_node()->set_cluster("shop");
    for (const std::string& name : names) request.add_resource_names(name);
    request.set_response_nonce(nonce);
    if (!error.empty()) request.mutable_error_detail()->set_message(error);
    ASSERT_TRUE(hub_->OnRequest(1, request).ok());
    hub_->OnSent(1);
  }
  void AskDelta(const std::string& nonce = "", const std::string& error = "") {
    Hub::DeltaRequest request;
    request.set_type_url(std::string(translate::TypeUrl(Type::kListener)));
    request.mutable_node()->set_id("cart-1");
    if (nonce.empty()) request.add_resource_names_subscribe("reviews:9080");
    request.set_response_nonce(nonce);
    if (!error.empty()) request.mutable_error_detail()->set_message(error);
    ASSERT_TRUE(hub_->OnRequest(2, request).ok());
    hub_->OnSent(2);
  }
  void Change(const std::string& yaml) {
    registry::PutYaml(registry_, yaml, version_ += 10);
    auto [world, changes] = registry_.Take();
    hub_->SetWorld(world, changes);
    while (hub_->PushSome(1)) {
    }
  }
  csds::ClientStatusResponse Fetch(const csds::ClientStatusRequest& request = {}) { return *MakeClientStatus(request, *hub_); }
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

  absl::Time now_ = absl::FromUnixSeconds(1'000);
  static constexpr char kRoutes[] = "outbound|9080||reviews.default.svc.cluster.local";
  std::unique_ptr<store::Store> store_ = store::OpenMemoryStore();
  registry::Workloads workloads_{*store_, [] { return absl::FromUnixSeconds(1); }};
  registry::Registry registry_;
  uint64_t version_ = 10;
  LastPush sink_, delta_sink_;
  std::unique_ptr<Hub> hub_;
};

TEST_F(ClientStatusTest, OnlyWhoSaidWhoTheyAreAreClients) {
  EXPECT_THAT(NodesOf({}), IsEmpty());
  Ask();
  ASSERT_EQ(Fetch().config_size(), 1);
  EXPECT_EQ(Fetch().config(0).node().id(), "shop-1");
  EXPECT_EQ(Fetch().config(0).node().cluster(), "shop");
}

TEST_F(ClientStatusTest, AResourceIsStaleUntilItIsAcceptedAndThenSynced) {
  Ask();
  Config config = Get("reviews:9080");
  EXPECT_EQ(config.type_url(), translate::TypeUrl(Type::kListener));
  EXPECT_EQ(config.version_info(), sink_.version);
  EXPECT_EQ(config.config_status(), csds::STALE);
  EXPECT_EQ(config.client_status(), admin::REQUESTED);
  Ask(sink_.nonce);
  config = Get("reviews:9080");
  EXPECT_EQ(config.config_status(), csds::SYNCED);
  EXPECT_EQ(config.client_status(), admin::ACKED);
  ::envoy::config::listener::v3::Listener listener;
  ASSERT_TRUE(config.xds_config().UnpackTo(&listener));
  EXPECT_EQ(listener.name(), "reviews:9080");
  EXPECT_FALSE(config.has_error_state());
}

TEST_F(ClientStatusTest, WhatDoesNotExistIsNotSent) {
  Ask();
  const Config config = Get("nobody:1");
  EXPECT_EQ(config.config_status(), csds::NOT_SENT);
  EXPECT_EQ(config.client_status(), admin::DOES_NOT_EXIST);
  EXPECT_EQ(config.version_info(), "");
  EXPECT_FALSE(config.has_xds_config());
}

TEST_F(ClientStatusTest, ARefusalStaysUntilAnotherVersionIsAccepted) {
  Ask("", "", Type::kRoute, {kRoutes});
  const std::string refused = sink_.version;
  Ask(sink_.nonce, "no valid routes", Type::kRoute, {kRoutes});
  Config config = Get(kRoutes);
  EXPECT_EQ(config.config_status(), csds::ERROR);
  EXPECT_EQ(config.client_status(), admin::NACKED);
  EXPECT_EQ(config.error_state().details(), "no valid routes");
  EXPECT_EQ(config.error_state().version_info(), refused);
  EXPECT_EQ(config.error_state().failed_configuration().type_url(), translate::TypeUrl(Type::kRoute));
  Change(translate::VirtualServiceYaml("  - route: [{destination: {host: ratings}}]\n"));
  config = Get(kRoutes);
  EXPECT_EQ(config.config_status(), csds::STALE);
  EXPECT_EQ(config.client_status(), admin::NACKED) << "it has not answered the new one yet";
  EXPECT_EQ(config.error_state().version_info(), refused);
  EXPECT_FALSE(config.error_state().has_failed_configuration());
  Ask(sink_.nonce, "", Type::kRoute, {kRoutes});
  config = Get(kRoutes);
  EXPECT_EQ(config.config_status(), csds::SYNCED);
  EXPECT_FALSE(config.has_error_state());
}

TEST_F(ClientStatusTest, EachResourceTellsWhenItWasSentLast) {
  const std::string ratings = "outbound|9080||ratings.default.svc.cluster.local";
  Ask("", "", Type::kRoute, {kRoutes, ratings});
  EXPECT_EQ(Get(kRoutes).last_updated().seconds(), 1'000);
  now_ += absl::Milliseconds(60'250);
  Change(translate::VirtualServiceYaml("  - route: [{destination: {host: ratings}}]\n"));
  EXPECT_EQ(Get(kRoutes).last_updated().seconds(), 1'060);
  EXPECT_EQ(Get(kRoutes).last_updated().nanos(), 250'000'000);
  EXPECT_EQ(Get(ratings).last_updated().seconds(), 1'000);
  Ask("", "", Type::kListener, {"nobody:1"});
  EXPECT_FALSE(Get("nobody:1").has_last_updated());
}

TEST_F(ClientStatusTest, OfOneResponseTheNamedResourceIsRefusedAndTheOthersAccepted) {
  const std::string ratings = "outbound|9080||ratings.default.svc.cluster.local";
  Ask("", "", Type::kRoute, {kRoutes, ratings});
  Ask(sink_.nonce, "RouteConfiguration \"" + ratings + "\": bad", Type::kRoute, {kRoutes, ratings});
  EXPECT_EQ(Get(ratings).config_status(), csds::ERROR);
  EXPECT_EQ(Get(kRoutes).config_status(), csds::SYNCED);
}

TEST_F(ClientStatusTest, TheIncrementalProtocolsVersionIsTheResources) {
  AskDelta();
  const uint64_t hash = hub_->Holdings([](const auto&) { return true; }).at(0).resources.at(0).now->hash;
  EXPECT_EQ(Get("reviews:9080").version_info(), DeltaSubscription::VersionOf(hash));
  AskDelta(delta_sink_.nonce, "no");
  EXPECT_EQ(Get("reviews:9080").error_state().version_info(), DeltaSubscription::VersionOf(hash));
}

TEST_F(ClientStatusTest, ContentsCanBeLeftOut) {
  Ask();
  csds::ClientStatusRequest request;
  request.set_exclude_resource_contents(true);
  const csds::ClientStatusResponse response = Fetch(request);
  for (const Config& config : response.config(0).generic_xds_configs()) EXPECT_FALSE(config.has_xds_config());
}

TEST_F(ClientStatusTest, ClientsAreChosenByTheirNodesId) {
  Ask();
  AskDelta();
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
  EXPECT_THAT(std::string(MakeClientStatus(request, *hub_).status().message()),
              HasSubstr("node_matchers[0].node_id.safe_regex"));
  request.mutable_node_matchers(0)->Clear();
  request.mutable_node_matchers(0)->add_node_metadatas();
  EXPECT_EQ(MakeClientStatus(request, *hub_).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace weft::ads
