// SPDX-License-Identifier: Apache-2.0
// What a route does beyond choosing a cluster: rewrites, header edits, answers of its own, mirrors.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/actions/cors.h"
#include "engine/actions/header_edits.h"
#include "engine/actions/path_rewrite.h"
#include "engine/actions/redirect.h"
#include "model/route/action.h"

namespace weft::engine {

struct CompiledMirror {
  uint32_t cluster;  // index into CompiledRouteTable::cluster_names()
  uint32_t per_million;
  bool shadow_suffix;
};

struct CompiledEdits {
  CompiledHeaderEdits request;
  CompiledHeaderEdits response;
};

// What one of several destinations changes.
struct SplitActions {
  CompiledEdits edits;    // before the route's
  std::string authority;  // beats the route's; empty: the route's
};

// Immutable, thread-safe.
struct RouteActions {
  std::optional<PathRewriter> path;
  std::string authority;  // empty: as it was
  CompiledEdits edits;
  std::vector<SplitActions> splits;  // as CompiledRoute::splits; empty: none has any
  std::vector<CompiledMirror> mirrors;
  std::optional<CompiledRedirect> redirect;
  std::optional<model::DirectResponse> direct_response;
  std::shared_ptr<const CompiledCors> cors;  // for those who receive requests; null: none
};

}  // namespace weft::engine
