// SPDX-License-Identifier: Apache-2.0
// Adds the headers of the caller's Context to outbound calls.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "grpcpp/support/client_interceptor.h"
#include "weft/context.h"
#include "weft/env.h"

namespace weft::grpc {

using Metadata = std::multimap<std::string, std::string>;

// `env` makes the request ids. For each call a copy of the context that is current where the call is made: gRPC may send from
// another thread.
std::unique_ptr<::grpc::experimental::ClientInterceptorFactoryInterface> MakeContextInterceptorFactory(
    std::shared_ptr<Env> env);

// Adds what `metadata` does not have yet. Left out is what gRPC would refuse by ending the process (a name or value that
// metadata cannot hold) and what belongs to one connection or to gRPC itself.
void AddHeaders(const std::vector<Context::Header>& headers, Metadata& metadata);

}  // namespace weft::grpc
