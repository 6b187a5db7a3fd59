// SPDX-License-Identifier: Apache-2.0
// An EchoService on a port of its own.
#pragma once

#include <memory>
#include <string>

#include "grpcpp/grpcpp.h"
#include "interop/support/echo_service.h"

namespace weft::test {

// Listens on loopback until it is destroyed.
class EchoBackend {
 public:
  // Port 0 takes a free one.
  explicit EchoBackend(std::string name, int port = 0);
  ~EchoBackend();

  int port() const { return port_; }
  const std::string& name() const { return service_.name(); }
  int received() const { return service_.received(); }
  int open() const { return service_.open(); }

 private:
  EchoService service_;
  std::unique_ptr<::grpc::Server> server_;
  int port_ = 0;
};

}  // namespace weft::test
