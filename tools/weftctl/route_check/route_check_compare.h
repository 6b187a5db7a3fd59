// SPDX-License-Identifier: Apache-2.0
// What a test expected against what became of its request.
#pragma once

#include <string>
#include <vector>

#include "weftctl/route_check/route_check_router.h"

namespace weft::ctl {

struct RouteCheckResult {
  std::string field;     // `cluster_name`, `request_header_matches[0]`
  std::string expected;  // in words for matchers
  std::string got;
  bool passed = false;
};

// One result for each thing that the test expected, in the order of the format's documentation.
std::vector<RouteCheckResult> CompareRouted(const RouteCheckExpectation& expected, const RoutedRequest& got,
                                            const RouteCheckInput& input);

// Which route took the request or, if none did, why each that was looked at did not. One line each, without indentation.
std::vector<std::string> HowItWasRouted(const engine::MatchTrace& trace);

}  // namespace weft::ctl
