#include "ads/hub/hub.h"

#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "translate/test_translate.h"

namespace weft::ads {
namespace {

using Response = ::envoy::service::discovery::v3::DiscoveryResponse;

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using translate::Type;

// Notes what it is sent; says "sent" only when told to.
class NotingSink : public Hub::Sink {
 public:
  void Send(const Push& push) override { Encode(push, responses.emplace_back()); }
  std::vector<Response> responses;
};

class HubTest : public ::testing::Test {
 protected:
  HubTest() {
    registry::PutYaml(registry_, translate::ServiceYaml("reviews") + translate::ServiceYaml("ratings"));
    hub_ = std::make_unique<Hub>(registry_.Take().world, workloads_, [this](const std::string& line) { log_.push_back(line); });
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
    request.set_type_url(std::string(kWorkloadTypeUrl));
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
    hub_->SetWorld(world, changes);
  }
  // The responses since the last call, each acknowledged as written: "RDS" with an "x" for each resource and a "!" for each
  // error.
  std::vector<std::string> Take() {
    std::vector<std::string> seen;
    while (!sink_.responses.empty()) {
      Response response = std::move(sink_.responses.front());
      sink_.responses.erase(sink_.responses.begin());
      last_ = response;
      seen.push_back(std::string(translate::ShortName(*translate::TypeFromUrl(response.type_url()))) +
                     std::string(response.resources_size(), 'x') + std::string(response.resource_errors_size(), '!'));
      if (response.type_url() == translate::TypeUrl(Type::kRoute)) route_nonce_ = response.nonce();
      hub_->OnSent(1);
    }
    return seen;
  }
  size_t Stored() { return store_->List("networking.istio.io", "workloadentries", "").objects.size(); }

