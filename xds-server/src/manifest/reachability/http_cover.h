// SPDX-License-Identifier: Apache-2.0
// Whether one match takes every call that another would: what diagnostics of overlapping rules build on.
#pragma once

#include <string>
#include <vector>

#include "manifest/virtual_service/virtual_service.h"

namespace weft::manifest {

// True for certain when every call, from whichever client, that fits `later` fits `earlier` as well. False when not, or when
// only a look into regular expressions could tell. `gateways` are those of the VirtualService.
bool Covers(const HttpMatch& earlier, const HttpMatch& later, const std::vector<std::string>& gateways);

// Whether a condition on the path is none: a prefix of at most "/", an expression for everything, presence.
bool TakesEveryPath(const std::optional<StringMatch>& uri);

}  // namespace weft::manifest
