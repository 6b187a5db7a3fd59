// SPDX-License-Identifier: Apache-2.0
// gRPC itself is not built for ThreadSanitizer, which sees races in its inside: these tests are left out there.
#if !defined(WEFT_THREAD_SANITIZER)

#include "xds/ads/grpc_ads_transport.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <variant>

#include "envoy/service/discovery/v3/ads.grpc.pb.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"

namespace weft::xds {
namespace {

namespace discovery = ::envoy::service::discovery::v3;
using std::chrono::seconds;

// Answers each request with its type, until the client has nothing more to send.
class EchoServer : public discovery::AggregatedDiscoveryService::Service {
 public:
  EchoServer() {
    ::grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", ::grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }
  XdsServer address() const { return {.server_uri = "127.0.0.1:" + std::to_string(port_)}; }

  ::grpc::Status StreamAggregatedResources(::grpc::ServerContext*,
                                           ::grpc::ServerReaderWriter<SotwResponse, SotwRequest>* stream) override {
    return Echo<SotwRequest, SotwResponse>(*stream);
  }
  ::grpc::Status DeltaAggregatedResources(::grpc::ServerContext*,
                                          ::grpc::ServerReaderWriter<DeltaResponse, DeltaRequest>* stream) override {
    if (!supports_delta) return {::grpc::StatusCode::UNIMPLEMENTED, "no delta here"};
    return Echo<DeltaRequest, DeltaResponse>(*stream);
  }

  std::atomic<bool> supports_delta{true};

 private:
  template <typename Request, typename Response>
  static ::grpc::Status Echo(::grpc::ServerReaderWriter<Response, Request>& stream) {
    stream.SendInitialMetadata();
    for (Request request; stream.Read(&request);) {
      Response response;
      response.set_type_url(request.type_url());
      stream.Write(response);
    }
    return ::grpc::Status::OK;
  }

  int port_ = 0;
  std::unique_ptr<::grpc::Server> server_;
};

struct Events {
  std::promise<std::string> response;
  std::promise<absl::Status> closed;
  std::promise<void> opened;
  AdsTransport::Callbacks Callbacks() {
    return {[this](const AdsResponse& got) {
              response.set_value(std::visit([](const auto& message) { return message.type_url(); }, got));
            },
            [this](absl::Status status) { closed.set_value(status); }, [this] { opened.set_value(); }};
  }
};

template <typename T>
bool Comes(const std::future<T>& future) {
  return future.wait_for(seconds(20)) == std::future_status::ready;
}

class GrpcAdsTransportTest : public ::testing::TestWithParam<XdsProtocol> {
 protected:
  static AdsRequest RequestOf(const std::string& type) {
    AdsRequest request;
    if (GetParam() == XdsProtocol::kDelta) request = DeltaRequest();
    std::visit([&](auto& message) { message.set_type_url(type); }, request);
    return request;
  }
};

TEST_P(GrpcAdsTransportTest, CarriesRequestsAndResponsesAndEndsCleanlyAfterAHalfClose) {
  EchoServer server;
  Events events;
  GrpcAdsTransport transport(events.Callbacks());
  transport.Connect(server.address(), GetParam());
  transport.Send(RequestOf("type/a"));
  EXPECT_EQ(events.response.get_future().get(), "type/a");
  transport.HalfClose();
  EXPECT_EQ(events.closed.get_future().get(), absl::OkStatus());
}

TEST_P(GrpcAdsTransportTest, ReportsThatAStreamIsOpenBeforeAnythingIsSentOnIt) {
  EchoServer server;
  Events events;
  GrpcAdsTransport transport(events.Callbacks());
  transport.Connect(server.address(), GetParam());
  EXPECT_TRUE(Comes(events.opened.get_future()));
}

TEST_P(GrpcAdsTransportTest, AServerThatIsNotThereEndsTheStreamWithoutOpeningIt) {
  Events events;
  GrpcAdsTransport transport(events.Callbacks());
  transport.Connect({.server_uri = "127.0.0.1:1"}, GetParam());
  auto closed = events.closed.get_future();
  ASSERT_TRUE(Comes(closed));
  EXPECT_EQ(closed.get().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(events.opened.get_future().wait_for(seconds(0)), std::future_status::timeout);
}

TEST_P(GrpcAdsTransportTest, AStreamThatWasReplacedReportsNothingMore) {
  EchoServer server;
  Events events;  // its promises can be kept once only
  GrpcAdsTransport transport(events.Callbacks());
  transport.Connect({.server_uri = "unix:///nowhere/at/all"}, GetParam());
  transport.Connect(server.address(), GetParam());
  transport.Send(RequestOf("type/b"));
  EXPECT_EQ(events.response.get_future().get(), "type/b");
}

INSTANTIATE_TEST_SUITE_P(Both, GrpcAdsTransportTest, ::testing::Values(XdsProtocol::kDelta, XdsProtocol::kStateOfTheWorld),
                         [](const auto& info) { return info.param == XdsProtocol::kDelta ? "Delta" : "StateOfTheWorld"; });

TEST(GrpcAdsTransport, AServerWithoutDeltaIsDetectedByItsStatus) {
  EchoServer server;
  server.supports_delta = false;
  Events events;
  GrpcAdsTransport transport(events.Callbacks());
  transport.Connect(server.address(), XdsProtocol::kDelta);
  auto closed = events.closed.get_future();
  ASSERT_TRUE(Comes(closed));
  EXPECT_EQ(closed.get().code(), absl::StatusCode::kUnimplemented);
  EXPECT_EQ(events.opened.get_future().wait_for(seconds(0)), std::future_status::timeout);
}

}  // namespace
}  // namespace weft::xds

#endif  // !defined(WEFT_THREAD_SANITIZER)
