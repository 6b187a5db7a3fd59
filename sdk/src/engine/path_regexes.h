// The regex routes of a virtual host.
//
// A few are tried one by one, when it is their turn. Many are tried in one pass of an RE2::Set, whose automaton is as fast for
// a thousand patterns as for two. The set's automaton lives within a budget: where it does not fit, the patterns are tried one
// by one after all. The pass allocates inside RE2; trying one by one does not once RE2 is warm.
#pragma once

#include <re2/re2.h>
#include <re2/set.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"

namespace weft::engine {

// Up to this many are tried one by one.
inline constexpr size_t kFewRegexes = 8;

// Filled with Add and Seal; immutable and thread-safe from then on.
class PathRegexes {
 public:
  // Routes are added in ascending order. Fails with a FieldError when the pattern does not parse.
  absl::Status Add(const std::string& pattern, uint32_t route);
  void Seal();

  // All routes that were added, ascending.
  absl::Span<const uint32_t> routes() const { return routes_; }

  // Whether the pattern of routes()[position] matches the whole path.
  bool Matches(size_t position, std::string_view path) const;

  // Those of the routes whose pattern matches, ascending, in one pass; valid until this thread's next call. Nothing when this has
  // to be found out one by one instead.
  std::optional<absl::Span<const uint32_t>> MatchAll(std::string_view path) const;

 private:
  std::vector<uint32_t> routes_;
  std::vector<std::unique_ptr<const RE2>> regexes_;  // by position
  std::unique_ptr<const RE2::Set> set_;              // null: few, or over budget
};

}  // namespace weft::engine
