// SPDX-License-Identifier: Apache-2.0
// What a mesh holds, as text for people.
#pragma once

#include <string>

#include "mesh/snapshot.h"
#include "xds/resource/resource_cache.h"

namespace weft::mesh {

std::string DumpText(const std::string& server, const Snapshot& snapshot, const xds::ResourceCache& cache);

}  // namespace weft::mesh
