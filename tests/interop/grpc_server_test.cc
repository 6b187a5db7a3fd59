// An xDS-enabled gRPC server against the control plane: it serves once it has its listener.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <future>

#include "ads/ads_server.h"
#include "ads/control.h"
#include "gmock/gmock.h"
#include "greeter.grpc.pb.h"
#include "grpcpp/create_channel.h"
#include "weft/grpc.h"

namespace weft::test {
namespace {

constexpr auto kSoon = std::chrono::seconds(20);

class Echo : public ::greeter::Greeter::Service {
  ::grpc::Status Greet(::grpc::ServerContext*, const ::greeter::Request* request, ::greeter::Reply* reply) override {
    reply->set_text(request->name());
    return ::grpc::Status::OK;
  }
};

// Tells of the first address that is being served.
class Serving : public ::grpc::XdsServerServingStatusNotifierInterface {
 public:
  void OnServingStatusUpdate(std::string uri, ServingStatusUpdate update) override {
    if (!told_) first_.set_value(update.status.ok() ? uri : update.status.error_message());
    told_ = true;
  }
  std::string Await() {
    auto future = first_.get_future();
    return future.wait_for(kSoon) == std::future_status::ready ? future.get() : "nothing was heard";
  }

 private:
  bool told_ = false;
  std::promise<std::string> first_;
};

// A port that nobody has at this moment.
int FreePort(int family) {
  const int fd = socket(family, SOCK_STREAM, 0);
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_addr = in6addr_loopback;
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* address = family == AF_INET ? reinterpret_cast<sockaddr*>(&v4) : reinterpret_cast<sockaddr*>(&v6);
  socklen_t size = family == AF_INET ? sizeof(v4) : sizeof(v6);
  const bool bound = bind(fd, address, size) == 0 && getsockname(fd, address, &size) == 0;
  close(fd);
  if (!bound) return 0;
  return ntohs(family == AF_INET ? v4.sin_port : v6.sin6_port);
}

class GrpcServer : public ::testing::Test {
 protected:
  GrpcServer() {
    control_ = *ads::Control::Start(*store_, {});
    ads_ = *ads::AdsServer::Start("127.0.0.1:0", *control_);
    Bootstrap bootstrap;
    bootstrap.xds_servers = {{.server_uri = ads_->address()}};
    bootstrap.node.id = "sidecar~127.0.0.1~greeter.default~default.svc.cluster.local";
    mesh_ = *Mesh::Start(bootstrap);
  }
  ~GrpcServer() override { mesh_->Shutdown(); }

  // What a server on `address` says of itself, and then a client of it hears.
  std::string ServeAndCall(const std::string& address) {
    Echo service;
    Serving serving;
    ::grpc::XdsServerBuilder builder;
    grpc::ServeUnder(mesh_, builder);
    builder.set_status_notifier(&serving);
    builder.AddListeningPort(address, ::grpc::XdsServerCredentials(::grpc::InsecureServerCredentials()));
    builder.RegisterService(&service);
    auto server = builder.BuildAndStart();
    if (server == nullptr) return "the server did not start";
    if (const std::string uri = serving.Await(); uri != address) return uri;
    auto stub = ::greeter::Greeter::NewStub(::grpc::CreateChannel(address, ::grpc::InsecureChannelCredentials()));
    ::grpc::ClientContext call;
    call.set_deadline(std::chrono::system_clock::now() + kSoon);
    ::greeter::Request request;
    request.set_name("heard");
    ::greeter::Reply reply;
    const ::grpc::Status status = stub->Greet(&call, request, &reply);
    server->Shutdown(std::chrono::system_clock::now());
    return status.ok() ? reply.text() : status.error_message();
  }

  std::unique_ptr<store::Store> store_ = store::OpenMemoryStore();
  std::unique_ptr<ads::Control> control_;
  std::unique_ptr<ads::AdsServer> ads_;
  std::shared_ptr<Mesh> mesh_;
};

TEST_F(GrpcServer, ServesWhenItHasItsListener) {
  EXPECT_EQ(ServeAndCall("127.0.0.1:" + std::to_string(FreePort(AF_INET))), "heard");
}

TEST_F(GrpcServer, ServesOnIPv6) {
  const int port = FreePort(AF_INET6);
  if (port == 0) GTEST_SKIP() << "SKIPPED: this host has no IPv6";
  EXPECT_EQ(ServeAndCall("[::1]:" + std::to_string(port)), "heard");
}

}  // namespace
}  // namespace weft::test
