// A stock gRPC channel with the target xds:///echo:9080 against the control plane: what the SDK's own client is spared, such as
// header matchers of a newer form or weights without a sum, would be refused here.
#include <chrono>
#include <cstdlib>
#include <map>
#include <thread>

#include "ads/ads_server.h"
#include "ads/control.h"
#include "envoy/service/discovery/v3/ads.grpc.pb.h"
#include "generic_backend.h"
#include "gmock/gmock.h"
#include "registry/test_world.h"

namespace weft::test {
namespace {

using ::envoy::service::discovery::v3::DiscoveryRequest;
using ::envoy::service::discovery::v3::DiscoveryResponse;
using ::testing::HasSubstr;

constexpr char kService[] = R"(
apiVersion: v1
kind: Service
metadata: {name: echo}
spec: {selector: {app: echo}, ports: [{name: grpc, port: 9080}]}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: echo}
spec:
  host: echo
  trafficPolicy: {loadBalancer: {simple: RANDOM}}
  subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]
)";

// A process that announces a backend: one stream that stays open.
class Announcer {
 public:
  Announcer(const std::string& address, const GenericBackend& backend, const std::string& version)
      : stub_(::grpc::CreateChannel(address, ::grpc::InsecureChannelCredentials())),
        stream_(stub_.StreamAggregatedResources(&context_)) {
    DiscoveryRequest request;
    request.set_type_url(std::string(ads::kWorkloadTypeUrl));
    request.mutable_node()->set_id("backend-" + backend.name());
    auto& list = (*request.mutable_node()->mutable_metadata()->mutable_fields())["WEFT_WORKLOADS"];
    auto& workload = *list.mutable_list_value()->add_values()->mutable_struct_value()->mutable_fields();
    workload["name"].set_string_value(backend.name());
    workload["address"].set_string_value("127.0.0.1");
    auto& labels = *workload["labels"].mutable_struct_value()->mutable_fields();
    labels["app"].set_string_value("echo");
    labels["version"].set_string_value(version);
    (*workload["ports"].mutable_struct_value()->mutable_fields())["grpc"].set_number_value(backend.port());
    stream_->Write(request);
  }
  ~Announcer() { Goodbye(); }

  void Goodbye() {
    if (stream_ == nullptr) return;
    stream_->WritesDone();
    stream_->Finish();
    stream_.reset();
  }

 private:
  ::grpc::ClientContext context_;
  ::envoy::service::discovery::v3::AggregatedDiscoveryService::Stub stub_;
  std::unique_ptr<::grpc::ClientReaderWriter<DiscoveryRequest, DiscoveryResponse>> stream_;
};

