// Destinations of a VirtualService and how their weights share the calls.
#pragma once

#include <vector>

#include "manifest/field.h"
#include "manifest/virtual_service.h"

namespace weft::manifest {

Destination ParseDestination(const Field& field);
std::vector<WeightedDestination> ParseWeightedDestinations(const Field& list);

// A present destination: host and subset.
void CheckDestination(const Field& field, Report& report);
// Destinations and weights of a rule for HTTP, TLS or TCP.
void CheckWeightedDestinations(const Field& list, Report& report);

}  // namespace weft::manifest
