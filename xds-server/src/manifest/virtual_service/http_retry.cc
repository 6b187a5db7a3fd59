// SPDX-License-Identifier: Apache-2.0
#include "manifest/virtual_service/http_retry.h"

#include <algorithm>
#include <utility>

#include "base/strings.h"
#include "manifest/object/duration.h"
#include "manifest/object/findings.h"
#include "manifest/object/text.h"

namespace weft::manifest {

namespace {

constexpr std::string_view kRetryWords[] = {"5xx",
                                            "gateway-error",
                                            "reset",
                                            "reset-before-request",
                                            "connect-failure",
                                            "retriable-4xx",
                                            "refused-stream",
                                            "retriable-status-codes",
                                            "retriable-headers",
                                            "envoy-ratelimited",
                                            "http3-post-connect-failure",
                                            "cancelled",
                                            "deadline-exceeded",
                                            "internal",
                                            "resource-exhausted",
                                            "unavailable"};

// Of 100 to 599 the ones that HTTP gives a meaning.
constexpr std::pair<uint32_t, uint32_t> kStatusRanges[] = {{100, 103}, {200, 208}, {226, 226}, {300, 305},
                                                           {307, 308}, {400, 418}, {421, 426}, {428, 429},
                                                           {431, 431}, {451, 451}, {500, 508}, {510, 511}};

bool IsHttpStatus(uint32_t status) {
  return std::any_of(std::begin(kStatusRanges), std::end(kStatusRanges),
                     [status](const auto& range) { return status >= range.first && status <= range.second; });
}

std::string RetryWords() {
  std::string words;
  for (std::string_view word : kRetryWords) StrAppend(&words, words.empty() ? "" : ", ", word);
  return words;
}

bool IsRetryCondition(std::string_view word) {
  if (std::find(std::begin(kRetryWords), std::end(kRetryWords), word) != std::end(kRetryWords)) return true;
  std::optional<uint32_t> status = ParseUint(word);
  return status && IsHttpStatus(*status);
}

void CheckRetryOn(const Field& retry_on, Report& report) {
  if (!retry_on || retry_on.Text().empty()) return;
  std::string text = retry_on.Text();
  for (std::string_view word : Split(text, ',')) {
    if (IsRetryCondition(word)) continue;
    Invalid(report, retry_on,
            StrCat("\"", word, "\" is no condition; must be HTTP statuses or words of ", RetryWords(),
                   " with commas between them and no blanks"));
  }
}

// What has no effect without tries.
void CheckNoRetries(const Field& field, Report& report) {
  for (const Field& setting : {field["perTryTimeout"], field["retryOn"], field["retryRemoteLocalities"]}) {
    bool empty = setting.json().is_string() && setting.Text().empty();
    if (setting && !empty) Invalid(report, setting, "has no effect when attempts is 0; set attempts to 1 or more");
  }
}

std::optional<bool> ParseOptionalBool(const Field& field) { return field ? std::optional<bool>(field.Bool()) : std::nullopt; }

}  // namespace

std::optional<HttpRetry> ParseHttpRetry(const Field& field) {
  if (!field) return std::nullopt;
  return HttpRetry{static_cast<int32_t>(field["attempts"].Int()),
                   DurationOf(field["perTryTimeout"]),
                   field["retryOn"].Text(),
                   DurationOf(field["backoff"]),
                   field["retryRemoteLocalities"].Bool(),
                   ParseOptionalBool(field["retryIgnorePreviousHosts"])};
}

void CheckHttpRetry(const Field& field, Report& report) {
  if (!field) return;
  int64_t attempts = field["attempts"].Int();
  if (attempts < 0) Invalid(report, field["attempts"], "must be 0 or more");
  if (attempts == 0) CheckNoRetries(field, report);
  CheckDuration(field["perTryTimeout"], DurationRule::kAtLeastMillisecond, report);
  CheckDuration(field["backoff"], DurationRule::kAtLeastMillisecond, report);
  CheckRetryOn(field["retryOn"], report);
}

}  // namespace weft::manifest
