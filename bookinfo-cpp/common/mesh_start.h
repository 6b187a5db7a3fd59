// SPDX-License-Identifier: Apache-2.0
/// \file
/// How a Bookinfo program joins the mesh.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "common/options.h"
#include "weft/mesh.h"

namespace bookinfo {

/// The bootstrap that --xds stands for: one plaintext server, and a node with the labels of this process.
weft::Bootstrap BootstrapFor(const ServiceOptions& options, int pid);

/// Starts the mesh from --xds or from the environment. The error names what to set.
absl::StatusOr<std::shared_ptr<weft::Mesh>> StartMesh(const ServiceOptions& options);

/// The entry under which others find this process, once it listens on `port`.
weft::Workload WorkloadFor(const ServiceOptions& options, int port);

/// The same entry without labels: no Service selects it any more, while calls of this process go on. Announced before a stop.
weft::Workload Withdrawn(weft::Workload workload);

}  // namespace bookinfo
