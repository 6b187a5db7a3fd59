// SPDX-License-Identifier: Apache-2.0
// Calls the greeter over the mesh, once and in a stream: `grpc_client jason end-user=jason` sends a header that rules can
// match. WEFT_BOOTSTRAP names its bootstrap file.
#include <chrono>
#include <iostream>

#include "greeter.grpc.pb.h"
#include "weft/grpc.h"

namespace {

void Prepare(grpc::ClientContext& call) {
  call.set_wait_for_ready(true);  // the first call finds its configuration still under way
  call.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
}

int Report(const grpc::Status& status) {
  if (!status.ok()) std::cout << "failed with code " << status.error_code() << ": " << status.error_message() << std::endl;
  return status.ok() ? 0 : 1;
}

int GreetOnce(greeter::Greeter::Stub& stub, const greeter::Request& request) {
  grpc::ClientContext call;
  Prepare(call);
  greeter::Reply reply;
  const grpc::Status status = stub.Greet(&call, request, &reply);
  if (status.ok()) std::cout << "one: " << reply.text() << std::endl;
  return Report(status);
}

int GreetInAStream(greeter::Greeter::Stub& stub, const greeter::Request& request) {
  grpc::ClientContext call;
  Prepare(call);
  auto stream = stub.GreetEach(&call);
  greeter::Reply reply;
  for (int i = 0; i < 3 && stream->Write(request) && stream->Read(&reply); ++i) {
    std::cout << "stream: " << reply.text() << std::endl;
  }
  stream->WritesDone();
  return Report(stream->Finish());
}

}  // namespace

int main(int argc, char** argv) {
  auto mesh = weft::Mesh::Start(weft::Bootstrap::FromEnvironment().value()).value();
  auto channel =
      weft::grpc::CreateChannel(mesh, "greeter:9080").value();  // calls are routed, split, retried as the manifests define
  auto stub = greeter::Greeter::NewStub(channel);

  weft::Context context;  // a server has it from its caller: see weft::grpc::ServerScope
  weft::Context::Scope scope(&context);
  greeter::Request request;
  request.set_name(argc > 1 ? argv[1] : "you");
  for (int i = 2; i < argc; ++i) {
    const std::string header = argv[i];
    const size_t equals = header.find('=');
    if (equals != std::string::npos) context.Set(header.substr(0, equals), header.substr(equals + 1));
  }
  return GreetOnce(*stub, request) | GreetInAStream(*stub, request);
}
