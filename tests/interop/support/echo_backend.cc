// SPDX-License-Identifier: Apache-2.0
#include "interop/support/echo_backend.h"

#include <chrono>

namespace weft::test {

EchoBackend::EchoBackend(std::string name, int port) : service_(std::move(name)) {
  ::grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:" + std::to_string(port), ::grpc::InsecureServerCredentials(), &port_);
  builder.RegisterCallbackGenericService(&service_);
  server_ = builder.BuildAndStart();
}

EchoBackend::~EchoBackend() { server_->Shutdown(std::chrono::system_clock::now()); }

}  // namespace weft::test
