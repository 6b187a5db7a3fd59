// SPDX-License-Identifier: Apache-2.0
// VirtualService destinations -> names of clusters.
#pragma once

#include <string>

#include "manifest/virtual_service/virtual_service.h"
#include "translate/route/route_context.h"

namespace weft::translate {

// `outbound|<port>|<subset>|<host>`. A destination without a port means the only port of its service, or else the port that was
// called. `destination.host` is a full name; it is looked at from now on.
std::string DestinationCluster(const RouteContext& context, const manifest::Destination& destination);

// How the endpoint is chosen there.
struct DestinationBalancer {
  registry::MergedRule rule;  // keeps what `balancer` points to
  const manifest::LoadBalancer* balancer = nullptr;
};
DestinationBalancer BalancerOf(const RouteContext& context, const manifest::Destination& destination);

// Does the destination's DestinationRule pick the endpoint by a hash of the request?
bool UsesConsistentHash(const RouteContext& context, const manifest::Destination& destination);

}  // namespace weft::translate
