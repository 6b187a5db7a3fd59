// SPDX-License-Identifier: Apache-2.0
// Which routes of a virtual host fit a path, in the order in which they stand.
//
// One walk down a radix tree meets every exact path, prefix and segment prefix that fits; at each key hang the indices of its
// routes, ascending. Routes that ignore letter case stand in a second tree of lower-case keys, walked with the lower-case path.
// A path so has a few lists of candidates, however many routes there are; Candidates merges them lazily, for mostly the first
// candidate is the answer. Patterns are looked at only when no candidate stands before the first of them.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/match/path_regexes.h"
#include "engine/match/radix_tree.h"
#include "model/route.h"

namespace weft::engine {

class PathIndex;

// The routes that fit one path, ascending. Lives on the stack of one Match; `path` must outlive it.
class Candidates {
 public:
  static constexpr uint32_t kEnd = UINT32_MAX;

  // The next route, or kEnd.
  uint32_t Next() {
    if (size_ != 1 || regexes_pending_ || near_[0].tentative) return NextOfMany();
    List& only = near_[0];
    return only.next == only.end ? kEnd : *only.next++;
  }

 private:
  friend class PathIndex;
  Candidates(const PathRegexes& regexes, std::string_view path)
      : regexes_(regexes), path_(path), regexes_pending_(!regexes.empty()) {}
  struct List {
    const uint32_t* next;
    const uint32_t* end;
    bool tentative;  // patterns that have yet to be tried
  };

  void Add(absl::Span<const uint32_t> routes, bool tentative = false) {
    if (size_ == kNear) return AddFar(routes, tentative);
    near_[size_++] = {routes.data(), routes.data() + routes.size(), tentative};
  }
  void AddFar(absl::Span<const uint32_t> routes, bool tentative);
  uint32_t NextOfMany();
  List* First();
  void AddRegexes();

  static constexpr uint32_t kNear = 12;

  const PathRegexes& regexes_;
  const std::string_view path_;
  bool regexes_pending_;
  uint32_t size_ = 0;
  std::array<List, kNear> near_;  // the first size_ are lists
  std::vector<List> far_;         // those beyond: where more than kNear prefixes nest
};

// Immutable, thread-safe.
class PathIndex {
 public:
  // Fails with a FieldError at `[i].match.path.value`, i the index of the route.
  static absl::StatusOr<PathIndex> Compile(const std::vector<model::Route>& routes);

  // `path` has no query. The index must outlive the candidates.
  Candidates Find(std::string_view path) const {
    Candidates candidates(regexes_, path);
    Collect(as_is_, path, candidates);
    if (!folded_.keys.empty()) CollectFolded(path, candidates);
    return candidates;
  }

 private:
  struct Range {
    uint32_t begin = 0;
    uint32_t end = 0;
    bool empty() const { return begin == end; }
  };
  // The routes of one key.
  struct alignas(32) Key {
    Range prefix;
    bool prefix_only;  // the usual case: the others are empty
    Range segment;     // fits only where a path segment ends
    Range exact;
  };
  struct Tree {
    RadixTree keys;  // values are indices into `lists`
    std::vector<Key> lists;
  };
  class Builder;

  absl::Span<const uint32_t> Routes(Range range) const { return {indices_.data() + range.begin, range.end - range.begin}; }
  void Collect(const Tree& tree, std::string_view path, Candidates& candidates) const;
  void CollectFolded(std::string_view path, Candidates& candidates) const;

  Tree as_is_;
  Tree folded_;
  std::vector<uint32_t> indices_;
  PathRegexes regexes_;
};

}  // namespace weft::engine
