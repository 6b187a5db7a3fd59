// SPDX-License-Identifier: Apache-2.0
#include "interop/sdk/greeter_backend.h"

#include <chrono>
#include <thread>

#include "weft/grpc.h"

namespace weft::test {
namespace {

constexpr auto kLongestCall = std::chrono::seconds(30);

::grpc::Status WaitUntilCancelled(const ::grpc::ServerContext& call) {
  const auto end = std::chrono::steady_clock::now() + kLongestCall;
  while (!call.IsCancelled() && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return ::grpc::Status::CANCELLED;
}

}  // namespace

GreeterBackend::GreeterBackend(Bootstrap control_plane, std::string version) : version_(std::move(version)) {
  mesh_ = *Mesh::Start(std::move(control_plane));
  int port = 0;
  ::grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", ::grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(this);
  server_ = builder.BuildAndStart();
  mesh_->Announce({.labels = {{"app", "greeter"}, {"version", version_}},
                   .address = "127.0.0.1",
                   .ports = {{"grpc", static_cast<uint16_t>(port)}}});
}

GreeterBackend::~GreeterBackend() {
  mesh_->Shutdown();
  server_->Shutdown(std::chrono::system_clock::now());
}

::grpc::Status GreeterBackend::Greet(::grpc::ServerContext* call, const ::greeter::Request* request, ::greeter::Reply* reply) {
  grpc::ServerScope scope(*call);
  const std::string& name = request->name();
  const std::string argument = name.substr(std::min(name.size(), name.find(' ') + 1));
  if (name.starts_with("onward ")) return PassOn(argument, reply);
  if (name == "slow") return WaitUntilCancelled(*call);
  if (name == "deadline") reply->set_text(scope.context().deadline() ? "some" : "none");
  if (name == "who") reply->set_text(version_);
  if (name.starts_with("header ")) reply->set_text(std::string(scope.context().Get(argument).value_or("nothing")));
  return ::grpc::Status::OK;
}

::grpc::Status GreeterBackend::GreetEach(::grpc::ServerContext*,
                                         ::grpc::ServerReaderWriter<::greeter::Reply, ::greeter::Request>* stream) {
  ::greeter::Request request;
  ::greeter::Reply reply;
  reply.set_text(version_);
  while (stream->Read(&request)) stream->Write(reply);
  return ::grpc::Status::OK;
}

::grpc::Status GreeterBackend::PassOn(const std::string& name, ::greeter::Reply* reply) {
  ::grpc::ClientContext onward;
  onward.set_wait_for_ready(true);
  grpc::InheritDeadline(onward);
  ::greeter::Request request;
  request.set_name(name);
  return next_->Greet(&onward, request, reply);
}

}  // namespace weft::test
