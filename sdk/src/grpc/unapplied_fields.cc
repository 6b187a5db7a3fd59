// SPDX-License-Identifier: Apache-2.0
#include "grpc/unapplied_fields.h"

#include <algorithm>

#include "base/strings.h"
#include "engine/explain/text.h"

namespace weft::grpc {
namespace {

using model::Route;

constexpr uint32_t kMostRetries = 4;                        // gRPC makes at most 5 tries
constexpr auto kShortestTimeout = std::chrono::seconds(2);  // gRPC compares two clocks that are up to this much apart
constexpr size_t kMostNegations = 4;                        // more would be too many routes for what gRPC can express
constexpr char kUnchanged[] = "gRPC clients send requests as they are";
constexpr char kPassedOver[] = "gRPC clients cannot evaluate it, they pass the rule over";

constexpr uint32_t Bit(model::RetryOn word) { return static_cast<uint32_t>(word); }
constexpr uint32_t kGrpcRetries = Bit(model::RetryOn::kUnavailable) | Bit(model::RetryOn::kCancelled) |
                                  Bit(model::RetryOn::kDeadlineExceeded) | Bit(model::RetryOn::kInternal) |
                                  Bit(model::RetryOn::kResourceExhausted);
// What every route without `retries` has: nobody configured these conditions.
constexpr uint32_t kDefaultRetries = Bit(model::RetryOn::kConnectFailure) | Bit(model::RetryOn::kRefusedStream) |
                                     Bit(model::RetryOn::kUnavailable) | Bit(model::RetryOn::kCancelled) |
                                     Bit(model::RetryOn::kRetriableStatusCodes);

bool IsNegation(const model::HeaderMatcher& header) {
  return header.type == model::HeaderMatcher::Type::kPresent ? header.present == header.invert : header.invert;
}

bool HasDestinationHeaders(const Route& route) {
  return std::any_of(route.clusters.begin(), route.clusters.end(),
                     [](const auto& part) { return !part.headers.empty() || !part.authority.empty(); });
}

bool HasShortTimeout(const Route& route) { return route.timeout.count() > 0 && route.timeout <= kShortestTimeout; }

bool MatchesOnAuthority(const Route& route) {
  const auto& headers = route.match.headers;
  return std::any_of(headers.begin(), headers.end(), [](const auto& header) { return header.name == ":authority"; });
}

bool HasManyNegations(const Route& route) {
  const auto& headers = route.match.headers;
  return static_cast<size_t>(std::count_if(headers.begin(), headers.end(), IsNegation)) > kMostNegations;
}

struct Remark {
  const char* field;
  const char* why;
  bool (*applies)(const Route&);
};

constexpr Remark kRemarksOnMatches[] = {
    {"queryParams", "RPCs have no query, the rule takes none of them", [](const Route& r) { return !r.match.query.empty(); }},
    {"authority", kPassedOver, MatchesOnAuthority},
    {"withoutHeaders", "gRPC clients pass over a rule with more than 4 of them", HasManyNegations},
};

constexpr Remark kRemarksOnActions[] = {
    {"timeout", "gRPC C++ ends calls up to 2s early, so that with this one they may fail at once", HasShortTimeout},
    {"redirect", "gRPC clients follow none, their calls fail", [](const Route& r) { return r.redirect.has_value(); }},
    {"directResponse", "gRPC clients make none, their calls fail",
     [](const Route& r) { return r.direct_response.has_value(); }},
    {"rewrite", kUnchanged, [](const Route& r) { return r.rewrite != model::Rewrite(); }},
    {"headers", kUnchanged, [](const Route& r) { return !r.headers.empty(); }},
    {"route.headers", kUnchanged, HasDestinationHeaders},
    {"mirrors", "gRPC clients send no copies", [](const Route& r) { return !r.mirrors.empty(); }},
    {"corsPolicy", "gRPC servers answer no preflight", [](const Route& r) { return r.cors.has_value(); }},
    {"retries.perTryTimeout", "gRPC clients have no timeout for one try",
     [](const Route& r) { return r.retry && r.retry->per_try_timeout.count() > 0; }},
    {"retries.attempts", "gRPC clients make at most 5 tries",
     [](const Route& r) { return r.retry && r.retry->num_retries > kMostRetries; }},
};

class RemarkList {
 public:
  void Add(std::string_view origin, std::string_view field, std::string_view why) {
    std::string remark = StrCat(origin, ": ", field, ": ", why);
    if (std::find(remarks_.begin(), remarks_.end(), remark) == remarks_.end()) remarks_.push_back(std::move(remark));
  }
  std::vector<std::string> Take() { return std::move(remarks_); }

 private:
  std::vector<std::string> remarks_;
};

// A rule with several matches is as many routes with one action: `.../reviews http[1].match[0]` -> `.../reviews http[1]`.
std::string_view RuleOf(std::string_view origin) {
  const size_t match = origin.rfind(".match[");
  return match == std::string_view::npos ? origin : origin.substr(0, match);
}

void AddRetryConditions(std::string_view rule, const Route& route, RemarkList& out) {
  if (!route.retry || route.retry->retry_on == kDefaultRetries) return;
  const uint32_t skipped = route.retry->retry_on & ~kGrpcRetries;
  if (skipped == 0) return;
  out.Add(rule, "retries.retryOn", StrCat("gRPC clients do not retry on ", engine::RetryOnText(skipped)));
}

void AddRemarksOn(const Route& route, RemarkList& out) {
  const std::string_view origin = route.origin.empty() ? route.name : route.origin;
  for (const Remark& remark : kRemarksOnMatches) {
    if (remark.applies(route)) out.Add(origin, remark.field, remark.why);
  }
  for (const Remark& remark : kRemarksOnActions) {
    if (remark.applies(route)) out.Add(RuleOf(origin), remark.field, remark.why);
  }
  AddRetryConditions(RuleOf(origin), route, out);
}

}  // namespace

std::vector<std::string> UnappliedFields(const model::VirtualHost& host) {
  RemarkList remarks;
  for (const Route& route : host.routes) AddRemarksOn(route, remarks);
  return remarks.Take();
}

std::vector<std::string> UnappliedFields(const mesh::HostConfig& host) {
  RemarkList remarks;
  for (const mesh::ClusterSlot& slot : host.clusters) {
    if (slot.cluster == nullptr || !std::holds_alternative<model::RandomEndpoint>(slot.cluster->load_balancing())) continue;
    remarks.Add(StrCat("cluster ", slot.cluster->name()), "loadBalancer", "gRPC clients take turns (ROUND_ROBIN)");
  }
  return remarks.Take();
}

}  // namespace weft::grpc
