// SPDX-License-Identifier: Apache-2.0
// The maps between statuses of HTTP and of gRPC (google.rpc.Code).
#pragma once

#include <cstdint>

namespace weft {

// The HTTP status that is equivalent to a gRPC status; 500 for what is none.
uint32_t HttpStatusOfGrpc(int grpc_status);

// gRPC's mapping of an HTTP status that came without a grpc-status.
// Source: https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md
int GrpcStatusOfHttp(int http_status);

}  // namespace weft
