// SPDX-License-Identifier: Apache-2.0
// A greeter that reports what arrived with a call and can pass calls on.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "greeter.grpc.pb.h"
#include "grpcpp/grpcpp.h"
#include "weft/mesh.h"

namespace weft::test {

// Listens on a free port of loopback and announces itself with `app: greeter` and its version until it is destroyed.
// The name in a request is what it does:
//   "who"           its version
//   "header NAME"   what the handler's context holds under that name
//   "deadline"      "some" or "none"
//   "slow"          waits until the call is cancelled
//   "onward NAME"   calls `next` with NAME and the deadline inherited; answers what that answers
class GreeterBackend : private ::greeter::Greeter::Service {
 public:
  GreeterBackend(Bootstrap control_plane, std::string version);
  ~GreeterBackend() override;

  void set_next(std::shared_ptr<::grpc::Channel> channel) { next_ = ::greeter::Greeter::NewStub(channel); }
  const std::shared_ptr<Mesh>& mesh() const { return mesh_; }

 private:
  ::grpc::Status Greet(::grpc::ServerContext* call, const ::greeter::Request* request, ::greeter::Reply* reply) override;
  ::grpc::Status GreetEach(::grpc::ServerContext* call,
                           ::grpc::ServerReaderWriter<::greeter::Reply, ::greeter::Request>* stream) override;
  ::grpc::Status PassOn(const std::string& name, ::greeter::Reply* reply);

  const std::string version_;
  std::shared_ptr<Mesh> mesh_;
  std::unique_ptr<::greeter::Greeter::Stub> next_;
  std::unique_ptr<::grpc::Server> server_;
};

}  // namespace weft::test
