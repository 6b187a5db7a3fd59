// SPDX-License-Identifier: Apache-2.0
#include "engine/match/path_regexes.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "base/status_macros.h"
#include "engine/match/regex.h"
#include "engine/match/regex_literals.h"

namespace weft::engine {
namespace {

// What the set's program and automaton may take: RE2's default and some for each pattern.
constexpr int64_t kSetBaseBytes = 8 << 20;
constexpr int64_t kSetBytesPerPattern = 16 << 10;

// A gram's size in bytes, 0 for none, and its bytes as a word.
using Gram = std::pair<size_t, uint64_t>;

uint64_t GramWord(const char* bytes, size_t size) {
  if (size == 8) return LoadWord<uint64_t>(bytes);
  return size == 4 ? LoadWord<uint32_t>(bytes) : LoadWord<uint16_t>(bytes);
}

// Calls visit(gram) for every gram of the pattern's literals, the larger ones first.
template <typename Visit>
void ForEachGram(const std::vector<std::string>& literals, Visit visit) {
  for (const size_t size : {8, 4, 2}) {
    for (const std::string& literal : literals) {
      for (size_t at = 0; at + size <= literal.size(); ++at) visit(Gram(size, GramWord(literal.data() + at, size)));
    }
  }
}

}  // namespace

// Gives every pattern the gram that the fewest others have as well, and puts patterns of one gram into a group.
class PathRegexes::Grouping {
 public:
  explicit Grouping(const std::vector<std::unique_ptr<const RE2>>& regexes) {
    std::vector<std::vector<std::string>> literals;
    for (const auto& regex : regexes) {
      literals.push_back(RequiredLiterals(regex->pattern()));
      ForEachGram(literals.back(), [this](const Gram& gram) { ++uses_[gram]; });
    }
    groups_[Gram(0, 0)];  // the first group needs no gram, and may be empty
    for (size_t position = 0; position < regexes.size(); ++position) groups_[RarestOf(literals[position])].push_back(position);
  }

  const std::map<Gram, std::vector<size_t>>& groups() const { return groups_; }

  template <typename Word>
  GramIndex<Word> IndexOf() const {
    std::vector<typename GramIndex<Word>::Entry> entries;
    uint32_t group = 0;
    for (const auto& [gram, positions] : groups_) {
      if (gram.first == sizeof(Word)) entries.emplace_back(static_cast<Word>(gram.second), group);
      ++group;
    }
    return GramIndex<Word>(entries);
  }

 private:
  Gram RarestOf(const std::vector<std::string>& literals) const {
    Gram rarest(0, 0);
    uint32_t fewest = UINT32_MAX;
    ForEachGram(literals, [&](const Gram& gram) {
      const uint32_t uses = uses_.find(gram)->second;
      // Of equally rare ones the last: paths differ towards their ends.
      if (uses < fewest || (uses == fewest && gram.first == rarest.first)) rarest = gram, fewest = uses;
    });
    return rarest;
  }

  absl::flat_hash_map<Gram, uint32_t> uses_;
  std::map<Gram, std::vector<size_t>> groups_;
};

absl::Status PathRegexes::Add(const std::string& pattern, uint32_t route) {
  WEFT_ASSIGN_OR_RETURN(auto regex, CompileRuleRegex(pattern));
  if (routes_.empty()) first_route_ = route;
  routes_.push_back(route);
  regexes_.push_back(std::move(regex));
  return absl::OkStatus();
}

void PathRegexes::Seal() {
  const Grouping grouping(regexes_);
  std::vector<uint32_t> routes;
  std::vector<std::unique_ptr<const RE2>> regexes;
  for (const auto& [gram, positions] : grouping.groups()) {
    for (const size_t position : positions) {
      routes.push_back(routes_[position]);
      regexes.push_back(std::move(regexes_[position]));
    }
    group_ends_.push_back(static_cast<uint32_t>(routes.size()));
  }
  routes_ = std::move(routes);
  regexes_ = std::move(regexes);
  grams_of_8_ = grouping.IndexOf<uint64_t>();
  grams_of_4_ = grouping.IndexOf<uint32_t>();
  grams_of_2_ = grouping.IndexOf<uint16_t>();
  if (regexes_.size() > kFewRegexes) CompileSet();
}

void PathRegexes::CompileSet() {
  RE2::Options options = RuleRegexOptions();
  options.set_max_mem(kSetBaseBytes + kSetBytesPerPattern * static_cast<int64_t>(regexes_.size()));
  auto set = std::make_unique<RE2::Set>(options, RE2::ANCHOR_BOTH);
  for (const auto& regex : regexes_) {
    if (set->Add(regex->pattern(), nullptr) < 0) return;
  }
  if (set->Compile()) set_ = std::move(set);
}

PathRegexes::Routes PathRegexes::Group(uint32_t group) const {
  const uint32_t begin = group == 0 ? 0 : group_ends_[group - 1];
  return Routes(routes_).subspan(begin, group_ends_[group] - begin);
}

absl::InlinedVector<PathRegexes::Routes, 12> PathRegexes::Possible(std::string_view path) const {
  absl::InlinedVector<uint32_t, 12> hits;
  if (group_ends_[0] > 0) hits.push_back(0);
  const auto hit = [&hits](uint32_t group) {
    if (hits.empty() || hits.back() != group) hits.push_back(group);
  };
  grams_of_8_.ForEach(path, hit);
  grams_of_4_.ForEach(path, hit);
  grams_of_2_.ForEach(path, hit);
  if (hits.size() > 1) {  // a gram may stand at several places
    std::sort(hits.begin(), hits.end());
    hits.erase(std::unique(hits.begin(), hits.end()), hits.end());
  }
  absl::InlinedVector<Routes, 12> groups;
  for (const uint32_t group : hits) groups.push_back(Group(group));
  return groups;
}

bool PathRegexes::Matches(size_t position, std::string_view path) const { return MatchesWhole(*regexes_[position], path); }

// Whether the set has an answer; without one its automaton has outgrown its budget.
std::optional<bool> PathRegexes::MatchSet(std::string_view path, std::vector<int>* positions) const {
  if (set_ == nullptr) return std::nullopt;
  RE2::Set::ErrorInfo error{RE2::Set::kNoError};
  const bool any = set_->Match(re2::StringPiece(path.data(), path.size()), positions, &error);
  if (!any && error.kind != RE2::Set::kNoError) return std::nullopt;
  return any;
}

std::optional<bool> PathRegexes::AnyMatches(std::string_view path) const { return MatchSet(path, nullptr); }

std::optional<PathRegexes::Routes> PathRegexes::MatchAll(std::string_view path) const {
  thread_local std::vector<int> positions;
  thread_local std::vector<uint32_t> matched;
  if (!MatchSet(path, &positions)) return std::nullopt;
  matched.clear();
  for (const int position : positions) matched.push_back(routes_[position]);
  std::sort(matched.begin(), matched.end());
  return matched;
}

}  // namespace weft::engine
