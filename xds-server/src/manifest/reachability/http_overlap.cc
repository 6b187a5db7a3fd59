// SPDX-License-Identifier: Apache-2.0
#include "manifest/reachability/http_overlap.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/strings/str_join.h"
#include "base/strings.h"
#include "manifest/gateway/gateways.h"
#include "manifest/object/findings.h"
#include "manifest/reachability/http_cover.h"
#include "manifest/virtual_service/http_match.h"

namespace weft::manifest {

namespace {

constexpr size_t kMostComparisons = 1'000'000;
constexpr size_t kBytesPerComparison = 64;
constexpr size_t kMostNamed = 3;  // of those that take the calls of a rule, in its warning
constexpr std::string_view kDefaultMethod = "GET";

// A match with the place where it stands; a rule without matches stands for itself.
struct PlacedMatch {
  std::string path;
  HttpMatch match;
};

// The matches so far, by what they want of the path, so that a new one is compared only with those that could cover it.
class EarlierMatches {
 public:
  explicit EarlierMatches(std::vector<std::string> gateways) : gateways_(std::move(gateways)) {}

  void Add(PlacedMatch placed) {
    const std::optional<StringMatch>& uri = placed.match.uri;
    if (uri && uri->type == StringMatch::Type::kPrefix) prefix_lengths_.insert(uri->value.size());
    std::string key = KeyOf(placed.match);
    by_path_[std::move(key)].push_back(std::move(placed));
  }

  // One of those that cover `later` and that `counts`, by its path; nothing when none does.
  template <typename Predicate>
  std::optional<std::string> FindCover(const HttpMatch& later, const Predicate& counts) {
    std::optional<std::string> cover = FindUnder(kEveryPath, later, counts);
    if (cover || TakesEveryPath(later.uri)) return cover;
    const auto& [type, value] = *later.uri;
    if (type == StringMatch::Type::kRegex) return FindUnder(Key('r', false, value), later, counts);
    if (type == StringMatch::Type::kExact) cover = FindEitherCase('e', value, later, counts);
    for (auto length = prefix_lengths_.begin(); !cover && length != prefix_lengths_.end() && *length <= value.size();
         ++length) {
      cover = FindEitherCase('p', std::string_view(value).substr(0, *length), later, counts);
    }
    return cover;
  }

 private:
  static constexpr std::string_view kEveryPath = "*";

  static std::string Key(char kind, bool ignore_case, std::string_view value) {
    return ignore_case ? StrCat(std::string(1, kind), "i", ToLower(value)) : StrCat(std::string(1, kind), "c", value);
  }

  static std::string KeyOf(const HttpMatch& match) {
    if (TakesEveryPath(match.uri)) return std::string(kEveryPath);
    if (match.uri->type == StringMatch::Type::kRegex) return Key('r', false, match.uri->value);
    return Key(match.uri->type == StringMatch::Type::kExact ? 'e' : 'p', match.ignore_uri_case, match.uri->value);
  }

  template <typename Predicate>
  std::optional<std::string> FindEitherCase(char kind, std::string_view value, const HttpMatch& later,
                                            const Predicate& counts) {
    std::optional<std::string> cover = FindUnder(Key(kind, true, value), later, counts);
    return cover || later.ignore_uri_case ? cover : FindUnder(Key(kind, false, value), later, counts);
  }

  template <typename Predicate>
  std::optional<std::string> FindUnder(std::string_view key, const HttpMatch& later, const Predicate& counts) {
    effort_ += 1 + key.size() / kBytesPerComparison;
    if (effort_ > kMostComparisons) return std::nullopt;
    auto it = by_path_.find(std::string(key));
    if (it == by_path_.end()) return std::nullopt;
    for (const PlacedMatch& earlier : it->second) {
      if (++effort_ > kMostComparisons) return std::nullopt;
      if (counts(earlier.match) && Covers(earlier.match, later, gateways_)) return earlier.path;
    }
    return std::nullopt;
  }

