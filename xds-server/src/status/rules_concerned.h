// SPDX-License-Identifier: Apache-2.0
// Which rules may have something new to say about themselves when a world follows another. Pure; costs what differs.
#pragma once

#include <set>

#include "registry/world.h"
#include "store/source.h"

namespace weft::status {

// The keys of VirtualServices: of those that came, went or changed, that are for the same hosts as one of them or joined with
// it by delegation, and that name a Gateway that came, went or changed. With no world before, all.
std::set<store::Key> RulesConcerned(const registry::World* before, const registry::World& after);

}  // namespace weft::status
