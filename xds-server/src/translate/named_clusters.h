// SPDX-License-Identifier: Apache-2.0
// Clusters that exist because a rule names them: of hosts below a wildcard, which no list of services has.
#pragma once

#include <set>
#include <string>

#include "registry/world.h"
#include "translate/client.h"

namespace weft::translate {

// Of the destinations and mirrors of all rules that may route the client's calls, be it in the mesh or at its Gateways, those
// that are below a wildcard service with endpoints.
std::set<std::string> ClustersNamedBelowWildcards(const registry::World& world, const Client& client);

}  // namespace weft::translate
