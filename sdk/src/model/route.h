// SPDX-License-Identifier: Apache-2.0
// The content of a RouteConfiguration, validated: plain immutable values with ==. Compiled by engine.
// Source: envoy.config.route.v3; fields that are not here are reported as ignored by xds.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/route/action.h"
#include "model/route/cors.h"
#include "model/route/fault.h"
#include "model/route/headers.h"
#include "model/route/match.h"
#include "model/route/retry.h"
#include "model/units.h"

namespace weft::model {

// Exactly one of clusters, redirect and direct_response is set.
struct Route {
  std::string name;
  std::string origin;  // its source by the control plane: `virtualservice/default/reviews http[1].match[0]`
  RouteMatch match;
  std::vector<WeightedCluster> clusters;  // one, or several with a positive sum of weights
  std::optional<Redirect> redirect;
  std::optional<DirectResponse> direct_response;
  Rewrite rewrite;
  HeaderEdits headers;
  std::vector<Mirror> mirrors;
  std::optional<CorsPolicy> cors;
  Duration timeout{0};  // 0: none
  std::optional<RetryPolicy> retry;
  std::optional<Fault> fault;
  bool operator==(const Route&) const = default;
};

struct VirtualHost {
  std::string name;
  std::vector<std::string> domains;  // exact, `*.suffix`, `prefix.*` or `*`; lower case
  std::vector<Route> routes;
  bool operator==(const VirtualHost&) const = default;
};

struct RouteTable {
  std::string name;
  std::vector<VirtualHost> virtual_hosts;
  bool operator==(const RouteTable&) const = default;
};

}  // namespace weft::model
