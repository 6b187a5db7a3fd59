// SPDX-License-Identifier: Apache-2.0
// The regex routes of a virtual host.
//
// Most patterns need some text to be there: of "/api/v[0-9]+/item-7" the rarest gram of "/item-7". An index of these grams
// (gram_index.h) leaves those few patterns over that a path can match at all; patterns that need nothing in particular are
// always among them. A few patterns in all are then tried one by one, when it is their turn. Where there are many, an RE2::Set
// of all answers first whether any matches: a thousand automata of their own, each touched now and then, are always out of the
// cache, while the set has one, as fast for a thousand patterns as for two. When a single pattern can match, that answer is the
// whole truth; when some can, they are tried one by one if any does; when more can, a pass of the set finds which.
//
// The set lives within a budget of memory: where it does not fit, the patterns are tried one by one after all. The pass that
// finds which patterns match allocates inside RE2 (three times, Debian 12's); all else does not once RE2 is warm.
#pragma once

#include <re2/re2.h>
#include <re2/set.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "absl/types/span.h"
#include "engine/match/gram_index.h"

namespace weft::engine {

// Up to this many are tried one by one.
inline constexpr size_t kFewRegexes = 8;

// Filled with Add and Seal; immutable and thread-safe from then on.
class PathRegexes {
 public:
  using Routes = absl::Span<const uint32_t>;  // ascending; a part of routes()

  // Routes are added in ascending order. Fails with a FieldError when the pattern does not parse.
  absl::Status Add(const std::string& pattern, uint32_t route);
  void Seal();

  bool empty() const { return routes_.empty(); }
  // The lowest of them; not when empty.
  uint32_t first_route() const { return first_route_; }
  // All that were added, in groups.
  Routes routes() const { return routes_; }

  // The groups in which all routes are whose pattern can match.
  absl::InlinedVector<Routes, 12> Possible(std::string_view path) const;

  // Whether the pattern of routes()[position] matches the whole path.
  bool Matches(size_t position, std::string_view path) const;

  // Whether the pattern of any route matches, in one pass. Nothing when this has to be found out one by one instead.
  std::optional<bool> AnyMatches(std::string_view path) const;

  // Those of the routes whose pattern matches, ascending, in one pass; valid until this thread's next call. Nothing when this
  // has to be found out one by one instead.
  std::optional<Routes> MatchAll(std::string_view path) const;

 private:
  class Grouping;
  Routes Group(uint32_t group) const;
  void CompileSet();
  std::optional<bool> MatchSet(std::string_view path, std::vector<int>* positions) const;

  uint32_t first_route_ = 0;
  std::vector<uint32_t> routes_;
  std::vector<std::unique_ptr<const RE2>> regexes_;  // by position in routes_
  std::vector<uint32_t> group_ends_;                 // positions; the first group needs no gram
  GramIndex<uint64_t> grams_of_8_;                   // values are groups
  GramIndex<uint32_t> grams_of_4_;
  GramIndex<uint16_t> grams_of_2_;
  std::unique_ptr<const RE2::Set> set_;  // null: few, or over budget
};

}  // namespace weft::engine
