// SPDX-License-Identifier: Apache-2.0
// What somebody may have meant who mistyped a name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "registry/world.h"

namespace weft::explain {

// The services that a client of `ns` can call, spelled as short as it may: "reviews", "reviews.shop", "api.example.com".
std::vector<std::string> CallableNames(const registry::World& world, std::string_view ns);

// Those of `names` that are near `host`, nearest first, at most three.
std::vector<std::string> NearNames(std::string_view host, const std::vector<std::string>& names);

}  // namespace weft::explain
