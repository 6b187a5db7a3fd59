#include "ads/wire/ads_server.h"

#include <chrono>
#include <thread>

#include "envoy/service/cluster/v3/cds.grpc.pb.h"
#include "envoy/service/discovery/v3/ads.grpc.pb.h"
#include "envoy/service/status/v3/csds.grpc.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/grpcpp.h"
#include "translate/test_translate.h"

namespace weft::ads {
namespace {

using Response = ::envoy::service::discovery::v3::DiscoveryResponse;

using ::testing::HasSubstr;
using Stub = ::envoy::service::discovery::v3::AggregatedDiscoveryService::Stub;

class AdsServerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    control_ = *Control::Start(*store_, {});
    server_ = *AdsServer::Start("127.0.0.1:0", *control_);
    channel_ = ::grpc::CreateChannel(server_->address(), ::grpc::InsecureChannelCredentials());
    stub_ = std::make_unique<Stub>(channel_);
  }
  void Store(const std::string& yaml) {
    for (const store::Object& object : registry::ObjectsFromYaml(yaml))
      ASSERT_TRUE(store_->Create(object.key, *object.body).ok());
  }
  static Hub::SotwRequest Announcement() {
    Hub::SotwRequest request;
    request.set_type_url(std::string(kWorkloadTypeUrl));
    request.mutable_node()->set_id("node-1");
    EXPECT_TRUE(::google::protobuf::util::JsonStringToMessage(
                    R"({"WEFT_WORKLOADS": [{"name": "reviews-1", "address": "127.0.0.1", "ports": {"http": 4711}}]})",
                    request.mutable_node()->mutable_metadata())
                    .ok());
    return request;
  }
  size_t Workloads() { return store_->List("networking.istio.io", "workloadentries", "").objects.size(); }
  template <typename Condition>
  static bool Soon(Condition condition) {
    for (int i = 0; i < 2000; ++i) {
      if (condition()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return condition();
  }

  std::unique_ptr<store::Store> store_ = store::OpenMemoryStore();
  std::unique_ptr<Control> control_;
  std::unique_ptr<AdsServer> server_;
  std::shared_ptr<::grpc::Channel> channel_;
  std::unique_ptr<Stub> stub_;
};

TEST_F(AdsServerTest, AWriteToTheStoreReachesAWaitingClient) {
  ::grpc::ClientContext context;
  auto stream = stub_->StreamAggregatedResources(&context);
  Hub::SotwRequest request;
  request.mutable_node()->set_id("node-1");
  request.set_type_url(std::string(translate::TypeUrl(translate::Type::kListener)));
  request.add_resource_names("reviews:9080");
  ASSERT_TRUE(stream->Write(request));
  Store(translate::ServiceYaml("reviews"));
  Response response;
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.resources_size(), 1);
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(AdsServerTest, TheIncrementalProtocolIsServedToo) {
  ::grpc::ClientContext context;
  auto stream = stub_->DeltaAggregatedResources(&context);
  Hub::DeltaRequest request;
  request.mutable_node()->set_id("node-1");
  request.set_type_url(std::string(translate::TypeUrl(translate::Type::kListener)));
  request.add_resource_names_subscribe("reviews:9080");
  ASSERT_TRUE(stream->Write(request));
  ::envoy::service::discovery::v3::DeltaDiscoveryResponse response;
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_THAT(response.removed_resources(), ::testing::ElementsAre("reviews:9080"));
  Store(translate::ServiceYaml("reviews"));
  ASSERT_TRUE(stream->Read(&response));
  ASSERT_EQ(response.resources_size(), 1);
  EXPECT_EQ(response.resources(0).name(), "reviews:9080");
  EXPECT_FALSE(response.resources(0).version().empty());
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(AdsServerTest, AStreamOfOneTypeNeedsNoTypeUrl) {
  Store(translate::ServiceYaml("reviews"));
  const auto clusters = ::envoy::service::cluster::v3::ClusterDiscoveryService::NewStub(channel_);
  ::grpc::ClientContext context;
  auto stream = clusters->StreamClusters(&context);
  Hub::SotwRequest request;
  request.mutable_node()->set_id("node-1");
  ASSERT_TRUE(stream->Write(request));
  Response response;
  do {
    ASSERT_TRUE(stream->Read(&response)) << "no names: everything";
    EXPECT_EQ(response.type_url(), translate::TypeUrl(translate::Type::kCluster));
  } while (response.resources_size() == 0);
  request.set_type_url(std::string(translate::TypeUrl(translate::Type::kRoute)));
  stream->Write(request);
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_EQ(stream->Finish().error_code(), ::grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(AdsServerTest, SaysWhatItsClientsHaveOnceOrAsOftenAsAsked) {
  namespace csds = ::envoy::service::status::v3;
  Store(translate::ServiceYaml("reviews"));
  ::grpc::ClientContext context;
  auto stream = stub_->StreamAggregatedResources(&context);
  Hub::SotwRequest request;
  request.mutable_node()->set_id("node-1");
  request.set_type_url(std::string(translate::TypeUrl(translate::Type::kListener)));
  request.add_resource_names("reviews:9080");
  ASSERT_TRUE(stream->Write(request));
  Response response;
  do ASSERT_TRUE(stream->Read(&response));
  while (response.resources_size() == 0);

  const auto status = csds::ClientStatusDiscoveryService::NewStub(channel_);
  csds::ClientStatusResponse clients;
  ::grpc::ClientContext once;
  ASSERT_TRUE(status->FetchClientStatus(&once, {}, &clients).ok());
  ASSERT_EQ(clients.config_size(), 1);
  EXPECT_EQ(clients.config(0).node().id(), "node-1");
  ASSERT_EQ(clients.config(0).generic_xds_configs_size(), 1);
  EXPECT_EQ(clients.config(0).generic_xds_configs(0).config_status(), csds::STALE);

  ::grpc::ClientContext often;
  auto asked = status->StreamClientStatus(&often);
  for (const char* id : {"node-1", "node-2"}) {
    csds::ClientStatusRequest about;
    about.add_node_matchers()->mutable_node_id()->set_exact(id);
    ASSERT_TRUE(asked->Write(about));
    ASSERT_TRUE(asked->Read(&clients));
    EXPECT_EQ(clients.config_size(), std::string(id) == "node-1" ? 1 : 0);
  }
  csds::ClientStatusRequest wrong;
  wrong.add_node_matchers()->add_node_metadatas();
  ASSERT_TRUE(asked->Write(wrong));
  EXPECT_FALSE(asked->Read(&clients));
  EXPECT_EQ(asked->Finish().error_code(), ::grpc::StatusCode::INVALID_ARGUMENT);
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
}

// A call of any method, with a message of any bytes.
class AnyCall {
 public:
  AnyCall(const std::shared_ptr<::grpc::Channel>& channel, const std::string& method, const std::string& message)
      : stub_(channel), call_(stub_.PrepareCall(&context_, method, &queue_)) {
    call_->StartCall(this);
    Await();
    const ::grpc::Slice slice(message);
    call_->Write(::grpc::ByteBuffer(&slice, 1), this);
    Await();
    call_->Finish(&status_, this);
    Await();
  }
  const ::grpc::Status& status() const { return status_; }

 private:
  void Await() {
    void* tag = nullptr;
    bool ok = false;
    queue_.Next(&tag, &ok);
  }

  ::grpc::ClientContext context_;
  ::grpc::CompletionQueue queue_;
  ::grpc::GenericStub stub_;
  std::unique_ptr<::grpc::GenericClientAsyncReaderWriter> call_;
  ::grpc::Status status_;
};

TEST_F(AdsServerTest, WhatIsNotServedIsSaid) {
  for (const char* method : {"/envoy.service.discovery.v3.AggregatedDiscoveryService/Stream", "/some.Service/Method", "/x"}) {
    const AnyCall call(channel_, method, "");
    EXPECT_EQ(call.status().error_code(), ::grpc::StatusCode::UNIMPLEMENTED);
    EXPECT_EQ(call.status().error_message(), std::string("there is no method ") + method);
  }
}

TEST_F(AdsServerTest, AMessageThatCannotBeReadEndsItsStreamAlone) {
  for (const auto& [method, message] :
       {std::pair("/envoy.service.discovery.v3.AggregatedDiscoveryService/StreamAggregatedResources", "DiscoveryRequest"),
        std::pair("/envoy.service.route.v3.RouteDiscoveryService/DeltaRoutes", "DeltaDiscoveryRequest")}) {
    const AnyCall call(channel_, method, "\xff");
    EXPECT_EQ(call.status().error_code(), ::grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_EQ(call.status().error_message(), std::string("message: not a valid envoy.service.discovery.v3.") + message);
  }
  const AnyCall about_clients(channel_, "/envoy.service.status.v3.ClientStatusDiscoveryService/StreamClientStatus", "\xff");
  EXPECT_EQ(about_clients.status().error_message(), "message: not a valid envoy.service.status.v3.ClientStatusRequest");
}

TEST_F(AdsServerTest, AStreamWithoutNodeIsRefused) {
  ::grpc::ClientContext context;
  auto stream = stub_->StreamAggregatedResources(&context);
  stream->Write(Hub::SotwRequest());
  Response response;
  EXPECT_FALSE(stream->Read(&response));
  ::grpc::Status status = stream->Finish();
  EXPECT_EQ(status.error_code(), ::grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status.error_message(), HasSubstr("node.id"));
}

TEST_F(AdsServerTest, HalfClosingIsAGoodbye) {
  ::grpc::ClientContext context;
  auto stream = stub_->StreamAggregatedResources(&context);
  ASSERT_TRUE(stream->Write(Announcement()));
  ASSERT_TRUE(Soon([&] { return Workloads() == 1; }));
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_TRUE(Soon([&] { return Workloads() == 0; }));
}

TEST_F(AdsServerTest, ABrokenStreamIsNone) {
  {
    ::grpc::ClientContext context;
    auto stream = stub_->StreamAggregatedResources(&context);
    ASSERT_TRUE(stream->Write(Announcement()));
    ASSERT_TRUE(Soon([&] { return Workloads() == 1; }));
    context.TryCancel();
    stream->Finish();
  }
  ASSERT_TRUE(Soon([&] { return control_->Inspect().streams.empty(); }));
  EXPECT_EQ(Workloads(), 1u);
}

TEST_F(AdsServerTest, APortInUseIsAnError) {
  auto second = AdsServer::Start(server_->address(), *control_);
  EXPECT_EQ(second.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(second.status().message()), HasSubstr("in use"));
}

TEST_F(AdsServerTest, ItMayStopBeforeItHasBegun) {
  for (int i = 0; i < 20; ++i) {
    server_.reset();
    server_ = *AdsServer::Start("127.0.0.1:0", *control_);
  }
  const AnyCall call(::grpc::CreateChannel(server_->address(), ::grpc::InsecureChannelCredentials()), "/some.Service/Method",
                     "");
  EXPECT_EQ(call.status().error_code(), ::grpc::StatusCode::UNIMPLEMENTED) << "the last one serves";
}

TEST_F(AdsServerTest, ItStopsWhileClientsAreConnected) {
  ::grpc::ClientContext context;
  auto stream = stub_->StreamAggregatedResources(&context);
  ASSERT_TRUE(stream->Write(Announcement()));
  ASSERT_TRUE(Soon([&] { return Workloads() == 1; }));
  server_.reset();
  control_.reset();
  EXPECT_FALSE(stream->Finish().ok());
  EXPECT_EQ(Workloads(), 1u) << "kept for the next run";
}

}  // namespace
}  // namespace weft::ads
