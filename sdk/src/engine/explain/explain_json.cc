// SPDX-License-Identifier: Apache-2.0
// The trace as one line of JSON.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/strings.h"
#include "engine/explain/explain.h"
#include "engine/explain/text.h"

namespace weft::engine {
namespace {

using OrderedJson = nlohmann::ordered_json;

// Bodies may be a megabyte: their beginning identifies them.
constexpr size_t kBodyShown = 200;

void AddText(OrderedJson& out, const char* name, const std::string& text) {
  if (!text.empty()) out[name] = text;
}

void AddEdits(OrderedJson& out, const model::HeaderEdits& edits) {
  for (const model::HeaderEdit& edit : edits.request) out["request_headers"].push_back(EditText(edit));
  for (const model::HeaderEdit& edit : edits.response) out["response_headers"].push_back(EditText(edit));
}

void AddDestinations(OrderedJson& out, const std::vector<DestinationTrace>& destinations) {
  for (const DestinationTrace& destination : destinations) {
    OrderedJson json = {{"cluster", destination.cluster}, {"percent", destination.percent}};
    AddText(json, "authority", destination.authority);
    AddEdits(json, destination.headers);
    out["destinations"].push_back(std::move(json));
  }
}

OrderedJson RetriesJson(const model::RetryPolicy& retry) {
  OrderedJson json = {{"attempts", retry.num_retries}, {"on", RetryOnText(retry.retry_on)}};
  if (!retry.retriable_status_codes.empty()) json["status_codes"] = retry.retriable_status_codes;
  if (retry.per_try_timeout.count() > 0) json["per_try_timeout"] = DurationText(retry.per_try_timeout);
  json["back_off"] = DurationText(retry.base_interval) + ".." + DurationText(retry.max_interval);
  json["exclude_previous_hosts"] = retry.exclude_previous_hosts;
  return json;
}

OrderedJson FaultJson(const model::Fault& fault) {
  OrderedJson json = OrderedJson::object();
  if (fault.delay.count() > 0) {
    json["delay"] = DurationText(fault.delay);
    json["delay_percent"] = PercentOf(fault.delay_fraction);
  }
  if (fault.abort_status != 0) json["abort_status"] = fault.abort_status;
  if (fault.abort_grpc_status) json["abort_grpc_status"] = *fault.abort_grpc_status;
  if (fault.abort_status != 0 || fault.abort_grpc_status) json["abort_percent"] = PercentOf(fault.abort_fraction);
  return json;
}

OrderedJson PathRewriteJson(const model::PathRewrite& rewrite) {
  using Kind = model::PathRewrite::Kind;
  switch (rewrite.kind) {
    case Kind::kMatched:
      return {{"matched_part", rewrite.value}};
    case Kind::kRegex:
      return {{"pattern", rewrite.pattern}, {"substitution", rewrite.value}};
    case Kind::kWhole:
      break;
  }
  return {{"whole", rewrite.value}};
}

OrderedJson RedirectJson(const model::Redirect& redirect) {
  OrderedJson json = {{"status", redirect.status}};
  AddText(json, "scheme", redirect.scheme);
  AddText(json, "host", redirect.host);
  if (redirect.port != 0) json["port"] = redirect.port;
  if (redirect.path) json["path"] = PathRewriteJson(*redirect.path);
  if (redirect.strip_query) json["strip_query"] = true;
  return json;
}

void AddRewrite(OrderedJson& out, const model::Rewrite& rewrite) {
  if (rewrite.path) out["rewrite"]["path"] = PathRewriteJson(*rewrite.path);
  if (!rewrite.authority.empty()) out["rewrite"]["authority"] = rewrite.authority;
}

OrderedJson CorsJson(const model::CorsPolicy& cors) {
  OrderedJson json = OrderedJson::object();
  for (const model::StringMatcher& origin : cors.allow_origins) json["allow_origins"].push_back(StringText(origin));
  AddText(json, "allow_methods", cors.allow_methods);
  AddText(json, "allow_headers", cors.allow_headers);
  AddText(json, "expose_headers", cors.expose_headers);
  AddText(json, "max_age", cors.max_age);
  if (cors.allow_credentials) json["allow_credentials"] = true;
  return json;
}

OrderedJson TakenJson(const MatchTrace& trace) {
  const model::Route& route = *trace.route;
  OrderedJson json = {{"name", route.name}};
  AddText(json, "origin", route.origin);
  AddDestinations(json, trace.destinations);
  if (route.redirect) json["redirect"] = RedirectJson(*route.redirect);
  if (const auto& response = route.direct_response) {
    json["direct_response"] = {{"status", response->status}, {"body", response->body.substr(0, kBodyShown)}};
  }
  if (route.timeout.count() > 0) json["timeout"] = DurationText(route.timeout);
  if (route.retry) json["retries"] = RetriesJson(*route.retry);
  if (route.fault) json["fault"] = FaultJson(*route.fault);
  AddRewrite(json, route.rewrite);
  AddEdits(json, route.headers);
  for (const model::Mirror& mirror : route.mirrors) {
    json["mirrors"].push_back({{"cluster", mirror.cluster}, {"percent", PercentOf(mirror.fraction)}});
  }
  if (route.cors) json["cors"] = CorsJson(*route.cors);
  return json;
}

OrderedJson RouteJson(const RouteTrace& route) {
  OrderedJson json = {{"index", route.index}, {"name", route.name}};
  AddText(json, "origin", route.origin);
  json["taken"] = route.taken;
  AddText(json, "failed", route.failed);
  return json;
}

// The line with the last `shown` routes.
std::string Line(const MatchTrace& trace, size_t shown, bool details) {
  OrderedJson json = {{"table", trace.table}, {"method", trace.method}, {"authority", trace.authority}, {"path", trace.path}};
  json["virtual_host"] = trace.virtual_host ? OrderedJson(*trace.virtual_host) : OrderedJson(nullptr);
  AddText(json, "domain", trace.domain);
  json["routes"] = OrderedJson::array();
  if (shown < trace.routes.size()) json["routes_left_out"] = trace.routes.size() - shown;
  for (size_t i = trace.routes.size() - shown; i < trace.routes.size(); ++i)
    json["routes"].push_back(RouteJson(trace.routes[i]));
  if (trace.route && details) json["taken"] = TakenJson(trace);
  return json.dump(-1, ' ', true, OrderedJson::error_handler_t::replace);
}

}  // namespace

std::string ToJson(const MatchTrace& trace, size_t most_bytes) {
  size_t shown = trace.routes.size();
  std::string line = Line(trace, shown, true);
  while (line.size() > most_bytes && shown > 1) line = Line(trace, shown /= 2, true);
  return line.size() > most_bytes ? Line(trace, shown, false) : line;
}

}  // namespace weft::engine
