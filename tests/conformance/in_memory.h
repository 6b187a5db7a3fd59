// SPDX-License-Identifier: Apache-2.0
// A row in memory: manifests -> world -> xDS bytes -> a mesh of the SDK -> weft::Call, with no socket and no process.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "conformance/observation.h"
#include "conformance/row.h"
#include "registry/world.h"
#include "translate/client.h"

namespace weft::conformance {

// The problems and warnings of all manifests of the row. `manifests` come back as the store would hold them.
manifest::Report CheckManifests(const Row& row, std::vector<Json>& manifests);

// Throws std::runtime_error when a manifest is refused or cannot be read.
std::shared_ptr<const registry::World> WorldOf(const Row& row);
translate::Client ClientOf(const Row& row);

// The ports of the cluster's endpoints, as the table has them.
std::set<int> PortsOf(const registry::World& world, const translate::Client& client, const std::string& cluster);

// Makes the row's call. `complaints` are lines about what must hold for every row: what the server sends, the client
// understands, and the oracle and the engine agree.
Observation ObserveInMemory(const Row& row, std::vector<std::string>& complaints);

}  // namespace weft::conformance
