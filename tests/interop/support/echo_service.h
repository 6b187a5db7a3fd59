// SPDX-License-Identifier: Apache-2.0
// A gRPC service that answers every method, unary or streaming, with a name: one message for each that comes in, bare text and
// not a protobuf message.
//
// The header `rpc-behavior` is a list with commas, of which each server heeds the parts that stand alone or after a
// `hostname=` that is its own name:
//   sleep-MS                    wait so many milliseconds first
//   keep-open                   never answer; ends when the call is cancelled
//   error-code-N                fail with that status
//   succeed-on-retry-attempt-N  fail only while the call has been tried again fewer than N times
//
// Trailers: `attempts`, how often the call had been tried before, and `path`, the method that was called.
#pragma once

#include <atomic>
#include <string>

#include "grpcpp/generic/async_generic_service.h"
#include "grpcpp/grpcpp.h"

namespace weft::test {

// Thread-safe; must outlive the server that it is registered with.
class EchoService : public ::grpc::CallbackGenericService {
 public:
  explicit EchoService(std::string name) : name_(std::move(name)) {}

  const std::string& name() const { return name_; }
  // Calls that arrived so far; each attempt is one.
  int received() const { return received_; }
  // Those of them that have not ended.
  int open() const { return open_; }

 private:
  ::grpc::ServerGenericBidiReactor* CreateReactor(::grpc::GenericCallbackServerContext* context) override;

  const std::string name_;
  std::atomic<int> received_ = 0;
  std::atomic<int> open_ = 0;
};

}  // namespace weft::test
