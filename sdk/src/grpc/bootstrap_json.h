// The mesh's bootstrap as gRPC reads it.
#pragma once

#include <string>

#include "weft/bootstrap.h"

namespace weft::grpc {

// gRPC's bootstrap JSON (gRFC A27).
std::string BootstrapToJson(const Bootstrap& bootstrap);

// Whether gRPC's global xDS client, which reads the environment, serves this bootstrap: same control planes, same node.
bool EnvironmentHolds(const Bootstrap& bootstrap);

}  // namespace weft::grpc
