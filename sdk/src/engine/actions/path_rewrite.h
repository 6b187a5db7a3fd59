// SPDX-License-Identifier: Apache-2.0
// A PathRewrite compiled for one route: what becomes of the path of a request that the route took.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "model/route/action.h"
#include "model/route/match.h"

namespace re2 {
class RE2;
}

namespace weft::engine {

// Immutable, thread-safe.
class PathRewriter {
 public:
  // `matcher` is the route's. Fails with a FieldError at `.pattern` or `.value`.
  static absl::StatusOr<PathRewriter> Compile(const model::PathRewrite& rewrite, const model::PathMatcher& matcher);

  // The new path for one that the route's matcher matched, without its query; it holds a `?` only if the rewrite brings a query
  // of its own. Never empty.
  std::string Rewrite(std::string_view path) const;

  // The same for a path with query: the query stays, unless the rewrite brings its own.
  std::string RewriteWithQuery(std::string_view path_and_query) const;

 private:
  model::PathRewrite::Kind kind_ = model::PathRewrite::Kind::kWhole;
  size_t matched_ = std::string::npos;  // kMatched: how much of the path gives way
  std::string value_;
  std::shared_ptr<const re2::RE2> pattern_;  // kRegex only
};

}  // namespace weft::engine
