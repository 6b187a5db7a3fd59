// SPDX-License-Identifier: Apache-2.0
#include "translate/match/grpc_match.h"

#include <algorithm>

#include "base/strings.h"
#include "re2/re2.h"

namespace weft::translate {
namespace {

using ::envoy::config::route::v3::HeaderMatcher;
using ::envoy::config::route::v3::RouteMatch;
using MatchType = manifest::StringMatch::Type;

constexpr size_t kMostNegations = 4;

HeaderMatcher PresenceOf(const std::string& name, bool present) {
  HeaderMatcher matcher;
  matcher.set_name(name);
  matcher.set_present_match(true);
  matcher.set_invert_match(!present);
  return matcher;
}

void AppendAbsent(const GrpcNegation& negation, RouteMatch match, std::vector<RouteMatch>& out) {
  if (negation.matches_empty && !negation.presence) return;
  *match.add_headers() = PresenceOf(negation.matcher.name(), false);
  out.push_back(std::move(match));
}

void AppendDifferent(const GrpcNegation& negation, RouteMatch match, std::vector<RouteMatch>& out) {
  if (negation.presence) return;
  *match.add_headers() = PresenceOf(negation.matcher.name(), true);
  HeaderMatcher* different = match.add_headers();
  *different = negation.matcher;
  different->set_invert_match(true);
  out.push_back(std::move(match));
}

}  // namespace

bool MatchesText(const manifest::StringMatch& match, std::string_view text) {
  switch (match.type) {
    case MatchType::kPresent:
      return true;
    case MatchType::kExact:
      return text == match.value;
    case MatchType::kPrefix:
      return text.starts_with(match.value);
    case MatchType::kRegex:
      return RE2::FullMatch(::re2::StringPiece(text.data(), text.size()), match.value);
  }
  return false;
}

bool CanEvaluate(const manifest::HttpMatch& match, const Client& client) {
  if (!match.query_params.empty() && !client.Can(Capability::kQueryMatch)) return false;
  if (client.Can(Capability::kPseudoHeaderMatch)) return true;
  const auto is_pseudo = [](const auto& header) { return header.first.starts_with(':'); };
  if (match.authority) return false;
  if (std::any_of(match.headers.begin(), match.headers.end(), is_pseudo)) return false;
  if (std::any_of(match.without_headers.begin(), match.without_headers.end(), is_pseudo)) return false;
  return (!match.method || MatchesText(*match.method, "POST")) && (!match.scheme || MatchesText(*match.scheme, "http"));
}

bool GrpcAcceptsPath(const RouteMatch& match) {
  if (match.has_safe_regex()) return true;
  const std::string& path = match.has_path() ? match.path() : match.prefix();
  if (match.has_prefix() && (path.empty() || path == "/")) return true;
  if (path.empty() || path[0] != '/') return false;
  auto parts = Split(std::string_view(path).substr(1), '/');
  if (match.has_path()) return parts.size() == 2 && !parts[0].empty() && !parts[1].empty();
  return parts.size() <= 2 && !parts[0].empty();
}

std::vector<RouteMatch> GrpcExpandNegations(const RouteMatch& base, const std::vector<GrpcNegation>& negations) {
  if (negations.size() > kMostNegations) return {};
  std::vector<RouteMatch> matches = {base};
  for (const GrpcNegation& negation : negations) {
    std::vector<RouteMatch> longer;
    for (const RouteMatch& match : matches) {
      AppendAbsent(negation, match, longer);
      AppendDifferent(negation, match, longer);
    }
    matches = std::move(longer);
  }
  return matches;
}

}  // namespace weft::translate
