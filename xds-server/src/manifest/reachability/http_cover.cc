// SPDX-License-Identifier: Apache-2.0
#include "manifest/reachability/http_cover.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/strings.h"

namespace weft::manifest {

namespace {

using MatchType = StringMatch::Type;

constexpr std::string_view kAnything = ".*";

// For texts that are there, be they empty.
bool CoversText(const StringMatch& earlier, const StringMatch& later) {
  if (earlier.type == MatchType::kPresent || earlier == later) return true;
  if (earlier.type == MatchType::kRegex) return earlier.value == kAnything;
  if (earlier.type != MatchType::kPrefix) return false;
  return (later.type == MatchType::kExact || later.type == MatchType::kPrefix) && later.value.starts_with(earlier.value);
}

// For parts of a call that are always there: no condition is fulfilled by everything.
bool CoversPart(const std::optional<StringMatch>& earlier, const std::optional<StringMatch>& later) {
  if (!earlier || earlier->type == MatchType::kPresent) return true;
  return later && CoversText(*earlier, *later);
}

bool CoversPath(const HttpMatch& earlier, const HttpMatch& later) {
  if (TakesEveryPath(earlier.uri)) return true;
  if (!later.uri) return false;
  if (!earlier.ignore_uri_case) return !later.ignore_uri_case && CoversText(*earlier.uri, *later.uri);
  if (earlier.uri->type == MatchType::kRegex || later.uri->type == MatchType::kRegex) return *earlier.uri == *later.uri;
  return CoversText({earlier.uri->type, ToLower(earlier.uri->value)}, {later.uri->type, ToLower(later.uri->value)});
}

// A condition on a header or a parameter wants it there, so a later match must want the same of it.
bool CoversNamed(const std::map<std::string, StringMatch>& earlier, const std::map<std::string, StringMatch>& later) {
  return std::all_of(earlier.begin(), earlier.end(), [&later](const auto& wanted) {
    auto it = later.find(wanted.first);
    return it != later.end() && CoversText(wanted.second, it->second);
  });
}

bool IncludesAll(const std::map<std::string, StringMatch>& whole, const std::map<std::string, StringMatch>& part) {
  return std::all_of(part.begin(), part.end(), [&whole](const auto& item) {
    auto it = whole.find(item.first);
    return it != whole.end() && it->second == item.second;
  });
}

bool CoversGateways(const std::vector<std::string>& earlier, const std::vector<std::string>& later) {
  return std::all_of(later.begin(), later.end(), [&earlier](const std::string& name) {
    return std::find(earlier.begin(), earlier.end(), name) != earlier.end();
  });
}

// Labels and namespace of the caller count only in a match without gateways of its own.
bool CoversCallers(const HttpMatch& earlier, const HttpMatch& later, const std::vector<std::string>& gateways) {
  const std::vector<std::string>& where = later.gateways.empty() ? gateways : later.gateways;
  if (!earlier.gateways.empty()) return CoversGateways(earlier.gateways, where);
  if (!CoversGateways(gateways, where)) return false;
  if (earlier.source_labels.empty() && earlier.source_namespace.empty()) return true;
  if (!later.gateways.empty()) return false;
  bool same_namespace = earlier.source_namespace.empty() || earlier.source_namespace == later.source_namespace;
  return same_namespace && Selects(earlier.source_labels, later.source_labels);
}

}  // namespace

bool TakesEveryPath(const std::optional<StringMatch>& uri) {
  if (!uri || uri->type == MatchType::kPresent) return true;
  if (uri->type == MatchType::kPrefix) return uri->value.empty() || uri->value == "/";
  return uri->type == MatchType::kRegex && uri->value == kAnything;
}

bool Covers(const HttpMatch& earlier, const HttpMatch& later, const std::vector<std::string>& gateways) {
  return CoversPath(earlier, later) && (earlier.port == 0 || earlier.port == later.port) &&
         CoversPart(earlier.scheme, later.scheme) && CoversPart(earlier.method, later.method) &&
         CoversPart(earlier.authority, later.authority) && CoversNamed(earlier.headers, later.headers) &&
         CoversNamed(earlier.query_params, later.query_params) && IncludesAll(later.without_headers, earlier.without_headers) &&
         CoversCallers(earlier, later, gateways);
}

}  // namespace weft::manifest
