// SPDX-License-Identifier: Apache-2.0
#include "translate/match/route_match.h"

#include <algorithm>

#include "translate/match/grpc_match.h"

namespace weft::translate {
namespace {

using ::envoy::config::route::v3::HeaderMatcher;
using ::envoy::config::route::v3::RouteMatch;
using manifest::StringMatch;
using MatchType = manifest::StringMatch::Type;

// There is one engine; who knows older forms wants it named.
void SetRegex(const std::string& regex, const Client& client, ::envoy::type::matcher::v3::RegexMatcher* matcher) {
  if (!client.Can(Capability::kStringMatch)) matcher->mutable_google_re2();
  matcher->set_regex(regex);
}

void SetPath(const manifest::HttpMatch& match, const Client& client, RouteMatch& proto) {
  if (!match.uri || match.uri->type == MatchType::kPresent) {
    proto.set_prefix("/");
    return;
  }
  switch (match.uri->type) {
    case MatchType::kExact:
      proto.set_path(match.uri->value);
      break;
    case MatchType::kPrefix:
      proto.set_prefix(match.uri->value);
      break;
    default:
      SetRegex(match.uri->value, client, proto.mutable_safe_regex());
      return;  // ignoreUriCase is for exact and prefix alone
  }
  if (match.ignore_uri_case) proto.mutable_case_sensitive()->set_value(false);
}

HeaderMatcher MakeHeader(const std::string& name, const StringMatch& match, const Client& client) {
  HeaderMatcher proto;
  proto.set_name(name);
  if (client.Can(Capability::kStringMatch) && match.type != MatchType::kPresent) {
    SetStringMatcher(match, *proto.mutable_string_match());
    return proto;
  }
  switch (match.type) {
    case MatchType::kPresent:
      proto.set_present_match(true);
      break;
    case MatchType::kExact:
      proto.set_exact_match(match.value);
      break;
    case MatchType::kPrefix:
      proto.set_prefix_match(match.value);
      break;
    case MatchType::kRegex:
      SetRegex(match.value, client, proto.mutable_safe_regex_match());
      break;
  }
  return proto;
}

void AddQuery(const std::string& name, const StringMatch& match, RouteMatch& proto) {
  auto* query = proto.add_query_parameters();
  query->set_name(name);
  if (match.type == MatchType::kPresent) {
    query->set_present_match(true);
  } else {
    SetStringMatcher(match, *query->mutable_string_match());
  }
}

// A header that is not there counts as empty, so that "not v1" holds without the header; "not present" needs no such help.
HeaderMatcher MakeWithoutHeader(const std::string& name, const StringMatch& match, const Client& client) {
  HeaderMatcher proto = MakeHeader(name, match, client);
  proto.set_invert_match(true);
  if (match.type != MatchType::kPresent) proto.set_treat_missing_header_as_empty(true);
  return proto;
}

void AddPseudoHeader(const std::string& name, const std::optional<StringMatch>& match, const Client& client,
                     RouteMatch& proto) {
  if (match) *proto.add_headers() = MakeHeader(name, *match, client);
}

bool ComesThrough(const std::vector<std::string>& wanted, const std::vector<std::string>& gateways) {
  return std::any_of(wanted.begin(), wanted.end(), [&](const std::string& name) {
    if (name == "mesh") return gateways.empty();
    return std::find(gateways.begin(), gateways.end(), name) != gateways.end();
  });
}

}  // namespace

bool AppliesTo(const manifest::HttpMatch& match, const Client& client, uint32_t port,
               const std::vector<std::string>& gateways) {
  if (match.port != 0 && match.port != port) return false;
  if (!match.gateways.empty()) return ComesThrough(match.gateways, gateways);
  if (!match.source_namespace.empty() && match.source_namespace != client.ns) return false;
  return manifest::Selects(match.source_labels, client.labels);
}

bool IsAboutClient(const registry::EffectiveRule& rule, const Client& client, uint32_t port) {
  return std::any_of(rule.http.begin(), rule.http.end(), [&](const registry::EffectiveRoute& route) {
    const auto& matches = route.route.match;
    return matches.empty() || std::any_of(matches.begin(), matches.end(),
                                          [&](const manifest::HttpMatch& match) { return AppliesTo(match, client, port); });
  });
}

void SetStringMatcher(const StringMatch& match, ::envoy::type::matcher::v3::StringMatcher& proto) {
  switch (match.type) {
    case MatchType::kPresent:
      proto.set_prefix("");
      break;
    case MatchType::kExact:
      proto.set_exact(match.value);
      break;
    case MatchType::kPrefix:
      proto.set_prefix(match.value);
      break;
    case MatchType::kRegex:
      proto.mutable_safe_regex()->set_regex(match.value);
      break;
  }
}

std::vector<RouteMatch> MakeRouteMatches(const manifest::HttpMatch& match, const Client& client) {
  if (!CanEvaluate(match, client)) return {};
  RouteMatch proto;
  SetPath(match, client, proto);
  if (!client.Can(Capability::kAnyPath) && !GrpcAcceptsPath(proto)) return {};
  if (client.Can(Capability::kPseudoHeaderMatch)) {
    AddPseudoHeader(":method", match.method, client, proto);
    AddPseudoHeader(":scheme", match.scheme, client, proto);
    AddPseudoHeader(":authority", match.authority, client, proto);
  }
  for (const auto& [name, header] : match.headers) *proto.add_headers() = MakeHeader(name, header, client);
  for (const auto& [name, query] : match.query_params) AddQuery(name, query, proto);
  if (!client.Can(Capability::kMissingHeaderAsEmpty)) {
    std::vector<GrpcNegation> negations;
    for (const auto& [name, header] : match.without_headers) {
      negations.push_back({MakeHeader(name, header, client), header.type == MatchType::kPresent, MatchesText(header, "")});
    }
    return GrpcExpandNegations(proto, negations);
  }
  for (const auto& [name, header] : match.without_headers) *proto.add_headers() = MakeWithoutHeader(name, header, client);
  return {proto};
}

bool IsCatchAll(const RouteMatch& match) {
  if (match.headers_size() > 0 || match.query_parameters_size() > 0) return false;
  return (match.has_prefix() && (match.prefix() == "/" || match.prefix().empty())) ||
         (match.has_safe_regex() && match.safe_regex().regex() == ".*");
}

}  // namespace weft::translate
