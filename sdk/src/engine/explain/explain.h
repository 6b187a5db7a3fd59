// SPDX-License-Identifier: Apache-2.0
// Why a request went where it went: the search of a route table, step by step.
//
// Reads the table from the top, as its definition states, and tests every condition with the code that decisions use; so it is
// slow and always of one mind with CompiledRouteTable. Not for the call path, except for calls that request an explanation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "model/route.h"
#include "weft/request.h"

namespace weft::engine {

// A route that was looked at.
struct RouteTrace {
  size_t index = 0;  // in its virtual host
  std::string name;
  std::string origin;
  bool taken = false;
  std::string failed;  // the first condition that failed, as text; empty for the taken one
};

// One of the taken route's clusters.
struct DestinationTrace {
  std::string cluster;
  double percent = 100;        // of the route's calls
  std::string authority;       // the `Host` it gets; empty: the request's
  model::HeaderEdits headers;  // those of the destination alone
};

// Owns all its text.
struct MatchTrace {
  std::string table, method, authority, path;
  std::optional<std::string> virtual_host;     // its name; nothing when no domain takes the authority
  std::string domain;                          // by which it took the authority
  std::vector<RouteTrace> routes;              // as far as they were looked at: the last one is the taken one, if one is
  std::optional<model::Route> route;           // the taken one
  std::vector<DestinationTrace> destinations;  // the taken one's; none for redirects and direct responses
};

// `table` must be one that compiles. `random` is drawn from as a decision would for routes that match a fraction: two calls
// with equal generators agree.
MatchTrace Explain(const model::RouteTable& table, const RequestHead& head, Random& random);

// One line of JSON in ASCII. Where it would be longer than `most_bytes`, the first of the routes that did not match are left
// out and `routes_left_out` is their number; where that is not enough, the details of the taken one as well.
//
//   {"table":"9080","method":"GET","authority":"reviews:9080","path":"/reviews/0",
//    "virtual_host":"reviews.default.svc.cluster.local:9080","domain":"reviews:9080",
//    "routes":[{"index":0,"name":"jason","origin":"virtualservice/default/reviews http[0].match[0]","taken":false,
//               "failed":"header \"end-user\" is missing, must be exactly \"jason\""},
//              {"index":1,"name":"rest","origin":"...","taken":true}],
//    "taken":{"name":"rest","origin":"...","destinations":[{"cluster":"outbound|9080|v1|...","percent":100.0}],"timeout":"10s",
//             "retries":{"attempts":2,"on":"5xx,reset","per_try_timeout":"2s"},
//             "fault":{"delay":"5s","delay_percent":10.0,"abort_status":503,"abort_percent":1.0}, "rewrite":{...},
//             "request_headers":["set x:
//             1"],"response_headers":[...],"mirrors":[...],"redirect":{...},"direct_response":{...}}}
//
// What a route does not do is not there.
std::string ToJson(const MatchTrace& trace, size_t most_bytes = SIZE_MAX);

}  // namespace weft::engine
