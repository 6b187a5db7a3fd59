// SPDX-License-Identifier: Apache-2.0
// consistentHash -> what of a request is hashed. The cluster says to which table: see balancer.h.
#pragma once

#include <vector>

#include "envoy/config/route/v3/route_components.pb.h"
#include "manifest/virtual_service/virtual_service.h"
#include "translate/route/route_context.h"

namespace weft::translate {

// Does `client` choose by the hash that the rule asks for? gRPC clients hash a text header or nothing (gRFC A42).
bool CanHash(const manifest::ConsistentHash& hash, const Client& client);

// The keys of all destinations, each once. A call to any of them is hashed by all.
void AddHashPolicies(const RouteContext& context, const std::vector<manifest::WeightedDestination>& destinations,
                     ::envoy::config::route::v3::RouteAction& action);

// The key of a service that has no rules for routes.
void AddHashPolicy(const RouteContext& context, const manifest::Destination& destination,
                   ::envoy::config::route::v3::RouteAction& action);

}  // namespace weft::translate
