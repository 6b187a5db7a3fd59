// SPDX-License-Identifier: Apache-2.0
#include "translate/route/retry.h"

#include <algorithm>

#include "base/strings.h"
#include "envoy/extensions/retry/priority/previous_priorities/v3/previous_priorities_config.pb.h"
#include "translate/naming/pack.h"

namespace weft::translate {
namespace {

using RetryPolicy = ::envoy::config::route::v3::RetryPolicy;

constexpr std::string_view kDefaultConditions = "connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes";
constexpr uint32_t kDefaultAttempts = 2;
constexpr int kHostSelectionAttempts = 5;
constexpr int kPrioritiesUpdateFrequency = 2;  // tries between two looks at which priorities were used
constexpr std::string_view kCodesWord = "retriable-status-codes";

bool IsStatusCode(std::string_view word) {
  return word.size() == 3 && std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Splits the words of retryOn: numbers are status codes, and imply the word that makes them count.
void SetConditions(std::string_view retry_on, RetryPolicy& policy) {
  std::string words;
  bool has_codes_word = false;
  for (std::string_view word : Split(retry_on, ',')) {
    while (!word.empty() && word.front() == ' ') word.remove_prefix(1);
    while (!word.empty() && word.back() == ' ') word.remove_suffix(1);
    if (word.empty()) continue;
    if (IsStatusCode(word)) {
      policy.add_retriable_status_codes(static_cast<uint32_t>(std::stoul(std::string(word))));
      continue;
    }
    has_codes_word |= word == kCodesWord;
    words += StrCat(words.empty() ? "" : ",", word);
  }
  if (policy.retriable_status_codes_size() > 0 && !has_codes_word) words += StrCat(words.empty() ? "" : ",", kCodesWord);
  policy.set_retry_on(words);
}

void AvoidPreviousHosts(RetryPolicy& policy) {
  auto* predicate = policy.add_retry_host_predicate();
  predicate->set_name("envoy.retry_host_predicates.previous_hosts");
  predicate->mutable_typed_config()->set_type_url(
      "type.googleapis.com/envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate");
  policy.set_host_selection_retry_max_attempts(kHostSelectionAttempts);
}

void PreferOtherLocalities(RetryPolicy& policy) {
  ::envoy::extensions::retry::priority::previous_priorities::v3::PreviousPrioritiesConfig config;
  config.set_update_frequency(kPrioritiesUpdateFrequency);
  policy.mutable_retry_priority()->set_name("envoy.retry_priorities.previous_priorities");
  *policy.mutable_retry_priority()->mutable_typed_config() = Pack(config);
}

void SetBackOff(absl::Duration base, RetryPolicy& policy) {
  SetDuration(base, policy.mutable_retry_back_off()->mutable_base_interval());
  SetDuration(base * 10, policy.mutable_retry_back_off()->mutable_max_interval());
}

}  // namespace

std::optional<RetryPolicy> MakeRetryPolicy(const std::optional<manifest::HttpRetry>& retries, const Client& client,
                                           bool consistent_hash) {
  if (retries && retries->attempts <= 0) return std::nullopt;
  RetryPolicy policy;
  policy.mutable_num_retries()->set_value(retries ? static_cast<uint32_t>(retries->attempts) : kDefaultAttempts);
  SetConditions(retries && !retries->retry_on.empty() ? std::string_view(retries->retry_on) : kDefaultConditions, policy);
  bool avoids_previous = !consistent_hash;
  if (retries && retries->ignore_previous_hosts) avoids_previous = *retries->ignore_previous_hosts;
  if (avoids_previous) AvoidPreviousHosts(policy);
  if (!retries) return policy;
  if (retries->backoff) SetBackOff(*retries->backoff, policy);
  if (retries->per_try_timeout && client.Can(Capability::kPerTryTimeout))
    SetDuration(*retries->per_try_timeout, policy.mutable_per_try_timeout());
  if (retries->remote_localities && client.Can(Capability::kRetryPriority)) PreferOtherLocalities(policy);
  return policy;
}

}  // namespace weft::translate
