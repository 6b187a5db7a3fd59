// SPDX-License-Identifier: Apache-2.0
// What a caller requests of a backend in the header `rpc-behavior`.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "grpcpp/grpcpp.h"

namespace weft::test {

struct RpcBehavior {
  std::chrono::milliseconds sleep{0};
  bool keep_open = false;
  ::grpc::StatusCode error = ::grpc::StatusCode::OK;
  int succeed_on_retry = -1;  // -1: never
};

// The parts for the backend of that name; see EchoService for the syntax. What is not understood is to be answered with
// INVALID_ARGUMENT.
RpcBehavior ParseRpcBehavior(std::string_view text, std::string_view hostname);

// How a call ends that was tried `attempts` times before.
::grpc::StatusCode StatusOf(const RpcBehavior& behavior, int attempts);

}  // namespace weft::test
