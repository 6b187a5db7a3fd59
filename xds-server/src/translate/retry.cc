#include "translate/retry.h"

#include <algorithm>

#include "base/strings.h"
#include "translate/pack.h"

namespace weft::translate {
namespace {

using RetryPolicy = ::envoy::config::route::v3::RetryPolicy;

constexpr std::string_view kDefaultConditions = "connect-failure,refused-stream,unavailable,cancelled";
constexpr uint32_t kDefaultAttempts = 2;
constexpr int kHostSelectionAttempts = 5;
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

}  // namespace

std::optional<RetryPolicy> MakeRetryPolicy(const std::optional<manifest::HttpRetry>& retries) {
  if (retries && retries->attempts <= 0) return std::nullopt;
  RetryPolicy policy;
  policy.mutable_num_retries()->set_value(retries ? static_cast<uint32_t>(retries->attempts) : kDefaultAttempts);
  SetConditions(retries && !retries->retry_on.empty() ? std::string_view(retries->retry_on) : kDefaultConditions, policy);
  AvoidPreviousHosts(policy);
  if (!retries) return policy;
  if (retries->per_try_timeout) SetDuration(*retries->per_try_timeout, policy.mutable_per_try_timeout());
  if (retries->backoff) {
    SetDuration(*retries->backoff, policy.mutable_retry_back_off()->mutable_base_interval());
    SetDuration(*retries->backoff * 10, policy.mutable_retry_back_off()->mutable_max_interval());
  }
  return policy;
}

}  // namespace weft::translate
