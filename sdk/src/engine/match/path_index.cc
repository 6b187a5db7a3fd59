// SPDX-License-Identifier: Apache-2.0
#include "engine/match/path_index.h"

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "base/field_path.h"
#include "engine/match/fold.h"

namespace weft::engine {

using PathType = model::PathMatcher::Type;

// Gathers the routes of each key, then lays them out flat.
class PathIndex::Builder {
 public:
  void Add(const model::PathMatcher& path, uint32_t route) {
    Lists& lists = keys_[path.ignore_case ? absl::AsciiStrToLower(path.value) : path.value];
    switch (path.type) {
      case PathType::kExact:
        return lists.exact.push_back(route);
      case PathType::kSegmentPrefix:
        return lists.segment.push_back(route);
      default:
        return lists.prefix.push_back(route);
    }
  }

  Tree Build(std::vector<uint32_t>& indices) && {
    Tree tree;
    std::vector<RadixTree::Entry> entries;
    entries.reserve(keys_.size());
    tree.lists.reserve(keys_.size());
    for (auto& [key, lists] : keys_) {
      entries.emplace_back(key, static_cast<uint32_t>(tree.lists.size()));
      const bool prefix_only = lists.segment.empty() && lists.exact.empty();
      tree.lists.push_back(
          {Append(lists.prefix, indices), prefix_only, Append(lists.segment, indices), Append(lists.exact, indices)});
    }
    tree.keys = RadixTree(std::move(entries));
    return tree;
  }

 private:
  struct Lists {
    std::vector<uint32_t> prefix, segment, exact;
  };

  static Range Append(const std::vector<uint32_t>& routes, std::vector<uint32_t>& indices) {
    const auto begin = static_cast<uint32_t>(indices.size());
    indices.insert(indices.end(), routes.begin(), routes.end());
    return {begin, static_cast<uint32_t>(indices.size())};
  }

  std::map<std::string, Lists> keys_;
};

absl::StatusOr<PathIndex> PathIndex::Compile(const std::vector<model::Route>& routes) {
  PathIndex index;
  Builder as_is, folded;
  for (uint32_t i = 0; i < routes.size(); ++i) {
    const model::PathMatcher& path = routes[i].match.path;
    if (path.type != PathType::kRegex) {
      (path.ignore_case ? folded : as_is).Add(path, i);
    } else if (absl::Status status = index.regexes_.Add(path.value, i); !status.ok()) {
      return Within(status, "[", i, "].match.path.value");
    }
  }
  index.as_is_ = std::move(as_is).Build(index.indices_);
  index.folded_ = std::move(folded).Build(index.indices_);
  index.indices_.shrink_to_fit();
  index.regexes_.Seal();
  return index;
}

void PathIndex::CollectFolded(std::string_view path, Candidates& candidates) const {
  Collect(folded_, FoldedText(path).view(), candidates);
}

void PathIndex::Collect(const Tree& tree, std::string_view path, Candidates& candidates) const {
  tree.keys.Walk(path, [&](size_t depth, uint32_t value) {
    const Key& key = tree.lists[value];
    if (!key.prefix.empty()) candidates.Add(Routes(key.prefix));
    if (key.prefix_only) return;
    const bool at_end = depth == path.size();
    if (!key.exact.empty() && at_end) candidates.Add(Routes(key.exact));
    if (!key.segment.empty() && (at_end || path[depth] == '/' || (depth > 0 && path[depth - 1] == '/'))) {
      candidates.Add(Routes(key.segment));
    }
  });
}

uint32_t Candidates::NextOfMany() {
  for (;;) {
    List* first = First();
    if (regexes_pending_ && (first == nullptr || *first->next > regexes_.first_route())) {
      AddRegexes();
      continue;
    }
    if (first == nullptr) return kEnd;
    const uint32_t* route = first->next++;
    if (!first->tentative || regexes_.Matches(route - regexes_.routes().data(), path_)) return *route;
  }
}

// The list whose next route stands first; nullptr when all are used up.
Candidates::List* Candidates::First() {
  List* first = nullptr;
  const auto consider = [&](List& list) {
    if (list.next != list.end && (first == nullptr || *list.next < *first->next)) first = &list;
  };
  for (uint32_t i = 0; i < size_; ++i) consider(near_[i]);
  for (List& list : far_) consider(list);
  return first;
}

void Candidates::AddFar(absl::Span<const uint32_t> routes, bool tentative) {
  far_.push_back({routes.data(), routes.data() + routes.size(), tentative});
}

void Candidates::AddRegexes() {
  regexes_pending_ = false;
  const auto groups = regexes_.Possible(path_);
  size_t patterns = 0;
  for (const PathRegexes::Routes& group : groups) patterns += group.size();
  if (patterns == 0) return;
  if (patterns > kFewRegexes) {
    if (const auto matched = regexes_.MatchAll(path_)) {
      if (!matched->empty()) Add(*matched);
      return;
    }
  }
  const std::optional<bool> any = regexes_.AnyMatches(path_);
  if (any == false) return;
  const bool certain = any == true && patterns == 1;
  for (const PathRegexes::Routes& group : groups) Add(group, !certain);
}

}  // namespace weft::engine
