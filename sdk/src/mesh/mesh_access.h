// SPDX-License-Identifier: Apache-2.0
// What transports may see of a mesh beyond its public face.
#pragma once

#include <memory>

#include "mesh/mesh_core.h"
#include "weft/mesh.h"

namespace weft {

struct MeshAccess {
  static const MeshCore& Core(const Mesh& mesh) { return *mesh.core_; }
};

}  // namespace weft
