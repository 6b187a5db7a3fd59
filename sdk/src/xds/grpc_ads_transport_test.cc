// gRPC itself is not built for ThreadSanitizer, which sees races in its inside: these tests are left out there.
#if !defined(WEFT_THREAD_SANITIZER)

#include "xds/grpc_ads_transport.h"

#include <future>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "envoy/service/discovery/v3/ads.grpc.pb.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"

namespace weft::xds {
namespace {

namespace discovery = ::envoy::service::discovery::v3;
using std::chrono::seconds;

// Answers each request with its type, until the client has nothing more to say.
class EchoServer : public discovery::AggregatedDiscoveryService::Service {
 public:
  EchoServer() {
    ::grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", ::grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }
  XdsServer address() const { return {.server_uri = "127.0.0.1:" + std::to_string(port_)}; }

  ::grpc::Status StreamAggregatedResources(
      ::grpc::ServerContext*,
      ::grpc::ServerReaderWriter<discovery::DiscoveryResponse, discovery::DiscoveryRequest>* stream) override {
    for (discovery::DiscoveryRequest request; stream->Read(&request);) {
      discovery::DiscoveryResponse response;
      response.set_type_url(request.type_url());
      stream->Write(response);
    }
    return ::grpc::Status::OK;
  }

 private:
  int port_ = 0;
  std::unique_ptr<::grpc::Server> server_;
};

struct Heard {
  std::promise<std::string> response;
  std::promise<absl::Status> closed;
  AdsTransport::Callbacks Callbacks() {
    return {[this](auto got) { response.set_value(got.type_url()); }, [this](absl::Status status) { closed.set_value(status); }};
  }
};

discovery::DiscoveryRequest RequestOf(const std::string& type) {
  discovery::DiscoveryRequest request;
  request.set_type_url(type);
  return request;
}

TEST(GrpcAdsTransport, CarriesRequestsAndResponsesAndEndsCleanlyAfterAHalfClose) {
  EchoServer server;
  Heard heard;
  GrpcAdsTransport transport(heard.Callbacks());
  transport.Connect(server.address());
  transport.Send(RequestOf("type/a"));
  EXPECT_EQ(heard.response.get_future().get(), "type/a");
  transport.HalfClose();
  EXPECT_EQ(heard.closed.get_future().get(), absl::OkStatus());
}

TEST(GrpcAdsTransport, AServerThatIsNotThereEndsTheStream) {
  Heard heard;
  GrpcAdsTransport transport(heard.Callbacks());
  transport.Connect({.server_uri = "127.0.0.1:1"});
  auto closed = heard.closed.get_future();
  ASSERT_EQ(closed.wait_for(seconds(20)), std::future_status::ready);
  EXPECT_EQ(closed.get().code(), absl::StatusCode::kUnavailable);
}

TEST(GrpcAdsTransport, AStreamThatWasReplacedSaysNothingMore) {
  EchoServer server;
  Heard heard;  // its promises can be kept once only
  GrpcAdsTransport transport(heard.Callbacks());
  transport.Connect({.server_uri = "unix:///nowhere/at/all"});
  transport.Connect(server.address());
  transport.Send(RequestOf("type/b"));
  EXPECT_EQ(heard.response.get_future().get(), "type/b");
}

}  // namespace
}  // namespace weft::xds

#endif  // !defined(WEFT_THREAD_SANITIZER)
