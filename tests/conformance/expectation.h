// SPDX-License-Identifier: Apache-2.0
// What a row expects, compared with what was seen.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "conformance/observation.h"
#include "conformance/row.h"
#include "manifest/object/object.h"

namespace weft::conformance {

// Throws std::runtime_error for an empty expectation, an unknown key, or one that does not fit a row with (without) a request.
void CheckExpectation(const Json& expect, bool has_request);
bool HasWireExpectation(const Json& expect);

using PortsOfCluster = std::function<std::set<int>(const std::string& cluster)>;

// A line for each thing that is not as expected. Over the wire clusters are known by their endpoints, and what only the
// client has (route, policies) is left out.
std::vector<std::string> Differences(const Json& expect, const Observation& seen);
std::vector<std::string> WireDifferences(const Json& expect, const Observation& seen, const PortsOfCluster& ports);

// For rows about validation.
std::vector<std::string> FindingDifferences(const Json& expect, const manifest::Report& report);

}  // namespace weft::conformance
