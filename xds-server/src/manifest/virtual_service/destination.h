// SPDX-License-Identifier: Apache-2.0
// Destinations of a VirtualService and how their weights share the calls.
#pragma once

#include <vector>

#include "manifest/object/field.h"
#include "manifest/virtual_service/virtual_service.h"

namespace weft::manifest {

Destination ParseDestination(const Field& field);
// `headers` stand beside the destinations of HTTP rules alone.
std::vector<WeightedDestination> ParseWeightedDestinations(const Field& list);

// A present destination: host, subset and port.
void CheckDestination(const Field& field, Report& report);
// Destinations, weights and headers of a rule for HTTP, TLS or TCP.
void CheckWeightedDestinations(const Field& list, Report& report);

}  // namespace weft::manifest