// gRPC keeps one xDS client per process, so the control plane stays the same for all tests; rules come and go.
class StockGrpc : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    store_ = store::OpenMemoryStore();
    control_ = *ads::Control::Start(*store_, {});
    server_ = *ads::AdsServer::Start("127.0.0.1:0", *control_);
    setenv("GRPC_XDS_BOOTSTRAP_CONFIG",
           (R"({"xds_servers": [{"server_uri": ")" + server_->address() +
            R"(", "channel_creds": [{"type": "insecure"}], "server_features": ["xds_v3"]}], "node": {"id": "stock-client"}})")
               .c_str(),
           1);
    Apply(kService);
    for (const auto& [name, version] : std::map<std::string, std::string>{{"one", "v1"}, {"two", "v2"}}) {
      backends_.push_back(std::make_unique<GenericBackend>(name));
      announcers_.push_back(std::make_unique<Announcer>(server_->address(), *backends_.back(), version));
    }
  }
  static void TearDownTestSuite() {
    announcers_.clear();
    backends_.clear();
    server_.reset();
    control_.reset();
    store_.reset();
  }
  void TearDown() override {
    for (const ads::StreamStatus& stream : control_->Inspect().streams) {
      for (const auto& type : stream.types) EXPECT_EQ(type.nack_message, "") << "a stock client refused what it was sent";
    }
    store_->Delete({"networking.istio.io", "virtualservices", "default", "echo"}).status().IgnoreError();
  }

  static void Apply(const std::string& yaml) {
    for (const store::Object& object : registry::ObjectsFromYaml(yaml)) {
      auto stored = store_->Get(object.key);
      ASSERT_TRUE((stored.ok() ? store_->Update(object.key, *object.body, 0) : store_->Create(object.key, *object.body)).ok());
    }
  }
  static void ApplyRoutes(const std::string& http) {
    Apply(
        "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: echo}\nspec:\n  hosts: [echo]\n  http:\n" +
        http);
    ASSERT_TRUE(Soon([] { return RoutesArrived(); })) << "the client did not accept the routes";
  }
  // The stock client has acknowledged the routes of the latest version.
  static bool RoutesArrived() {
    const std::string version = std::to_string(store_->ResourceVersion());
    for (const ads::StreamStatus& stream : control_->Inspect().streams) {
      if (!stream.node || stream.node->id != "stock-client") continue;
      if (stream.types[static_cast<int>(translate::Type::kRoute)].acked_version == version) return true;
    }
    return false;
  }
  template <typename Condition>
  static bool Soon(Condition condition) {
    for (int i = 0; i < 2000; ++i) {
      if (condition()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return condition();
  }
  Reply Say(const std::map<std::string, std::string>& headers = {}) { return SayTo(channel_, headers); }
  static Reply SayTo(const std::shared_ptr<::grpc::Channel>& channel, const std::map<std::string, std::string>& headers = {}) {
    ::grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    context.set_wait_for_ready(true);
    for (const auto& [name, value] : headers) context.AddMetadata(name, value);
    return Call(channel, context);
  }
  std::map<std::string, int> Count(int calls, const std::map<std::string, std::string>& headers = {}) {
    std::map<std::string, int> counts;
    for (int i = 0; i < calls; ++i) {
      Reply reply = Say(headers);
      ++counts[reply.code == ::grpc::StatusCode::OK ? reply.text : reply.error_message];
    }
    return counts;
  }
  static std::shared_ptr<::grpc::Channel> Connect(const std::string& target) {
    return ::grpc::CreateChannel("xds:///" + target, ::grpc::InsecureChannelCredentials());
  }

  static inline std::unique_ptr<store::Store> store_;
  static inline std::unique_ptr<ads::Control> control_;
  static inline std::unique_ptr<ads::AdsServer> server_;
  static inline std::vector<std::unique_ptr<GenericBackend>> backends_;
  static inline std::vector<std::unique_ptr<Announcer>> announcers_;
  std::shared_ptr<::grpc::Channel> channel_ = Connect("echo:9080");
};

TEST_F(StockGrpc, ReachesAllThatAnnouncedThemselves) {
  EXPECT_EQ(Say().code, ::grpc::StatusCode::OK);
  auto counts = Count(20);
  EXPECT_EQ(counts["one"] + counts["two"], 20);
  EXPECT_TRUE(Soon([&] { return Say().text == "one"; }));
  EXPECT_TRUE(Soon([&] { return Say().text == "two"; }));
}

TEST_F(StockGrpc, MayUseAnySpellingOfTheName) {
  for (const char* target : {"echo.default:9080", "echo.default.svc:9080", "echo.default.svc.cluster.local:9080"}) {
    EXPECT_EQ(SayTo(Connect(target)).code, ::grpc::StatusCode::OK) << target;
  }
}

TEST_F(StockGrpc, FollowsHeaderRulesToSubsets) {
  ASSERT_EQ(Say().code, ::grpc::StatusCode::OK);
  ApplyRoutes(R"(
  - match:
    - {headers: {end-user: {exact: jason}}}
    - {headers: {x-group: {regex: "beta-[0-9]+"}}}
    - {headers: {x-team: {prefix: "red"}}}
    - {headers: {x-here: {}}}
    route: [{destination: {host: echo, subset: v2}}]
  - route: [{destination: {host: echo, subset: v1}}]
)");
  ASSERT_TRUE(Soon([&] { return Count(4) == std::map<std::string, int>{{"one", 4}}; }));
  EXPECT_EQ(Count(10, {{"end-user", "jason"}}), (std::map<std::string, int>{{"two", 10}}));
  EXPECT_EQ(Count(10, {{"end-user", "jason2"}}), (std::map<std::string, int>{{"one", 10}}));
  EXPECT_EQ(Count(3, {{"x-group", "beta-7"}}), (std::map<std::string, int>{{"two", 3}}));
  EXPECT_EQ(Count(3, {{"x-group", "beta-"}}), (std::map<std::string, int>{{"one", 3}}));
  EXPECT_EQ(Count(3, {{"x-team", "reddish"}}), (std::map<std::string, int>{{"two", 3}}));
  EXPECT_EQ(Count(3, {{"x-here", "whatever"}}), (std::map<std::string, int>{{"two", 3}}));
}

TEST_F(StockGrpc, FollowsWithoutHeaders) {
  ASSERT_EQ(Say().code, ::grpc::StatusCode::OK);
  ApplyRoutes(R"(
  - match: [{withoutHeaders: {x-old: {exact: "yes"}}}]
    route: [{destination: {host: echo, subset: v2}}]
  - route: [{destination: {host: echo, subset: v1}}]
)");
  ASSERT_TRUE(Soon([&] { return Count(4) == std::map<std::string, int>{{"two", 4}}; })) << "without the header";
  EXPECT_EQ(Count(4, {{"x-old", "no"}}), (std::map<std::string, int>{{"two", 4}}));
  EXPECT_EQ(Count(4, {{"x-old", "yes"}}), (std::map<std::string, int>{{"one", 4}}));
}

TEST_F(StockGrpc, SplitsByWeightsThatDoNotAddUpToAHundred) {
  ASSERT_EQ(Say().code, ::grpc::StatusCode::OK);
  ApplyRoutes(R"(
  - route: [{destination: {host: echo, subset: v1}, weight: 2}, {destination: {host: echo, subset: v2}, weight: 1}]
)");
  ASSERT_EQ(Say().code, ::grpc::StatusCode::OK);
  constexpr int kCalls = 900;
  auto counts = Count(kCalls);
  EXPECT_EQ(counts["one"] + counts["two"], kCalls);
  EXPECT_NEAR(counts["one"], kCalls * 2 / 3, 70) << "five standard deviations";
}

TEST_F(StockGrpc, IsNotOfferedWhatItCannotEvaluate) {
  ASSERT_EQ(Say().code, ::grpc::StatusCode::OK);
  ApplyRoutes(R"(
  - match: [{queryParams: {user: {exact: jason}}}, {uri: {prefix: /a/b/c}}, {method: {exact: GET}}]
    route: [{destination: {host: echo, subset: v2}}]
  - match: [{uri: {prefix: /echo.Echo/}}]
    route: [{destination: {host: echo, subset: v1}}]
)");
  EXPECT_TRUE(Soon([&] { return Count(10) == std::map<std::string, int>{{"one", 10}}; }));
}

TEST_F(StockGrpc, IsAbortedByAFault) {
  ASSERT_EQ(Say().code, ::grpc::StatusCode::OK);
  ApplyRoutes(R"(
  - fault: {abort: {grpcStatus: PERMISSION_DENIED, percentage: {value: 100}}}
    route: [{destination: {host: echo}}]
)");
  EXPECT_TRUE(Soon([&] { return Say().code == ::grpc::StatusCode::PERMISSION_DENIED; }));
}

TEST_F(StockGrpc, FailsAtOnceWhereARuleRedirectsOrAnswersItself) {
  ASSERT_EQ(Say().code, ::grpc::StatusCode::OK);
  ApplyRoutes(R"(
  - match: [{headers: {x-rule: {exact: redirect}}}]
    redirect: {uri: /elsewhere}
  - match: [{headers: {x-rule: {exact: closed}}}]
    directResponse: {status: 403}
  - route: [{destination: {host: echo, subset: v1}}]
)");
  ASSERT_TRUE(Soon([&] { return Count(4) == std::map<std::string, int>{{"one", 4}}; })) << "other calls are not concerned";
  EXPECT_EQ(Say({{"x-rule", "redirect"}}).code, ::grpc::StatusCode::UNKNOWN);
  EXPECT_EQ(Say({{"x-rule", "closed"}}).code, ::grpc::StatusCode::PERMISSION_DENIED);
}

TEST_F(StockGrpc, IsNotSentWhatItWouldRefuse) {
  ASSERT_EQ(Say().code, ::grpc::StatusCode::OK);
  ApplyRoutes(R"(
  - corsPolicy: {allowOrigins: [{exact: "https://shop"}]}
    rewrite: {uri: /elsewhere, authority: other}
    headers: {request: {set: {x-a: b}}}
    mirror: {host: echo, subset: v1}
    retries: {attempts: 3, perTryTimeout: 2s, retryOn: "5xx,unavailable", retryRemoteLocalities: true}
    route: [{destination: {host: echo, subset: v2}}]
)");
  EXPECT_TRUE(Soon([&] { return Count(10) == std::map<std::string, int>{{"two", 10}}; }));
}

TEST_F(StockGrpc, WaitsForAServiceThatAppearsLater) {
  auto late = Connect("late:9080");
  EXPECT_EQ(late->GetState(true), GRPC_CHANNEL_IDLE);
  Apply(R"(
apiVersion: v1
kind: Service
metadata: {name: late}
spec: {selector: {app: echo}, ports: [{name: grpc, port: 9080}]}
)");
  EXPECT_EQ(SayTo(late).code, ::grpc::StatusCode::OK);
}

TEST_F(StockGrpc, LeavesABackendThatSaidGoodbye) {
  GenericBackend third("three");
  Announcer announcer(server_->address(), third, "v1");
  ASSERT_TRUE(Soon([&] { return Say().text == "three"; }));
  announcer.Goodbye();
  EXPECT_TRUE(Soon([&] { return Count(10).count("three") == 0; }));
}

}  // namespace
}  // namespace weft::test
