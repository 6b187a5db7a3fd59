// SPDX-License-Identifier: Apache-2.0
#include "engine/actions/cors.h"

#include <algorithm>

#include "base/field_path.h"
#include "base/strings.h"

namespace weft::engine {
namespace {

// The first header of that name; empty when there is none.
std::string_view CorsHeader(const RequestHead& head, std::string_view name) {
  for (const HeaderRef& header : head.headers) {
    if (EqualsIgnoreCase(header.name, name)) return header.value;
  }
  return {};
}

void AddCorsHeader(std::vector<HeaderChange>& headers, std::string_view name, std::string_view value) {
  if (!value.empty()) headers.push_back({HeaderChange::Kind::kSet, name, value});
}

}  // namespace

absl::StatusOr<CompiledCors> CompiledCors::Compile(const model::CorsPolicy& policy) {
  CompiledCors compiled;
  compiled.policy_ = policy;
  for (size_t i = 0; i < policy.allow_origins.size(); ++i) {
    auto origin = StringCondition::Compile(policy.allow_origins[i]);
    if (!origin.ok()) return Within(origin.status(), ".allow_origins[", i, "]");
    compiled.origins_.push_back(*std::move(origin));
  }
  return compiled;
}

CorsDecision CompiledCors::Decide(const RequestHead& inbound) const {
  CorsDecision decision;
  const std::string_view origin = CorsHeader(inbound, "origin");
  if (origin.empty()) return decision;
  const bool allowed = AllowsOrigin(origin);
  if (inbound.method == "OPTIONS" && !CorsHeader(inbound, "access-control-request-method").empty()) {
    if (!allowed && policy_.forward_unmatched_preflights) return decision;
    decision.kind = CorsDecision::Kind::kPreflight;
    decision.headers = PreflightHeaders(inbound, origin, allowed);
  } else if (allowed) {
    decision.kind = CorsDecision::Kind::kActual;
    decision.headers = ResponseHeaders(origin);
  }
  return decision;
}

bool CompiledCors::AllowsOrigin(std::string_view origin) const {
  return std::any_of(origins_.begin(), origins_.end(),
                     [origin](const StringCondition& allowed) { return allowed.Matches(origin) || allowed.Matches("*"); });
}

std::vector<HeaderChange> CompiledCors::PreflightHeaders(const RequestHead& inbound, std::string_view origin,
                                                         bool allowed) const {
  const auto listed = [&](const std::string& value, std::string_view requested) {
    return value == "*" ? CorsHeader(inbound, requested) : std::string_view(value);
  };
  std::vector<HeaderChange> headers;
  if (allowed) AddCorsHeader(headers, "access-control-allow-origin", origin);
  if (policy_.allow_credentials) AddCorsHeader(headers, "access-control-allow-credentials", "true");
  AddCorsHeader(headers, "access-control-allow-methods", listed(policy_.allow_methods, "access-control-request-method"));
  AddCorsHeader(headers, "access-control-allow-headers", listed(policy_.allow_headers, "access-control-request-headers"));
  AddCorsHeader(headers, "access-control-max-age", policy_.max_age);
  return headers;
}

std::vector<HeaderChange> CompiledCors::ResponseHeaders(std::string_view origin) const {
  std::vector<HeaderChange> headers;
  AddCorsHeader(headers, "access-control-allow-origin", origin);
  if (policy_.allow_credentials) AddCorsHeader(headers, "access-control-allow-credentials", "true");
  AddCorsHeader(headers, "access-control-expose-headers", policy_.expose_headers);
  return headers;
}

}  // namespace weft::engine
