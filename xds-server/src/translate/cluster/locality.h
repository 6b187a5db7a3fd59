// SPDX-License-Identifier: Apache-2.0
// Which endpoints a client in some place uses, and in which order.
// Semantics: https://istio.io/latest/docs/reference/config/networking/destination-rule/#LocalityLoadBalancerSetting
#pragma once

#include <cstdint>
#include <vector>

#include "registry/world.h"
#include "translate/client.h"

namespace weft::translate {

// Endpoints of one locality that are used alike.
struct EndpointGroup {
  uint32_t priority = 0;  // a group is used when those of smaller numbers fail
  registry::Locality locality;
  std::vector<const registry::Endpoint*> endpoints;  // in the order in which they came; not empty
  uint64_t weight = 0;                               // among the groups of its priority; 1 or more
};

// Sorted by priority, of which none is skipped, then by locality; each pair of them is there once.
//
// With `distribute` for the client's locality each locality gets its share, and those without one are not used. Else, with
// outlierDetection (without it nobody would notice a failure) and unless localityLbSetting says `enabled: false`, groups have
// priorities: by how many of the labels of `failoverPriority` match, then by how much of the region, zone and sub-zone does.
// A client that follows no localities gets all of them with priority 0, as does everybody else where no rule balances.
std::vector<EndpointGroup> PlaceEndpoints(const std::vector<const registry::Endpoint*>& endpoints,
                                          const manifest::AppliedPolicy& policy, const Client& client);

// Does some client get shares by locality? Then the weights of groups are to be looked at.
bool HasShares(const manifest::AppliedPolicy& policy);

}  // namespace weft::translate
