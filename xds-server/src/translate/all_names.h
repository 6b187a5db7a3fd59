// SPDX-License-Identifier: Apache-2.0
// Every listener or cluster that a client could ask for by name: what "everything" means to a client that names nothing.
#pragma once

#include <string>
#include <vector>

#include "registry/world.h"
#include "translate/client.h"
#include "translate/translate.h"

namespace weft::translate {

// Sorted. Routes and endpoints are only ever asked for by name: none of them.
std::vector<std::string> AllNames(const registry::World& world, const Client& client, Type type);

}  // namespace weft::translate
