// SPDX-License-Identifier: Apache-2.0
// A Redirect compiled for one route: where the caller is sent.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "engine/actions/path_rewrite.h"
#include "model/route/action.h"
#include "model/route/match.h"
#include "weft/request.h"

namespace weft::engine {

// Immutable, thread-safe.
class CompiledRedirect {
 public:
  // `matcher` is the route's. Fails with a FieldError at `.status` or `.path...`.
  static absl::StatusOr<CompiledRedirect> Compile(const model::Redirect& redirect, const model::PathMatcher& matcher);

  int status() const { return redirect_.status; }

  // The value of `location`, an absolute URL. What the rule does not name stays as the request has it, but a port goes with its
  // host: a new host without a port of its own has none. The default port of the scheme is not printed.
  std::string Location(const RequestHead& head) const;

 private:
  std::string PathAndQuery(std::string_view path) const;

  model::Redirect redirect_;
  std::optional<PathRewriter> path_;
};

}  // namespace weft::engine