  static constexpr char kRoutes[] = "outbound|9080||reviews.default.svc.cluster.local";
  absl::Time now_ = absl::FromUnixSeconds(1'000'000);
  std::unique_ptr<store::Store> store_ = store::OpenMemoryStore();
  registry::Workloads workloads_{*store_, [this] { return now_; }};
  registry::Registry registry_;
  uint64_t version_ = 10;
  std::vector<std::string> log_;
  NotingSink sink_;
  std::unique_ptr<Hub> hub_;
  Response last_;
  std::string route_nonce_;  // of the last response about routes
};

TEST_F(HubTest, TheFirstRequestMustSayWhoAsks) {
  absl::Status status = hub_->OnRequest(1, Hub::SotwRequest());
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("node.id"));
}

TEST_F(HubTest, LaterRequestsNeedNoNode) {
  Ask(Type::kListener, {"reviews:9080"});
  Hub::SotwRequest request;
  request.set_type_url(std::string(translate::TypeUrl(Type::kRoute)));
  request.add_resource_names(kRoutes);
  EXPECT_TRUE(hub_->OnRequest(1, request).ok());
  EXPECT_THAT(Take(), ElementsAre("LDSx", "RDSx"));
}

TEST_F(HubTest, AResponseCarriesTheVersionOfTheWorldAndANonceOfItsOwn) {
  Ask(Type::kListener, {"reviews:9080"});
  Take();
  EXPECT_EQ(last_.version_info(), "2");
  EXPECT_EQ(last_.nonce(), "1");
  EXPECT_THAT(last_.control_plane().identifier(), HasSubstr("weft/"));
}

TEST_F(HubTest, ASecondListenerIsSentTogetherWithTheFirst) {
  Ask(Type::kListener, {"reviews:9080"});
  Take();
  Ask(Type::kListener, {"reviews:9080", "ratings:9080"}, last_.nonce());
  EXPECT_THAT(Take(), ElementsAre("LDSxx"));
}

TEST_F(HubTest, OnlyWhatChangedIsPushed) {
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

TEST_F(HubTest, WhatRoutesNeedIsThereBeforeTheRoutes) {
  const std::string v1 = "outbound|9080|v1|reviews.default.svc.cluster.local";
  Ask(Type::kRoute, {kRoutes}, "", "", "grpc");
  Ask(Type::kEndpoint, {v1});
  Ask(Type::kCluster, {v1});
  EXPECT_THAT(Take(), ElementsAre("RDSx"));
  Change(translate::DestinationRuleYaml("  subsets: [{name: v1, labels: {version: v1}}]\n") +
         translate::VirtualServiceYaml("  - route: [{destination: {host: reviews, subset: v1}}]\n"));
  EXPECT_THAT(Take(), ElementsAre("CDSx", "EDSx", "RDSx"));
}

TEST_F(HubTest, WhatRoutesNoLongerNeedGoesAfterTheRoutes) {
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

TEST_F(HubTest, WhoRefusesTheRoutesLosesTheClustersAllTheSame) {
  const std::string v1 = "outbound|9080|v1|reviews.default.svc.cluster.local";
  Change(translate::DestinationRuleYaml("  subsets: [{name: v1, labels: {version: v1}}]\n") +
         translate::VirtualServiceYaml("  - route: [{destination: {host: reviews, subset: v1}}]\n"));
  Ask(Type::kRoute, {kRoutes}, "", "", "grpc");
  Ask(Type::kCluster, {v1, kRoutes});
  Take();
  Ask(Type::kRoute, {kRoutes}, route_nonce_);
  Change(translate::DestinationRuleYaml("") + translate::VirtualServiceYaml("  - route: [{destination: {host: reviews}}]\n"));
  EXPECT_THAT(Take(), ElementsAre("RDSx"));
  Ask(Type::kRoute, {kRoutes}, route_nonce_, "no");
  EXPECT_THAT(Take(), ElementsAre("CDSx"));
}

TEST_F(HubTest, WhoNeverAskedForRoutesHasNothingToAnswer) {
  const std::string v1 = "outbound|9080|v1|reviews.default.svc.cluster.local";
  Change(translate::DestinationRuleYaml("  subsets: [{name: v1, labels: {version: v1}}]\n"));
  Ask(Type::kCluster, {v1, kRoutes}, "", "", "grpc");
  Take();
  Change(translate::DestinationRuleYaml(""));
  EXPECT_THAT(Take(), ElementsAre("CDSx"));
}

TEST_F(HubTest, ASlowReaderHasOneResponseUnderWayAndThenGetsTheLatest) {
  Ask(Type::kRoute, {kRoutes});
  ASSERT_EQ(sink_.responses.size(), 1u);
  for (const char* timeout : {"1s", "2s", "3s"}) {
    Change(translate::VirtualServiceYaml("  - timeout: " + std::string(timeout) +
                                         "\n    route: [{destination: {host: ratings}}]\n"));
  }
  EXPECT_EQ(sink_.responses.size(), 1u);
  EXPECT_THAT(Take(), ElementsAre("RDSx", "RDSx"));
  ::envoy::config::route::v3::RouteConfiguration table;
  ASSERT_TRUE(last_.resources(0).UnpackTo(&table));
  EXPECT_EQ(table.virtual_hosts(0).routes(0).route().timeout().seconds(), 3);
}

TEST_F(HubTest, AWeftClientIsToldWhatDoesNotExist) {
  Ask(Type::kListener, {"foo:9080"});
  EXPECT_THAT(Take(), ElementsAre("LDS!"));
  EXPECT_EQ(last_.resource_errors(0).resource_name().name(), "foo:9080");
  EXPECT_EQ(last_.resource_errors(0).error_detail().code(), 5);
  EXPECT_THAT(last_.resource_errors(0).error_detail().message(),
              HasSubstr("no Service or ServiceEntry \"foo.default.svc.cluster.local\""));
  Change(translate::ServiceYaml("foo"));
  EXPECT_THAT(Take(), ElementsAre("LDSx"));
}

TEST_F(HubTest, AStockClientHearsNothingUntilItExists) {
  Ask(Type::kListener, {"foo:9080"}, "", "", "gRPC C-core linux");
  EXPECT_THAT(Take(), IsEmpty());
  Change(translate::ServiceYaml("foo"));
  EXPECT_THAT(Take(), ElementsAre("LDSx"));
}

TEST_F(HubTest, ARefusalIsLoggedShownAndNotAnsweredWithTheSame) {
  Ask(Type::kRoute, {kRoutes});
  Take();
  Ask(Type::kRoute, {kRoutes}, last_.nonce(), "no valid routes");
  EXPECT_THAT(Take(), IsEmpty());
  EXPECT_THAT(log_, Contains(HasSubstr("refused RDS of version 2: no valid routes")));
  EXPECT_EQ(hub_->Describe().at(0).types[static_cast<int>(Type::kRoute)].nack_message, "no valid routes");
}

TEST_F(HubTest, ARefusalOfOneResourceOutlastsTheAcceptanceOfAnother) {
  const std::string ratings = "outbound|9080||ratings.default.svc.cluster.local";
  const auto refused = [&] { return hub_->Describe().at(0).types[static_cast<int>(Type::kRoute)].refused; };
  Ask(Type::kRoute, {kRoutes});
  Take();
  Ask(Type::kRoute, {kRoutes, ratings}, last_.nonce(), "no valid routes");
  EXPECT_TRUE(hub_->TakeRefusalsChanged());
  EXPECT_THAT(Take(), ElementsAre("RDSx"));
  Ask(Type::kRoute, {kRoutes, ratings}, last_.nonce());
  EXPECT_THAT(Take(), IsEmpty());
  ASSERT_EQ(refused().size(), 1u);
  EXPECT_EQ(refused()[0].name, kRoutes);
  EXPECT_EQ(refused()[0].message, "no valid routes");
  Ask(Type::kRoute, {ratings}, last_.nonce());
  EXPECT_THAT(refused(), IsEmpty()) << "it is not asked for any more";
}

TEST_F(HubTest, RefusalsNameTheManifestBehindThemUntilItsNextVersionIsAccepted) {
  Change(translate::VirtualServiceYaml("  - route: [{destination: {host: ratings}}]\n"));
  Ask(Type::kRoute, {kRoutes});
  Take();
  EXPECT_FALSE(hub_->TakeRefusalsChanged());
  Ask(Type::kRoute, {kRoutes}, last_.nonce(), "virtual_hosts[0].routes[0]: bad");
  EXPECT_TRUE(hub_->TakeRefusalsChanged());
  ASSERT_EQ(hub_->Refusals().size(), 1u);
  const Refusal refusal = hub_->Refusals()[0];
  EXPECT_EQ(refusal.client, Node("weft").id());
  EXPECT_EQ(refusal.name, kRoutes);
  EXPECT_EQ(refusal.message, "virtual_hosts[0].routes[0]: bad");
  ASSERT_EQ(refusal.causes.size(), 1u);
  EXPECT_EQ(refusal.causes[0], (store::Key{"networking.istio.io", "virtualservices", "default", "rule"}));
  Change(translate::VirtualServiceYaml("  - route: [{destination: {host: reviews}}]\n"));
  EXPECT_EQ(hub_->Refusals().size(), 1u) << "nothing was said of it yet";
  Take();
  hub_->TakeRefusalsChanged();
  Ask(Type::kRoute, {kRoutes}, last_.nonce());
  EXPECT_TRUE(hub_->TakeRefusalsChanged());
  EXPECT_THAT(hub_->Refusals(), IsEmpty());
}

TEST_F(HubTest, ARefusalGoesWithItsClient) {
  Ask(Type::kRoute, {kRoutes});
  Take();
  Ask(Type::kRoute, {kRoutes}, last_.nonce(), "bad");
  hub_->TakeRefusalsChanged();
  hub_->Close(1, true);
  EXPECT_TRUE(hub_->TakeRefusalsChanged());
  EXPECT_THAT(hub_->Refusals(), IsEmpty());
}

TEST_F(HubTest, WhatAClientIsNotToldIsShown) {
  Change(
      translate::VirtualServiceYaml("  - corsPolicy: {allowOrigins: [{exact: http://a}]}\n"
                                    "    route: [{destination: {host: ratings}}]\n"));
  Ask(Type::kRoute, {kRoutes}, "", "", "gRPC C-core linux");
  EXPECT_THAT(hub_->Describe().at(0).left_out, ElementsAre(HasSubstr("virtualservice/default/rule http[0].corsPolicy: ")));
}

TEST_F(HubTest, ClientsThatDifferInNothingThatMattersShareWhatWasTranslated) {
  NotingSink other;
  hub_->Open(2, Hub::Variant::kSotw, other, "");
  Ask(Type::kRoute, {kRoutes}, "", "", "weft", R"({"LABELS": {"app": "a"}})");
  Hub::SotwRequest request;
  request.set_type_url(std::string(translate::TypeUrl(Type::kRoute)));
  *request.mutable_node() = Node("weft", R"({"LABELS": {"app": "b"}})");
  request.add_resource_names(kRoutes);
  ASSERT_TRUE(hub_->OnRequest(2, request).ok());
  EXPECT_EQ(hub_->cache().size(), 1u);
  Change(translate::VirtualServiceYaml("  - match: [{sourceLabels: {app: a}}]\n    route: [{destination: {host: ratings}}]\n"));
  EXPECT_EQ(hub_->cache().size(), 2u) << "now a label matters";
  EXPECT_THAT(Take(), ElementsAre("RDSx", "RDSx"));
  EXPECT_EQ(other.responses.size(), 1u) << "for the other nothing changed";
  hub_->Close(2, true);
  EXPECT_EQ(hub_->cache().size(), 1u);
}

TEST_F(HubTest, AnAnnouncedWorkloadIsStoredAndGoesWithAGoodbye) {
  ASSERT_TRUE(
      Announce(R"([{"name": "reviews-1", "address": "127.0.0.1", "labels": {"app": "reviews"}, "ports": {"http": 41873}}])")
          .ok());
  EXPECT_EQ(Stored(), 1u);
  hub_->Close(1, true);
  EXPECT_EQ(Stored(), 0u);
}

TEST_F(HubTest, AfterABrokenStreamAWorkloadHasItsGrace) {
  ASSERT_TRUE(Announce(R"([{"name": "reviews-1", "address": "127.0.0.1"}])").ok());
  hub_->Close(1, false);
  EXPECT_EQ(Stored(), 1u);
  now_ += registry::Workloads::kGrace;
  workloads_.Tick();
  EXPECT_EQ(Stored(), 0u);
}

TEST_F(HubTest, AnAnnouncementThatMakesNoSenseNamesTheField) {
  EXPECT_THAT(std::string(Announce(R"([{"name": "a", "address": "127.0.0.1", "ports": {"http": 70000}}])").message()),
              HasSubstr("WEFT_WORKLOADS[0].ports.http"));
}

TEST_F(HubTest, UnknownTypesAreNotAnswered) {
  Hub::SotwRequest request;
  *request.mutable_node() = Node("weft");
  request.set_type_url("type.googleapis.com/envoy.service.runtime.v3.Runtime");
  EXPECT_TRUE(hub_->OnRequest(1, request).ok());
  EXPECT_THAT(Take(), IsEmpty());
}

// The same hub, asked over the incremental protocol.
class DeltaHubTest : public HubTest {
 protected:
  class NotingDeltaSink : public Hub::Sink {
   public:
    void Send(const Push& push) override { Encode(push, responses.emplace_back()); }
    std::vector<::envoy::service::discovery::v3::DeltaDiscoveryResponse> responses;
  };

  DeltaHubTest() { hub_->Open(2, Hub::Variant::kDelta, delta_sink_, "ipv4:127.0.0.1:2"); }

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
    std::vector<std::string> seen;
    while (!delta_sink_.responses.empty()) {
      const auto response = std::move(delta_sink_.responses.front());
      delta_sink_.responses.erase(delta_sink_.responses.begin());
      std::string& text = seen.emplace_back(translate::ShortName(*translate::TypeFromUrl(response.type_url())));
      for (const auto& resource : response.resources()) text += " +" + resource.name();
      for (const auto& name : response.removed_resources()) text += " -" + name;
      last_delta_ = response;
      hub_->OnSent(2);
    }
    return seen;
  }

  NotingDeltaSink delta_sink_;
  ::envoy::service::discovery::v3::DeltaDiscoveryResponse last_delta_;
};

TEST_F(DeltaHubTest, EverythingIsEveryListenerAndCluster) {
  AskDelta(Type::kListener, {});
  EXPECT_THAT(TakeDelta(), ElementsAre("LDS +ratings.default.svc.cluster.local:9080 +reviews.default.svc.cluster.local:9080"));
  AskDelta(Type::kCluster, {"*"});
  EXPECT_THAT(TakeDelta(), ElementsAre("CDS +outbound|9080||ratings.default.svc.cluster.local"
                                       " +outbound|9080||reviews.default.svc.cluster.local"));
}

TEST_F(DeltaHubTest, ANewServiceIsTheOnlyNews) {
  AskDelta(Type::kCluster, {});
  TakeDelta();
  Change(translate::ServiceYaml("details"));
  EXPECT_THAT(TakeDelta(), ElementsAre("CDS +outbound|9080||details.default.svc.cluster.local"));
}

TEST_F(DeltaHubTest, WhatIsMissingIsRemovedAtOnceAndSentWhenItComes) {
  AskDelta(Type::kListener, {"details:9080"});
  EXPECT_THAT(TakeDelta(), ElementsAre("LDS -details:9080"));
  Change(translate::ServiceYaml("details"));
  EXPECT_THAT(TakeDelta(), ElementsAre("LDS +details:9080"));
}

TEST_F(DeltaHubTest, TheCacheHoldsNothingForAStreamThatClosed) {
  AskDelta(Type::kCluster, {});
  TakeDelta();
  EXPECT_GT(hub_->cache().size(), 0u);
  hub_->Close(2, true);
  EXPECT_EQ(hub_->cache().size(), 0u);
}

// Changes the cluster of reviews as Envoy and Weft's own clients see it, and not its endpoints.
std::string RandomBalancerYaml() {
  return translate::DestinationRuleYaml("  trafficPolicy: {loadBalancer: {simple: RANDOM}}\n");
}

TEST_F(HubTest, AnEnvoyHearsOfTheEndpointsAgainAfterItsClusterChanged) {
  const std::string ratings = "outbound|9080||ratings.default.svc.cluster.local";
  Ask(Type::kCluster, {kRoutes, ratings}, "", "", "envoy");
  Ask(Type::kEndpoint, {kRoutes, ratings});
  Take();
  Change(RandomBalancerYaml());
  EXPECT_THAT(Take(), ElementsAre("CDSxx", "EDSx"));
  EXPECT_THAT(Take(), IsEmpty());
}

TEST_F(HubTest, OthersHearOfTheClusterAlone) {
  Ask(Type::kCluster, {kRoutes}, "", "", "weft");
  Ask(Type::kEndpoint, {kRoutes});
  Take();
  Change(RandomBalancerYaml());
  EXPECT_THAT(Take(), ElementsAre("CDSx"));
}

TEST_F(HubTest, AnEnvoyThatRepeatsANonceIsAnswered) {
  Ask(Type::kEndpoint, {kRoutes}, "", "", "envoy");
  Take();
  Ask(Type::kEndpoint, {kRoutes}, last_.nonce());
  EXPECT_THAT(Take(), IsEmpty());
  Ask(Type::kEndpoint, {kRoutes}, last_.nonce());
  EXPECT_THAT(Take(), ElementsAre("EDSx"));
}

TEST_F(DeltaHubTest, AnEnvoyThatComesBackHearsOfTheEndpointsOfClustersThatChanged) {
  AskDelta(Type::kCluster, {kRoutes}, "", "envoy");
  EXPECT_THAT(TakeDelta(), ElementsAre(std::string("CDS +") + kRoutes));
  Hub::DeltaRequest request;
  request.set_type_url(std::string(translate::TypeUrl(Type::kEndpoint)));
  request.add_resource_names_subscribe(kRoutes);
  AskDelta(Type::kEndpoint, {kRoutes});
  TakeDelta();
  const std::string version = last_delta_.resources(0).version();

  hub_->Close(2, false);
  hub_->Open(2, Hub::Variant::kDelta, delta_sink_, "");
  AskDelta(Type::kCluster, {kRoutes}, "", "envoy");
  EXPECT_THAT(TakeDelta(), ElementsAre(std::string("CDS +") + kRoutes));
  (*request.mutable_initial_resource_versions())[kRoutes] = version;
  ASSERT_TRUE(hub_->OnRequest(2, request).ok());
  EXPECT_THAT(TakeDelta(), ElementsAre(std::string("EDS +") + kRoutes)) << "though it has these endpoints";
}

TEST_F(DeltaHubTest, WhatDoesNotExistIsSaidThoughRoutesAreUnanswered) {
  AskDelta(Type::kRoute, {kRoutes});
  AskDelta(Type::kCluster, {"outbound|9080||details.default.svc.cluster.local"});
  EXPECT_THAT(TakeDelta(),
              ElementsAre(std::string("RDS +") + kRoutes, "CDS -outbound|9080||details.default.svc.cluster.local"));
}

TEST_F(DeltaHubTest, WhoLetGoOfItsRoutesOwesNoAnswerForThem) {
  const std::string ratings = "outbound|9080||ratings.default.svc.cluster.local";
  AskDelta(Type::kCluster, {ratings});
  AskDelta(Type::kRoute, {kRoutes});
  TakeDelta();
  Hub::DeltaRequest request;
  request.set_type_url(std::string(translate::TypeUrl(Type::kRoute)));
  request.add_resource_names_unsubscribe(kRoutes);
  ASSERT_TRUE(hub_->OnRequest(2, request).ok());
  Change(translate::ServiceYaml("details"), "ratings");
  EXPECT_THAT(TakeDelta(), ElementsAre("CDS -" + ratings));
}

TEST_F(DeltaHubTest, AnEnvoysClusterStaysUntilTheRoutesAreAnswered) {
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

TEST_F(HubTest, AWorldThatComesDuringAPushOvertakesIt) {
  NotingSink others;
  hub_->Open(2, Hub::Variant::kSotw, others, "ipv4:127.0.0.1:2");
  Ask(Type::kCluster, {kRoutes});
  Hub::SotwRequest request;
  request.set_type_url(std::string(translate::TypeUrl(Type::kCluster)));
  *request.mutable_node() = Node("weft");
  request.add_resource_names(kRoutes);
  ASSERT_TRUE(hub_->OnRequest(2, request).ok());
  hub_->OnSent(1);
  hub_->OnSent(2);
  const auto put_balancer = [this](const std::string& simple) {
    registry::PutYaml(registry_,
                      "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: reviews}\n"
                      "spec: {host: reviews, trafficPolicy: {loadBalancer: {simple: " +
                          simple + "}}}\n",
                      version_ += 10);
    TakeWorld();
  };
  put_balancer("RANDOM");
  EXPECT_TRUE(hub_->PushSome(1)) << "one of two";
  hub_->OnSent(1);
  put_balancer("ROUND_ROBIN");
  EXPECT_TRUE(hub_->PushSome(1));
  ASSERT_EQ(others.responses.size(), 2u) << "who has waited longer comes first";
  EXPECT_FALSE(hub_->PushSome(10));
  EXPECT_EQ(sink_.responses.size(), 3u);
  EXPECT_EQ(others.responses.size(), 2u) << "never sent the world between";
  EXPECT_EQ(others.responses.back().resources(0).value(), sink_.responses.back().resources(0).value());
}

TEST_F(HubTest, AStreamThatEndsBeforeItsTurnIsLeftOut) {
  Ask(Type::kCluster, {kRoutes});
  hub_->OnSent(1);
  registry_.Remove({"", "services", "default", "reviews"}, version_ += 10);
  TakeWorld();
  hub_->Close(1, false);
  EXPECT_FALSE(hub_->PushSome(1));
  EXPECT_EQ(sink_.responses.size(), 1u);
}

}  // namespace
}  // namespace weft::ads
