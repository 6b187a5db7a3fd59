// SPDX-License-Identifier: Apache-2.0
// The routes of one virtual host, compiled: paths by index, the other conditions of the routes whose path fits one by one.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/match/header_condition.h"
#include "engine/match/path_index.h"
#include "engine/match/query_condition.h"
#include "engine/route/compiled_route.h"
#include "weft/request.h"

namespace weft::engine {

class RouteCompiler;

// Immutable, thread-safe.
class CompiledVirtualHost {
 public:
  // Fails with a FieldError at `.routes[j]...`.
  static absl::StatusOr<std::unique_ptr<const CompiledVirtualHost>> Compile(const model::VirtualHost& host,
                                                                            RouteCompiler& compiler);

  // The first route that matches, or nullptr.
  const CompiledRoute* Match(const RequestHead& head, Random& random) const;

 private:
  // What a route requires beside the path: slices of headers_ and queries_.
  struct alignas(32) Conditions {
    uint32_t headers_begin, headers_end;
    uint32_t queries_begin, queries_end;
    uint32_t per_million;
  };

  absl::Status AddConditions(const model::RouteMatch& match);
  [[gnu::always_inline]] bool Hold(const Conditions& conditions, const RequestHead& head, Random& random) const;
  bool QueriesHold(const Conditions& conditions, std::string_view query) const;

  PathIndex paths_;
  std::vector<Conditions> conditions_;  // by route
  std::vector<CompiledRoute> routes_;
  std::vector<CompiledRoute::Split> splits_;  // all routes look into it
  std::vector<HeaderCondition> headers_;
  std::vector<QueryCondition> queries_;
};

}  // namespace weft::engine
