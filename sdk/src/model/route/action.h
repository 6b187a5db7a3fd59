// SPDX-License-Identifier: Apache-2.0
// Where a route sends a request and what it makes of its head; or the answer that it gives itself.
// Source: envoy.config.route.v3.RouteAction, RedirectAction and DirectResponseAction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "model/route/headers.h"
#include "model/units.h"

namespace weft::model {

// kMatched replaces what the route's path matcher matched: a prefix, or for exact and regex matchers the whole path. kRegex
// substitutes every match of `pattern` (RE2) by `value`, where \1 stands for the first group. kWhole replaces the whole path.
// The query always stays, but kWhole may bring one of its own.
struct PathRewrite {
  enum class Kind : uint8_t { kMatched, kRegex, kWhole };
  Kind kind = Kind::kMatched;
  std::string value;
  std::string pattern;  // kRegex only
  bool operator==(const PathRewrite&) const = default;
};

// What happens to the head of a forwarded request beside its header edits.
struct Rewrite {
  std::optional<PathRewrite> path;
  std::string authority;  // empty: as it was
  bool operator==(const Rewrite&) const = default;
};

struct Redirect {
  int status = 301;    // 301, 302, 303, 307 or 308
  std::string scheme;  // empty: as it was
  std::string host;    // empty: as it was; without port
  uint16_t port = 0;   // 0: as it was; the scheme's default is not printed
  std::optional<PathRewrite> path;
  bool strip_query = false;
  bool operator==(const Redirect&) const = default;
};

struct DirectResponse {
  int status = 200;
  std::string body;
  bool operator==(const DirectResponse&) const = default;
};

// A copy of the request goes to `cluster` as well; its answer is thrown away.
struct Mirror {
  std::string cluster;
  Fraction fraction;
  bool shadow_suffix = false;  // append "-shadow" to the host
  bool operator==(const Mirror&) const = default;
};

struct WeightedCluster {
  std::string cluster;
  uint32_t weight = 1;
  HeaderEdits headers = {};    // applied before the route's
  std::string authority = {};  // beats the route's; empty: the route's
  bool operator==(const WeightedCluster&) const = default;
};

}  // namespace weft::model
