// SPDX-License-Identifier: Apache-2.0
#include "ads/wire/ads_server.h"

#include <chrono>
#include <mutex>
#include <thread>

#include "ads/testing/test_hub_thread.h"
#include "envoy/service/discovery/v3/ads.grpc.pb.h"
#include "envoy/service/status/v3/csds.grpc.pb.h"
#include "gmock/gmock.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/grpcpp.h"

namespace weft::ads {
namespace {

using Response = ::envoy::service::discovery::v3::DiscoveryResponse;

using ::testing::HasSubstr;
using Stub = ::envoy::service::discovery::v3::AggregatedDiscoveryService::Stub;

using testing::kGate;
using testing::kPath;

// Counts the streams that ended.
class CountingHandler : public RequestHandler {
 public:
  absl::Status OnRequest(uint64_t, const ::envoy::config::core::v3::Node&) override { return Add(requests_); }
  void OnClose(uint64_t, bool graceful) override { Add(graceful ? ended_ : broke_).IgnoreError(); }
  int requests() const { return Get(requests_); }
  int ended() const { return Get(ended_); }
  int broke() const { return Get(broke_); }

 private:
  absl::Status Add(int& counter) {
    std::lock_guard<std::mutex> lock(mutex_);
    ++counter;
    return absl::OkStatus();
  }
  int Get(const int& counter) const {
    std::lock_guard<std::mutex> lock(mutex_);
    return counter;
  }
  mutable std::mutex mutex_;
  int requests_ = 0, ended_ = 0, broke_ = 0;
};

class AdsServerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    thread_ = std::make_unique<testing::TestHubThread>();
    thread_->AddRequestHandler("test/Message", handler_);
    server_ = *AdsServer::Start("127.0.0.1:0", *thread_);
    channel_ = ::grpc::CreateChannel(server_->address(), ::grpc::InsecureChannelCredentials());
    stub_ = std::make_unique<Stub>(channel_);
  }
  static Hub::SotwRequest NewRequest(const std::string& type_url, const std::string& name = "") {
    Hub::SotwRequest request;
    request.mutable_node()->set_id("node-1");
    request.set_type_url(type_url);
    if (!name.empty()) request.add_resource_names(name);
    return request;
  }
  template <typename Condition>
  static bool Soon(Condition condition) {
    for (int i = 0; i < 2000; ++i) {
      if (condition()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return condition();
  }

  CountingHandler handler_;
  std::unique_ptr<testing::TestHubThread> thread_;
  std::unique_ptr<AdsServer> server_;
  std::shared_ptr<::grpc::Channel> channel_;
  std::unique_ptr<Stub> stub_;
};

TEST_F(AdsServerTest, AChangeReachesAWaitingClient) {
  ::grpc::ClientContext context;
  auto stream = stub_->StreamAggregatedResources(&context);
  ASSERT_TRUE(stream->Write(NewRequest("test/Path", "a")));
  thread_->Put(kPath, "a", "content");
  Response response;
  ASSERT_TRUE(stream->Read(&response));
  ASSERT_EQ(response.resources_size(), 1);
  EXPECT_EQ(response.resources(0).value(), "content");
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(AdsServerTest, TheIncrementalProtocolIsServedToo) {
  ::grpc::ClientContext context;
  auto stream = stub_->DeltaAggregatedResources(&context);
  Hub::DeltaRequest request;
  request.mutable_node()->set_id("node-1");
  request.set_type_url("test/Gate");
  request.add_resource_names_subscribe("a");
  ASSERT_TRUE(stream->Write(request));
  ::envoy::service::discovery::v3::DeltaDiscoveryResponse response;
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_THAT(response.removed_resources(), ::testing::ElementsAre("a"));
  thread_->Put(kGate, "a", "content");
  ASSERT_TRUE(stream->Read(&response));
  ASSERT_EQ(response.resources_size(), 1);
  EXPECT_EQ(response.resources(0).name(), "a");
  EXPECT_FALSE(response.resources(0).version().empty());
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(AdsServerTest, SaysWhatItsClientsHaveOnceOrAsOftenAsAsked) {
  namespace csds = ::envoy::service::status::v3;
  thread_->Put(kPath, "a", "content");
  ::grpc::ClientContext context;
  auto stream = stub_->StreamAggregatedResources(&context);
  ASSERT_TRUE(stream->Write(NewRequest("test/Path", "a")));
  Response response;
  ASSERT_TRUE(stream->Read(&response));

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
        std::pair("/test.PathService/DeltaPaths", "DeltaDiscoveryRequest")}) {
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

TEST_F(AdsServerTest, AStreamOfOneTypeIsForThatTypeAlone) {
  const AnyCall call(channel_, "/test.PathService/StreamPaths", NewRequest("test/Gate", "a").SerializeAsString());
  EXPECT_EQ(call.status().error_code(), ::grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(call.status().error_message(), "type_url: \"test/Gate\" on a stream that is for test/Path alone");
}

TEST_F(AdsServerTest, HalfClosingEndsAStreamGracefully) {
  ::grpc::ClientContext context;
  auto stream = stub_->StreamAggregatedResources(&context);
  ASSERT_TRUE(stream->Write(NewRequest("test/Message")));
  ASSERT_TRUE(Soon([&] { return handler_.requests() == 1; }));
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_TRUE(Soon([&] { return handler_.ended() == 1; }));
  EXPECT_EQ(handler_.broke(), 0);
}

TEST_F(AdsServerTest, ABrokenStreamDoesNotEndGracefully) {
  {
    ::grpc::ClientContext context;
    auto stream = stub_->StreamAggregatedResources(&context);
    ASSERT_TRUE(stream->Write(NewRequest("test/Message")));
    ASSERT_TRUE(Soon([&] { return handler_.requests() == 1; }));
    context.TryCancel();
    stream->Finish();
  }
  EXPECT_TRUE(Soon([&] { return handler_.broke() == 1; }));
  EXPECT_EQ(handler_.ended(), 0);
  EXPECT_EQ(thread_->streams(), 0u);
}

TEST_F(AdsServerTest, APortInUseIsAnError) {
  auto second = AdsServer::Start(server_->address(), *thread_);
  EXPECT_EQ(second.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(second.status().message()), HasSubstr("in use"));
}

TEST_F(AdsServerTest, ItMayStopBeforeItHasBegun) {
  for (int i = 0; i < 20; ++i) {
    server_.reset();
    server_ = *AdsServer::Start("127.0.0.1:0", *thread_);
  }
  const AnyCall call(::grpc::CreateChannel(server_->address(), ::grpc::InsecureChannelCredentials()), "/some.Service/Method",
                     "");
  EXPECT_EQ(call.status().error_code(), ::grpc::StatusCode::UNIMPLEMENTED) << "the last one serves";
}

TEST_F(AdsServerTest, ItStopsWhileClientsAreConnected) {
  ::grpc::ClientContext context;
  auto stream = stub_->StreamAggregatedResources(&context);
  ASSERT_TRUE(stream->Write(NewRequest("test/Message")));
  ASSERT_TRUE(Soon([&] { return handler_.requests() == 1; }));
  server_.reset();
  thread_.reset();
  EXPECT_FALSE(stream->Finish().ok());
  EXPECT_EQ(handler_.broke(), 1);
}

}  // namespace
}  // namespace weft::ads
