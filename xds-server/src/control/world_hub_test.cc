// SPDX-License-Identifier: Apache-2.0
// What clients are sent of manifests: the hub with its source and its request handler, as the control thread has them.
#include "ads/hub/hub.h"
#include "control/announcements.h"
#include "control/refusal.h"
#include "control/resource_types.h"
#include "control/world_source.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "translate/test_translate.h"

namespace weft::control {
namespace {

using ads::Hub;
using Response = ::envoy::service::discovery::v3::DiscoveryResponse;

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using translate::Type;

// Keeps what it is sent; it is taken only when the test says so.
class KeepingSink : public Hub::Sink {
 public:
  void Send(const ads::Push& push) override { Encode(push, responses.emplace_back()); }
  std::vector<Response> responses;
};

class WorldHubTest : public ::testing::Test {
 protected:
  WorldHubTest() {
    registry::PutYaml(registry_, translate::ServiceYaml("reviews") + translate::ServiceYaml("ratings"));
    source_ = std::make_unique<WorldSource>(registry_.Take().world);
    announcements_ = std::make_unique<Announcements>(workloads_, *source_, [](const std::string&) {});
    hub_ = std::make_unique<Hub>(types_, *source_, Hub::Options());
    hub_->AddRequestHandler(std::string(xds::kWorkloadTypeUrl), *announcements_);
    hub_->Open(1, Hub::Variant::kSotw, sink_, "ipv4:127.0.0.1:1");
  }

  static ::envoy::config::core::v3::Node Node(const std::string& agent, const std::string& metadata = "{}") {
    ::envoy::config::core::v3::Node node;
    node.set_id("sidecar~127.0.0.1~shop-1.default~default.svc.cluster.local");
    node.set_user_agent_name(agent);
    EXPECT_TRUE(::google::protobuf::util::JsonStringToMessage(metadata, node.mutable_metadata()).ok());
    return node;
  }
  void Ask(Type type, const std::vector<std::string>& names, const std::string& nonce = "", const std::string& error = "",
           const std::string& agent = "weft", const std::string& metadata = "{}") {
    Hub::SotwRequest request;
    request.set_type_url(std::string(translate::TypeUrl(type)));
    *request.mutable_node() = Node(agent, metadata);
    for (const std::string& name : names) request.add_resource_names(name);
    request.set_response_nonce(nonce);
    if (!error.empty()) request.mutable_error_detail()->set_message(error);
    absl::Status status = hub_->OnRequest(1, request);
    EXPECT_TRUE(status.ok()) << status;
  }
  absl::Status Announce(const std::string& workloads) {
    Hub::SotwRequest request;
    request.set_type_url(std::string(xds::kWorkloadTypeUrl));
    *request.mutable_node() = Node("weft", "{\"WEFT_WORKLOADS\": " + workloads + "}");
    return hub_->OnRequest(1, request);
  }
  // `removed`: a service that goes at the same time.
  void Change(const std::string& yaml, const std::string& removed = "") {
    registry::PutYaml(registry_, yaml, version_ += 10);
    if (!removed.empty()) registry_.Remove({"", "services", "default", removed}, version_ += 10);
    TakeWorld();
    while (hub_->PushSome(1)) {
    }
  }
  void TakeWorld() {
    auto [world, changes] = registry_.Take();
    hub_->OnChange(source_->SetWorld(world, changes));
  }
  // The responses since the last call, each acknowledged as written: "RDS" with an "x" for each resource and a "!" for each
  // error.
  std::vector<std::string> Take() {
    std::vector<std::string> lines;
    while (!sink_.responses.empty()) {
      Response response = std::move(sink_.responses.front());
      sink_.responses.erase(sink_.responses.begin());
      last_ = response;
      lines.push_back(std::string(translate::ShortName(*translate::TypeFromUrl(response.type_url()))) +
                      std::string(response.resources_size(), 'x') + std::string(response.resource_errors_size(), '!'));
      if (response.type_url() == translate::TypeUrl(Type::kRoute)) route_nonce_ = response.nonce();
      hub_->OnSent(1);
    }
    return lines;
  }
  size_t Stored() { return store_->List("networking.istio.io", "workloadentries", "").objects.size(); }

