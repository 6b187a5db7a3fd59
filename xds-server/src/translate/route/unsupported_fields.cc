// SPDX-License-Identifier: Apache-2.0
#include "translate/route/unsupported_fields.h"

#include <algorithm>
#include <string_view>

#include "base/strings.h"

namespace weft::translate {
namespace {

// The conditions that a client without kHttpRetry retries on; it skips all others.
constexpr std::string_view kGrpcConditions[] = {"cancelled", "deadline-exceeded", "internal", "resource-exhausted",
                                                "unavailable"};

class FieldList {
 public:
  explicit FieldList(const Client& client) : client_(client) {}

  void Check(bool is_said, std::string field, Capability needs) {
    if (is_said && !client_.Can(needs)) fields_.emplace_back(std::move(field), clients::WhyWithout(needs));
  }

  void CheckRetries(const manifest::HttpRetry& retries) {
    if (retries.attempts <= 0) return;
    Check(retries.per_try_timeout.has_value(), "retries.perTryTimeout", Capability::kPerTryTimeout);
    Check(retries.remote_localities, "retries.retryRemoteLocalities", Capability::kRetryPriority);
    if (!client_.Can(Capability::kHttpRetry)) CheckConditions(retries);
  }

  std::vector<std::pair<std::string, std::string>> Take() && { return std::move(fields_); }

 private:
  void CheckConditions(const manifest::HttpRetry& retries) {
    for (std::string_view condition : Split(retries.retry_on, ',')) {
      condition = Strip(condition);
      if (condition.empty() || std::count(std::begin(kGrpcConditions), std::end(kGrpcConditions), condition) > 0) continue;
      fields_.emplace_back("retries.retryOn",
                           StrCat(clients::WhyWithout(Capability::kHttpRetry), ", not on \"", condition, "\""));
    }
  }

  const Client& client_;
  std::vector<std::pair<std::string, std::string>> fields_;
};

}  // namespace

std::vector<std::pair<std::string, std::string>> UnsupportedFields(const manifest::HttpRoute& rule, const Client& client) {
  FieldList list(client);
  list.Check(rule.redirect.has_value(), "redirect", Capability::kRedirect);
  list.Check(rule.direct_response.has_value(), "directResponse", Capability::kDirectResponse);
  list.Check(rule.rewrite.has_value(), "rewrite", Capability::kRewrite);
  list.Check(rule.headers.has_value(), "headers", Capability::kHeaderChanges);
  for (size_t i = 0; i < rule.route.size(); ++i) {
    list.Check(rule.route[i].headers.has_value(), StrCat("route[", i, "].headers"), Capability::kHeaderChanges);
  }
  list.Check(!rule.mirrors.empty(), "mirrors", Capability::kMirror);
  list.Check(rule.cors.has_value(), "corsPolicy", Capability::kCors);
  if (rule.retries) list.CheckRetries(*rule.retries);
  return std::move(list).Take();
}

}  // namespace weft::translate
