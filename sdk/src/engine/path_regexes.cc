#include "engine/path_regexes.h"

#include <algorithm>

#include "engine/regex.h"

namespace weft::engine {
namespace {

// What the set's program and automaton may take: RE2's default and some for each pattern.
constexpr int64_t kSetBaseBytes = 8 << 20;
constexpr int64_t kSetBytesPerPattern = 16 << 10;

}  // namespace

absl::Status PathRegexes::Add(const std::string& pattern, uint32_t route) {
  auto regex = CompileRuleRegex(pattern);
  if (!regex.ok()) return regex.status();
  routes_.push_back(route);
  regexes_.push_back(*std::move(regex));
  return absl::OkStatus();
}

void PathRegexes::Seal() {
  if (regexes_.size() <= kFewRegexes) return;
  RE2::Options options = RuleRegexOptions();
  options.set_max_mem(kSetBaseBytes + kSetBytesPerPattern * static_cast<int64_t>(regexes_.size()));
  auto set = std::make_unique<RE2::Set>(options, RE2::ANCHOR_BOTH);
  for (const auto& regex : regexes_) {
    if (set->Add(regex->pattern(), nullptr) < 0) return;
  }
  if (set->Compile()) set_ = std::move(set);
}

bool PathRegexes::Matches(size_t position, std::string_view path) const { return MatchesWhole(*regexes_[position], path); }

std::optional<absl::Span<const uint32_t>> PathRegexes::MatchAll(std::string_view path) const {
  if (set_ == nullptr) return std::nullopt;
  thread_local std::vector<int> positions;
  thread_local std::vector<uint32_t> matched;
  RE2::Set::ErrorInfo error{RE2::Set::kNoError};
  const bool any = set_->Match(re2::StringPiece(path.data(), path.size()), &positions, &error);
  if (!any && error.kind != RE2::Set::kNoError) return std::nullopt;
  std::sort(positions.begin(), positions.end());
  matched.clear();
  for (const int position : positions) matched.push_back(routes_[position]);
  return matched;
}

}  // namespace weft::engine
