// SPDX-License-Identifier: Apache-2.0
// Mesh::Start over a transport of the caller's choice.
#pragma once

#include <memory>

#include "weft/mesh.h"
#include "xds/ads/ads_transport.h"

namespace weft {

absl::StatusOr<std::shared_ptr<Mesh>> StartMesh(Bootstrap bootstrap, MeshOptions options,
                                                const xds::AdsTransportFactory& new_transport);

}  // namespace weft
