// A gRPC server that answers every method with its own name, and a client's view of it.
#pragma once

#include <memory>
#include <string>

#include "grpcpp/generic/async_generic_service.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/grpcpp.h"

namespace weft::test {

class GenericBackend {
 public:
  explicit GenericBackend(std::string name);
  ~GenericBackend();

  int port() const { return port_; }
  const std::string& name() const { return service_.name; }

 private:
  struct Service : public ::grpc::CallbackGenericService {
    ::grpc::ServerGenericBidiReactor* CreateReactor(::grpc::GenericCallbackServerContext* context) override;
    std::string name;
  };
  Service service_;
  std::unique_ptr<::grpc::Server> server_;
  int port_ = 0;
};

// One unary call with an empty body to `/echo.Echo/Say`. `error_message` is the error's when the code is not OK.
struct Reply {
  ::grpc::StatusCode code = ::grpc::StatusCode::UNKNOWN;
  std::string text;
  std::string error_message;
};
Reply Call(const std::shared_ptr<::grpc::Channel>& channel, ::grpc::ClientContext& context);

}  // namespace weft::test