  static constexpr char kRoutes[] = "outbound|9080||reviews.default.svc.cluster.local";
  absl::Time now_ = absl::FromUnixSeconds(1'000'000);
  std::unique_ptr<store::ObjectStore> store_ = store::OpenMemoryStore();
  registry::Workloads workloads_{*store_, [this] { return now_; }};
  registry::Registry registry_;
  uint64_t version_ = 10;
  KeepingSink sink_;
  const ads::ResourceTypes types_ = ServedTypes();
  std::unique_ptr<WorldSource> source_;
  std::unique_ptr<Announcements> announcements_;
  std::unique_ptr<Hub> hub_;
  Response last_;
  std::string route_nonce_;  // of the last response about routes
};

TEST_F(WorldHubTest, TheFirstRequestMustHaveANodeId) {
  absl::Status status = hub_->OnRequest(1, Hub::SotwRequest());
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("node.id"));
}

TEST_F(WorldHubTest, OnlyWhatChangedIsPushed) {
  Ask(Type::kListener, {"reviews:9080"});
  Ask(Type::kRoute, {kRoutes});
  Ask(Type::kCluster, {kRoutes});
  Ask(Type::kEndpoint, {kRoutes});
  Take();
  Change(translate::VirtualServiceYaml("  - route: [{destination: {host: ratings}}]\n"));
  EXPECT_THAT(Take(), ElementsAre("RDSx"));
  Change(translate::WorkloadYaml("a", "address: 10.0.0.1, labels: {app: reviews}"));
  EXPECT_THAT(Take(), ElementsAre("EDSx"));
  Change(translate::WorkloadYaml("b", "address: 10.0.0.1, labels: {app: ratings}"));
  EXPECT_THAT(Take(), IsEmpty());
}

TEST_F(WorldHubTest, WhatRoutesNeedIsThereBeforeTheRoutes) {
  const std::string v1 = "outbound|9080|v1|reviews.default.svc.cluster.local";
  Ask(Type::kRoute, {kRoutes}, "", "", "grpc");
  Ask(Type::kEndpoint, {v1});
  Ask(Type::kCluster, {v1});
  EXPECT_THAT(Take(), ElementsAre("RDSx"));
  Change(translate::DestinationRuleYaml("  subsets: [{name: v1, labels: {version: v1}}]\n") +
         translate::VirtualServiceYaml("  - route: [{destination: {host: reviews, subset: v1}}]\n"));
  EXPECT_THAT(Take(), ElementsAre("CDSx", "EDSx", "RDSx"));
}

TEST_F(WorldHubTest, WhatRoutesNoLongerNeedGoesAfterTheRoutes) {
  const std::string v1 = "outbound|9080|v1|reviews.default.svc.cluster.local";
  Change(translate::DestinationRuleYaml("  subsets: [{name: v1, labels: {version: v1}}]\n") +
         translate::VirtualServiceYaml("  - route: [{destination: {host: reviews, subset: v1}}]\n"));
  Ask(Type::kRoute, {kRoutes}, "", "", "grpc");
  Ask(Type::kCluster, {v1, kRoutes});
  Take();
  Ask(Type::kRoute, {kRoutes}, route_nonce_);
  Change(translate::DestinationRuleYaml("") + translate::VirtualServiceYaml("  - route: [{destination: {host: reviews}}]\n"));
  EXPECT_THAT(Take(), ElementsAre("RDSx")) << "v1 may still be in use";
  Ask(Type::kRoute, {kRoutes}, route_nonce_);
  EXPECT_THAT(Take(), ElementsAre("CDSx"));
}

TEST_F(WorldHubTest, AWeftClientIsSentWhatDoesNotExist) {
  Ask(Type::kListener, {"foo:9080"});
  EXPECT_THAT(Take(), ElementsAre("LDS!"));
  EXPECT_EQ(last_.resource_errors(0).resource_name().name(), "foo:9080");
  EXPECT_EQ(last_.resource_errors(0).error_detail().code(), 5);
  EXPECT_THAT(last_.resource_errors(0).error_detail().message(),
              HasSubstr("no Service or ServiceEntry \"foo.default.svc.cluster.local\""));
  Change(translate::ServiceYaml("foo"));
  EXPECT_THAT(Take(), ElementsAre("LDSx"));
}

TEST_F(WorldHubTest, AStockClientIsSentNothingUntilItExists) {
  Ask(Type::kListener, {"foo:9080"}, "", "", "gRPC C-core linux");
  EXPECT_THAT(Take(), IsEmpty());
  Change(translate::ServiceYaml("foo"));
  EXPECT_THAT(Take(), ElementsAre("LDSx"));
}

TEST_F(WorldHubTest, RefusalsNameTheManifestBehindThemUntilItsNextVersionIsAccepted) {
  Change(translate::VirtualServiceYaml("  - route: [{destination: {host: ratings}}]\n"));
  Ask(Type::kRoute, {kRoutes});
  Take();
  EXPECT_FALSE(hub_->TakeNacksChanged());
  Ask(Type::kRoute, {kRoutes}, last_.nonce(), "virtual_hosts[0].routes[0]: bad");
  EXPECT_TRUE(hub_->TakeNacksChanged());
  ASSERT_EQ(RefusalsOf(*hub_, *source_).size(), 1u);
  const Refusal refusal = RefusalsOf(*hub_, *source_)[0];
  EXPECT_EQ(refusal.client, Node("weft").id());
  EXPECT_EQ(refusal.name, kRoutes);
  EXPECT_EQ(refusal.message, "virtual_hosts[0].routes[0]: bad");
  ASSERT_EQ(refusal.causes.size(), 1u);
  EXPECT_EQ(refusal.causes[0], (store::Key{"networking.istio.io", "virtualservices", "default", "rule"}));
  Change(translate::VirtualServiceYaml("  - route: [{destination: {host: reviews}}]\n"));
  EXPECT_EQ(RefusalsOf(*hub_, *source_).size(), 1u) << "it is not answered yet";
  Take();
  hub_->TakeNacksChanged();
  Ask(Type::kRoute, {kRoutes}, last_.nonce());
  EXPECT_TRUE(hub_->TakeNacksChanged());
  EXPECT_THAT(RefusalsOf(*hub_, *source_), IsEmpty());
}

TEST_F(WorldHubTest, WhatAClientIsNotSentIsShown) {
  Change(
      translate::VirtualServiceYaml("  - corsPolicy: {allowOrigins: [{exact: http://a}]}\n"
                                    "    route: [{destination: {host: ratings}}]\n"));
  Ask(Type::kRoute, {kRoutes}, "", "", "gRPC C-core linux");
  EXPECT_THAT(hub_->Describe().at(0).left_out, ElementsAre(HasSubstr("virtualservice/default/rule http[0].corsPolicy: ")));
}

TEST_F(WorldHubTest, ClientsThatDifferInNothingThatMattersShareWhatWasTranslated) {
  KeepingSink other;
  hub_->Open(2, Hub::Variant::kSotw, other, "");
  Ask(Type::kRoute, {kRoutes}, "", "", "weft", R"({"LABELS": {"app": "a"}})");
  Hub::SotwRequest request;
  request.set_type_url(std::string(translate::TypeUrl(Type::kRoute)));
  *request.mutable_node() = Node("weft", R"({"LABELS": {"app": "b"}})");
  request.add_resource_names(kRoutes);
  ASSERT_TRUE(hub_->OnRequest(2, request).ok());
  EXPECT_EQ(hub_->cached_resources(), 1u);
  Change(translate::VirtualServiceYaml("  - match: [{sourceLabels: {app: a}}]\n    route: [{destination: {host: ratings}}]\n"));
  EXPECT_EQ(hub_->cached_resources(), 2u) << "now a label matters";
  EXPECT_THAT(Take(), ElementsAre("RDSx", "RDSx"));
  EXPECT_EQ(other.responses.size(), 1u) << "for the other nothing changed";
  hub_->Close(2, true);
  EXPECT_EQ(hub_->cached_resources(), 1u);
}

TEST_F(WorldHubTest, AnAnnouncedWorkloadIsStoredAndGoesWithAGracefulEnd) {
  ASSERT_TRUE(
      Announce(R"([{"name": "reviews-1", "address": "127.0.0.1", "labels": {"app": "reviews"}, "ports": {"http": 41873}}])")
          .ok());
  EXPECT_EQ(Stored(), 1u);
  hub_->Close(1, true);
  EXPECT_EQ(Stored(), 0u);
}

TEST_F(WorldHubTest, AfterABrokenStreamAWorkloadHasItsGrace) {
  ASSERT_TRUE(Announce(R"([{"name": "reviews-1", "address": "127.0.0.1"}])").ok());
  hub_->Close(1, false);
  EXPECT_EQ(Stored(), 1u);
  now_ += registry::Workloads::kGrace;
  workloads_.Tick();
  EXPECT_EQ(Stored(), 0u);
}

TEST_F(WorldHubTest, AnAnnouncementThatMakesNoSenseNamesTheField) {
  EXPECT_THAT(std::string(Announce(R"([{"name": "a", "address": "127.0.0.1", "ports": {"http": 70000}}])").message()),
              HasSubstr("WEFT_WORKLOADS[0].ports.http"));
}

// Changes the cluster of reviews as Envoy and Weft's own clients see it, and not its endpoints.
std::string RandomBalancerYaml() {
  return translate::DestinationRuleYaml("  trafficPolicy: {loadBalancer: {simple: RANDOM}}\n");
}

TEST_F(WorldHubTest, AnEnvoyIsSentTheEndpointsAgainAfterItsClusterChanged) {
  const std::string ratings = "outbound|9080||ratings.default.svc.cluster.local";
  Ask(Type::kCluster, {kRoutes, ratings}, "", "", "envoy");
  Ask(Type::kEndpoint, {kRoutes, ratings});
  Take();
  Change(RandomBalancerYaml());
  EXPECT_THAT(Take(), ElementsAre("CDSxx", "EDSx"));
  EXPECT_THAT(Take(), IsEmpty());
}

TEST_F(WorldHubTest, OthersAreSentTheClusterAlone) {
  Ask(Type::kCluster, {kRoutes}, "", "", "weft");
  Ask(Type::kEndpoint, {kRoutes});
  Take();
  Change(RandomBalancerYaml());
  EXPECT_THAT(Take(), ElementsAre("CDSx"));
}

// The same over the incremental protocol.
class DeltaWorldHubTest : public WorldHubTest {
 protected:
  class KeepingDeltaSink : public Hub::Sink {
   public:
    void Send(const ads::Push& push) override { Encode(push, responses.emplace_back()); }
    std::vector<::envoy::service::discovery::v3::DeltaDiscoveryResponse> responses;
  };

