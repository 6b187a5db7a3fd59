// SPDX-License-Identifier: Apache-2.0
// A gRPC service on the mesh: `grpc_greeter v1` greets, and returns its version. WEFT_BOOTSTRAP names its bootstrap file.
#include <iostream>

#include "greeter.grpc.pb.h"
#include "grpcpp/grpcpp.h"
#include "weft/grpc.h"

namespace {

class Greeter : public greeter::Greeter::Service {
 public:
  explicit Greeter(std::string version) : version_(std::move(version)) {}

  grpc::Status Greet(grpc::ServerContext* call, const greeter::Request* request, greeter::Reply* reply) override {
    weft::grpc::ServerScope scope(*call);  // calls made from here carry the caller's headers
    reply->set_text("hello " + request->name() + " from " + version_);
    return grpc::Status::OK;
  }

  grpc::Status GreetEach(grpc::ServerContext*, grpc::ServerReaderWriter<greeter::Reply, greeter::Request>* stream) override {
    greeter::Request request;
    greeter::Reply reply;
    while (stream->Read(&request)) {
      reply.set_text("hello " + request.name() + " from " + version_);
      stream->Write(reply);
    }
    return grpc::Status::OK;
  }

 private:
  const std::string version_;
};

}  // namespace

int main(int argc, char** argv) {
  const std::string version = argc > 1 ? argv[1] : "v1";
  auto mesh = weft::Mesh::Start(weft::Bootstrap::FromEnvironment().value()).value();
  Greeter service(version);
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  auto server = builder.BuildAndStart();
  mesh->Announce({.labels = {{"app", "greeter"}, {"version", version}},  // a Service with this selector now finds us
                  .address = "127.0.0.1",
                  .ports = {{"grpc", static_cast<uint16_t>(port)}}});
  std::cout << version << " listens on port " << port << std::endl;
  server->Wait();
}
