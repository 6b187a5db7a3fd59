// Which shape a client has: what of its node makes a difference in the world as it is.
#pragma once

#include <set>
#include <string>

#include "ads/node.h"
#include "registry/world.h"
#include "translate/client.h"

namespace weft::ads {

// What in a world tells clients apart. When it is the same in two worlds, and so are their Gateways, so are all shapes.
struct Distinctions {
  std::set<std::string> source_labels;    // keys that some rule looks at
  std::set<std::string> selectors;        // keys that some Gateway looks at
  std::set<std::string> failover_labels;  // keys by which some rule tells what is near
  bool localities = false;                // where a client is makes a difference
  bool operator==(const Distinctions&) const = default;
};
Distinctions DistinctionsIn(const registry::World& world);

// An Envoy is a gateway if its node says so, or if the selector of some Gateway, one that is not empty, meets its labels.
// Clients of the SDK find what is near by themselves: their locality makes no difference.
translate::Client ClientOf(const registry::World& world, const Distinctions& distinctions, const NodeInfo& node);
translate::Client ClientOf(const registry::World& world, const NodeInfo& node);

}  // namespace weft::ads
