// SPDX-License-Identifier: Apache-2.0
// The server over a store, as clients see it.
#include <chrono>
#include <thread>

#include "ads/wire/ads_server.h"
#include "control/control.h"
#include "envoy/service/cluster/v3/cds.grpc.pb.h"
#include "envoy/service/discovery/v3/ads.grpc.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "grpcpp/grpcpp.h"
#include "translate/test_translate.h"

namespace weft::control {
namespace {

using ads::AdsServer;
using ads::Hub;
using Response = ::envoy::service::discovery::v3::DiscoveryResponse;

using ::testing::HasSubstr;
using Stub = ::envoy::service::discovery::v3::AggregatedDiscoveryService::Stub;

class ServerTest : public ::testing::Test {
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
    request.set_type_url(std::string(xds::kWorkloadTypeUrl));
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

  std::unique_ptr<store::ObjectStore> store_ = store::OpenMemoryStore();
  std::unique_ptr<Control> control_;
  std::unique_ptr<AdsServer> server_;
  std::shared_ptr<::grpc::Channel> channel_;
  std::unique_ptr<Stub> stub_;
};

TEST_F(ServerTest, AWriteToTheStoreReachesAWaitingClient) {
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

TEST_F(ServerTest, AStreamOfOneTypeNeedsNoTypeUrl) {
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

TEST_F(ServerTest, AStreamWithoutNodeIsRefused) {
  ::grpc::ClientContext context;
  auto stream = stub_->StreamAggregatedResources(&context);
  stream->Write(Hub::SotwRequest());
  Response response;
  EXPECT_FALSE(stream->Read(&response));
  ::grpc::Status status = stream->Finish();
  EXPECT_EQ(status.error_code(), ::grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status.error_message(), HasSubstr("node.id"));
}

TEST_F(ServerTest, HalfClosingRemovesAnnouncedWorkloads) {
  ::grpc::ClientContext context;
  auto stream = stub_->StreamAggregatedResources(&context);
  ASSERT_TRUE(stream->Write(Announcement()));
  ASSERT_TRUE(Soon([&] { return Workloads() == 1; }));
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_TRUE(Soon([&] { return Workloads() == 0; }));
}

TEST_F(ServerTest, AfterABrokenStreamAnnouncedWorkloadsStay) {
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

TEST_F(ServerTest, ItStopsWhileClientsAreConnected) {
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
}  // namespace weft::control