  DeltaWorldHubTest() { hub_->Open(2, Hub::Variant::kDelta, delta_sink_, "ipv4:127.0.0.1:2"); }

  void AskDelta(Type type, const std::vector<std::string>& subscribe, const std::string& nonce = "",
                const std::string& agent = "grpc") {
    Hub::DeltaRequest request;
    request.set_type_url(std::string(translate::TypeUrl(type)));
    *request.mutable_node() = Node(agent);
    for (const std::string& name : subscribe) request.add_resource_names_subscribe(name);
    request.set_response_nonce(nonce);
    EXPECT_TRUE(hub_->OnRequest(2, request).ok());
  }
  // "CDS +name -name", for each response since the last call.
  std::vector<std::string> TakeDelta() {
    std::vector<std::string> lines;
    while (!delta_sink_.responses.empty()) {
      const auto response = std::move(delta_sink_.responses.front());
      delta_sink_.responses.erase(delta_sink_.responses.begin());
      std::string& text = lines.emplace_back(translate::ShortName(*translate::TypeFromUrl(response.type_url())));
      for (const auto& resource : response.resources()) text += " +" + resource.name();
      for (const auto& name : response.removed_resources()) text += " -" + name;
      last_delta_ = response;
      hub_->OnSent(2);
    }
    return lines;
  }

