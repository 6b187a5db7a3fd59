// SPDX-License-Identifier: Apache-2.0
// What was seen of one call, in memory or over sockets.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "model/route.h"

namespace weft::conformance {

using HeaderList = std::vector<std::pair<std::string, std::string>>;  // names in lower case

// One request at an endpoint, known by its port in the table.
struct Seen {
  int port = 0;
  std::string authority;
  std::string path;
  HeaderList headers;
  std::chrono::nanoseconds timeout{0};  // of this try; in memory only
};

struct Observation {
  // In memory only.
  std::string missing;                   // why there is no listener of the name
  std::vector<std::string> not_applied;  // fields that the server sent and the client does not apply
  std::vector<std::string> reports;      // reports of the control plane: dropped, shadowed and left-out rules
  std::optional<model::RouteTable> table;
  std::optional<model::Route> route;  // the one that by the oracle takes the request
  std::string route_name;
  std::string cluster;
  std::string outcome;  // of the last try, when it was no response

  std::vector<Seen> tries;
  std::vector<Seen> mirrored;
  std::chrono::nanoseconds waited{0};  // before the first try
  int status = 0;                      // 0: no response
  std::string body;
  HeaderList response_headers;
};

// The value of a header, several joined with commas; nullopt when it is not there.
std::optional<std::string> ValueOf(const HeaderList& headers, const std::string& lower_case_name);

}  // namespace weft::conformance
