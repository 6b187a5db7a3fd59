// SPDX-License-Identifier: Apache-2.0
// What a route defines and gRPC's own xDS client does not do. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "mesh/snapshot.h"
#include "model/route.h"

namespace weft::grpc {

// As `origin: field: why`, each once, in the order of the routes. A route without an origin goes by its name.
std::vector<std::string> UnappliedFields(const model::VirtualHost& host);

// As `cluster name: loadBalancer: why`. Least request is the default of a cluster without a policy, and is not reported.
std::vector<std::string> UnappliedFields(const mesh::HostConfig& host);

}  // namespace weft::grpc
