// SPDX-License-Identifier: Apache-2.0
// Which shape a client has: what of its node makes a difference in the world as it is.
#pragma once

#include <set>
#include <string>

#include "clients/client.h"
#include "clients/node.h"
#include "registry/world.h"

namespace weft::clients {

// What in a world tells clients apart. When it is the same in two worlds, and so are their Gateways, so are all shapes.
struct Distinctions {
  std::set<std::string> source_labels;    // keys that some rule looks at
  std::set<std::string> selectors;        // keys that some Gateway looks at
  std::set<std::string> failover_labels;  // keys by which some rule tells what is near
  bool localities = false;                // where a client is makes a difference
  bool operator==(const Distinctions&) const = default;
};
Distinctions DistinctionsIn(const registry::World& world);

// Who listens on sockets is a gateway if its node says so, or if the selector of some Gateway, one that is not empty, meets its
// labels. The locality makes no difference for a client that follows no localities.
Client ClientOf(const registry::World& world, const Distinctions& distinctions, const NodeInfo& node);
Client ClientOf(const registry::World& world, const NodeInfo& node);

}  // namespace weft::clients
