// SPDX-License-Identifier: Apache-2.0
// Test files in the format of Envoy's router_check_tool.
//
//   tests:
//   - test_name: jason gets v2
//     input: {authority: "reviews:9080", path: /reviews/0, method: GET,
//             additional_request_headers: [{key: end-user, value: jason}]}
//     validate: {cluster_name: "outbound|9080|v2|reviews.default.svc.cluster.local"}
//
// Source: Envoy's documentation of the route table check tool.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "model/route/match.h"
#include "weftctl/output/terminal.h"

namespace weft::ctl {

using HeaderFields = std::vector<std::pair<std::string, std::string>>;

struct RouteCheckInput {
  std::string authority;
  std::string path;
  std::string method = "GET";
  std::string scheme = "http";    // https with `ssl: true`
  uint64_t random_value = 0;      // chooses the weighted cluster and decides about fractions
  HeaderFields request_headers;   // x-forwarded-proto and, for `internal`, x-envoy-internal included
  HeaderFields response_headers;  // of the server's answer
};

// What is not asked about is absent or empty.
struct RouteCheckExpectation {
  std::optional<std::string> cluster_name, virtual_cluster_name, virtual_host_name, host_rewrite, path_rewrite, path_redirect;
  std::optional<uint32_t> code_redirect;
  std::vector<model::HeaderMatcher> request_matches, response_matches;
  HeaderFields request_fields, response_fields;  // header and value; an empty value: there is none
};

struct RouteCheckCase {
  std::string name;
  RouteCheckInput input;
  RouteCheckExpectation expected;
};

// Errors name the file and the field: `tests.yaml: tests[2].validate.cluster: unknown field`. A misspelt expectation would
// otherwise pass.
absl::StatusOr<std::vector<RouteCheckCase>> ReadRouteCheckCases(const std::string& path, Terminal& terminal);

}  // namespace weft::ctl