  KeepingDeltaSink delta_sink_;
  ::envoy::service::discovery::v3::DeltaDiscoveryResponse last_delta_;
};

TEST_F(DeltaWorldHubTest, EverythingIsEveryListenerAndCluster) {
  AskDelta(Type::kListener, {});
  EXPECT_THAT(TakeDelta(), ElementsAre("LDS +ratings.default.svc.cluster.local:9080 +reviews.default.svc.cluster.local:9080"));
  AskDelta(Type::kCluster, {"*"});
  EXPECT_THAT(TakeDelta(), ElementsAre("CDS +outbound|9080||ratings.default.svc.cluster.local"
                                       " +outbound|9080||reviews.default.svc.cluster.local"));
}

TEST_F(DeltaWorldHubTest, AnEnvoysClusterStaysUntilTheRoutesAreAnswered) {
  Change(translate::VirtualServiceYaml("  - timeout: 1s\n    route: [{destination: {host: ratings}}]\n"));
  AskDelta(Type::kCluster, {}, "", "envoy");
  AskDelta(Type::kRoute, {kRoutes});
  TakeDelta();
  AskDelta(Type::kRoute, {}, last_delta_.nonce());
  Change(translate::VirtualServiceYaml("  - timeout: 2s\n    route: [{destination: {host: reviews}}]\n"), "ratings");
  EXPECT_THAT(TakeDelta(), ElementsAre(std::string("RDS +") + kRoutes));
  AskDelta(Type::kRoute, {}, last_delta_.nonce());
  EXPECT_THAT(TakeDelta(), ElementsAre("CDS -outbound|9080||ratings.default.svc.cluster.local"));
}

}  // namespace
}  // namespace weft::control
