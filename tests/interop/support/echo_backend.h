// A gRPC server that answers every method with its own name and does what a request's headers ask for.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "grpcpp/generic/async_generic_service.h"
#include "grpcpp/grpcpp.h"

namespace weft::test {

// Listens on loopback until it is destroyed. Calls are unary; a reply's payload is the name, bare text and not a protobuf message.
//
// The header `rpc-behavior` is a list with commas, of which each backend heeds the parts that stand alone or after a
// `hostname=` that is its own name:
//   sleep-MS                    wait so many milliseconds first
//   keep-open                   never answer; ends when the call is cancelled
//   error-code-N                fail with that status
//   succeed-on-retry-attempt-N  fail only while the call has been tried again fewer than N times
//
// Trailers: `attempts`, how often the call had been tried before, and `path`, the method that was called.
class EchoBackend {
 public:
  // Port 0 takes a free one.
  explicit EchoBackend(std::string name, int port = 0);
  ~EchoBackend();

  int port() const { return port_; }
  const std::string& name() const { return service_.name; }
  int received() const { return service_.received; }
  // Calls that have not ended.
  int open() const { return service_.open; }

 private:
  struct Service : public ::grpc::CallbackGenericService {
    ::grpc::ServerGenericBidiReactor* CreateReactor(::grpc::GenericCallbackServerContext* context) override;
    std::string name;
    std::atomic<int> received = 0;
    std::atomic<int> open = 0;
  };
  Service service_;
  std::unique_ptr<::grpc::Server> server_;
  int port_ = 0;
};

}  // namespace weft::test
