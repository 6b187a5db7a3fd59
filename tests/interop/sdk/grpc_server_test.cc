// SPDX-License-Identifier: Apache-2.0
// An xDS-enabled gRPC server against the control plane: it serves once it has its listener.
#include <chrono>
#include <future>
#include <optional>
#include <system_error>

#include "gmock/gmock.h"
#include "greeter.grpc.pb.h"
#include "interop/support/control_plane.h"
#include "interop/support/reserved_port.h"
#include "weft/grpc.h"

namespace weft::test {
namespace {

constexpr auto kAtLatest = std::chrono::seconds(20);

class Echo : public ::greeter::Greeter::Service {
  ::grpc::Status Greet(::grpc::ServerContext*, const ::greeter::Request* request, ::greeter::Reply* reply) override {
    reply->set_text(request->name());
    return ::grpc::Status::OK;
  }
};

// Reports the first address that is being served.
class Serving : public ::grpc::XdsServerServingStatusNotifierInterface {
 public:
  void OnServingStatusUpdate(std::string uri, ServingStatusUpdate update) override {
    if (!reported_) first_.set_value(update.status.ok() ? uri : update.status.error_message());
    reported_ = true;
  }
  std::string Await() {
    auto future = first_.get_future();
    return future.wait_for(kAtLatest) == std::future_status::ready ? future.get() : "no status was reported";
  }

 private:
  bool reported_ = false;
  std::promise<std::string> first_;
};

class GrpcServer : public ::testing::Test {
 protected:
  GrpcServer() {
    Bootstrap bootstrap;
    bootstrap.xds_servers = {{.server_uri = control_plane_.address()}};
    bootstrap.node.id = "sidecar~127.0.0.1~greeter.default~default.svc.cluster.local";
    mesh_ = *Mesh::Start(bootstrap);
  }
  ~GrpcServer() override { mesh_->Shutdown(); }

  // What a server on `address` reports, and then a client of it receives.
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
    call.set_deadline(std::chrono::system_clock::now() + kAtLatest);
    call.set_wait_for_ready(true);  // gRPC reports that it serves a moment before it listens
    ::greeter::Request request;
    request.set_name("received");
    ::greeter::Reply reply;
    const ::grpc::Status status = stub->Greet(&call, request, &reply);
    server->Shutdown(std::chrono::system_clock::now());
    return status.ok() ? reply.text() : status.error_message();
  }

  ControlPlane control_plane_;
  std::shared_ptr<Mesh> mesh_;
};

TEST_F(GrpcServer, ServesWhenItHasItsListener) {
  const ReservedPort port;
  EXPECT_EQ(ServeAndCall(port.Address()), "received");
}

TEST_F(GrpcServer, ServesOnIPv6) {
  std::optional<ReservedPort> port;
  try {
    port.emplace(AF_INET6);
  } catch (const std::system_error&) {
    GTEST_SKIP() << "SKIPPED: this host has no IPv6";
  }
  EXPECT_EQ(ServeAndCall(port->Address()), "received");
}

}  // namespace
}  // namespace weft::test
