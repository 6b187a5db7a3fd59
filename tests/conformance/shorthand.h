// SPDX-License-Identifier: Apache-2.0
// The table's short forms, written out.
#pragma once

#include <string>
#include <vector>

#include "conformance/row.h"

namespace weft::conformance {

// host[:port][/subset] as it is written in rules and expectations.
struct ShortDestination {
  std::string host;
  uint32_t port = 0;  // 0: not given
  std::string subset;
};
ShortDestination ParseShortDestination(const std::string& text);

// `outbound|9080|v2|reviews.default.svc.cluster.local` for "reviews/v2": a host without a dot is of the namespace default, one
// with a single dot is name.namespace. Names that have their bars already stay.
std::string ClusterNameOf(const std::string& text);

// The manifest with apiVersion, namespace and destinations written out.
Json ExpandManifest(Json manifest);

// The manifests that `given`, `spec`, `http`, `rule`, `match` and `port` of a row stand for.
std::vector<Json> ManifestsOf(const Json& row);

}  // namespace weft::conformance
