// SPDX-License-Identifier: Apache-2.0
// The mesh's bootstrap as gRPC reads it.
#pragma once

#include <string>

#include "weft/bootstrap.h"

namespace weft::grpc {

// Gives one channel or server an xDS client of its own instead of the process's, which reads its bootstrap from the
// environment. The name is gRPC's.
inline constexpr char kBootstrapArgument[] = "grpc.TEST_ONLY_DO_NOT_USE_IN_PROD.xds_bootstrap_config";

// gRPC's bootstrap JSON (gRFC A27), with the name of servers' listeners (gRFC A36).
std::string BootstrapToJson(const Bootstrap& bootstrap);

// Whether gRPC's global xDS client, which reads the environment, serves this bootstrap: same control planes, same node.
bool EnvironmentHolds(const Bootstrap& bootstrap);

}  // namespace weft::grpc