  const std::vector<std::string> gateways_;
  std::unordered_map<std::string, std::vector<PlacedMatch>> by_path_;
  std::set<size_t> prefix_lengths_;
  size_t effort_ = 0;  // in comparisons
};

std::vector<PlacedMatch> PlacedMatchesOf(const Field& rule) {
  std::vector<PlacedMatch> matches;
  for (const Field& match : rule["match"].Items()) matches.push_back({match.path(), ParseHttpMatch(match)});
  if (matches.empty()) matches.push_back({rule.path(), {}});
  return matches;
}

bool IsShorterPrefix(const std::optional<StringMatch>& uri, const std::optional<StringMatch>& other) {
  return uri && uri->type == StringMatch::Type::kPrefix && uri->value.size() < other->value.size();
}

std::optional<std::string> FindCoverOfAll(EarlierMatches& earlier, const HttpMatch& later) {
  return earlier.FindCover(later, [](const HttpMatch&) { return true; });
}

// Whoever leaves the method out mostly means GET. When an earlier, shorter prefix takes GET, that is worth a word although the
// other methods still get through. With one prefix on both it is how methods are told apart.
std::optional<std::string> FindCoverOfGet(EarlierMatches& earlier, const HttpMatch& later) {
  if (later.method || !later.uri || later.uri->type != StringMatch::Type::kPrefix) return std::nullopt;
  HttpMatch get = later;
  get.method = StringMatch{StringMatch::Type::kExact, std::string(kDefaultMethod)};
  return earlier.FindCover(get, [&later](const HttpMatch& match) { return IsShorterPrefix(match.uri, later.uri); });
}

// Looks at the rules in order, remembering those before.
class OverlapWalk {
 public:
  OverlapWalk(std::vector<std::string> gateways, Report& report) : earlier_(std::move(gateways)), report_(report) {}

  void Visit(const Field& rule) {
    std::vector<std::string> covers;       // distinct, in order
    std::vector<std::string> ineffective;  // warnings of single matches
    bool reachable = false;
    for (PlacedMatch& placed : PlacedMatchesOf(rule)) {
      if (std::optional<std::string> cover = FindCoverOfAll(earlier_, placed.match)) {
        ineffective.push_back(StrCat(placed.path, ": gets no calls: ", *cover, " takes them all (IST0131)"));
        if (std::find(covers.begin(), covers.end(), *cover) == covers.end()) covers.push_back(*std::move(cover));
        continue;
      }
      reachable = true;
      if (std::optional<std::string> cover = FindCoverOfGet(earlier_, placed.match)) {
        ineffective.push_back(StrCat(placed.path, ": gets no calls with GET: ", *cover, " takes them all (IST0131)"));
      }
      if (!rule["delegate"]) earlier_.Add(std::move(placed));  // what the delegate's rules leave goes on to the next rule
    }
    if (reachable) {
      report_.warnings.insert(report_.warnings.end(), ineffective.begin(), ineffective.end());
    } else {
      Warn(report_, rule, Unreachable(covers));
    }
  }

 private:
  static std::string Unreachable(const std::vector<std::string>& covers) {
    size_t named = std::min(covers.size(), kMostNamed);
    std::string names = absl::StrJoin(covers.begin(), covers.begin() + static_cast<std::ptrdiff_t>(named), ", ");
    std::string_view more = covers.size() > named ? " and others" : "";
    return StrCat("is never reached: ", names, more, covers.size() > 1 ? " take" : " takes", " all of its calls (IST0130)");
  }

  EarlierMatches earlier_;
  Report& report_;
};

}  // namespace

void WarnOfOverlaps(const Field& spec, Report& report) {
  std::vector<std::string> gateways = spec["gateways"].Texts();
  if (gateways.empty()) gateways = {std::string(kMeshGateway)};
  OverlapWalk walk(std::move(gateways), report);
  for (const Field& rule : spec["http"].Items()) walk.Visit(rule);
}

}  // namespace weft::manifest
