// SPDX-License-Identifier: Apache-2.0
// What of a manifest the SDK of this release cannot apply: for the one who writes it.
#pragma once

#include <string>
#include <vector>

#include "manifest/object/object.h"

namespace weft::clients {

// Of a VirtualService or a DestinationRule that has been found valid, each field whose capability (capability.h) the SDK lacks:
//   spec.trafficPolicy.outlierDetection: accepted; Envoy clients apply it, Weft's SDK does not yet
// For other kinds nothing. Thread-safe.
std::vector<std::string> UnsupportedBySdk(const manifest::Json& object);

}  // namespace weft::clients
