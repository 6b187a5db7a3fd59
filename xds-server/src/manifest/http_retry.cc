#include "manifest/http_retry.h"

#include <algorithm>

#include "base/strings.h"
#include "manifest/duration.h"
#include "manifest/findings.h"
#include "manifest/text.h"

namespace weft::manifest {

namespace {

constexpr std::string_view kRetryWords[] = {"5xx", "gateway-error", "reset", "reset-before-request", "connect-failure", "retriable-4xx",
                                            "refused-stream", "retriable-status-codes", "retriable-headers", "envoy-ratelimited",
                                            "http3-post-connect-failure", "cancelled", "deadline-exceeded", "internal",
                                            "resource-exhausted", "unavailable"};

std::string RetryWords() {
  std::string words;
  for (std::string_view word : kRetryWords) StrAppend(&words, words.empty() ? "" : ", ", word);
  return words;
}

bool IsRetryCondition(std::string_view word) {
  if (std::find(std::begin(kRetryWords), std::end(kRetryWords), word) != std::end(kRetryWords)) return true;
  std::optional<uint32_t> status = ParseUint(word);
  return status && *status >= 100 && *status <= 599;
}

void CheckRetryOn(const Field& retry_on, Report& report) {
  if (!retry_on || retry_on.Text().empty()) return;
  std::string text = retry_on.Text();
  for (std::string_view word : Split(text, ',')) {
    if (IsRetryCondition(word)) continue;
    Invalid(report, retry_on, StrCat("\"", word, "\" is no condition; must be HTTP statuses or words of ", RetryWords(),
                                           " with commas between them and no blanks"));
  }
}

}  // namespace

std::optional<HttpRetry> ParseHttpRetry(const Field& field) {
  if (!field) return std::nullopt;
  return HttpRetry{static_cast<int32_t>(field["attempts"].Int()), DurationOf(field["perTryTimeout"]), field["retryOn"].Text(),
                   DurationOf(field["backoff"])};
}

void CheckHttpRetry(const Field& field, Report& report) {
  if (!field) return;
  int64_t attempts = field["attempts"].Int();
  if (attempts < 0) Invalid(report, field["attempts"], "must be 0 or more");
  if (attempts == 0) {
    for (std::string_view name : {"perTryTimeout", "retryOn", "retryRemoteLocalities"}) {
      if (Field setting = field[name]) Invalid(report, setting, "has no effect when attempts is 0; set attempts to 1 or more");
    }
  }
  CheckDuration(field["perTryTimeout"], DurationRule::kAtLeastMillisecond, report);
  CheckDuration(field["backoff"], DurationRule::kAtLeastMillisecond, report);
  CheckRetryOn(field["retryOn"], report);
}

}  // namespace weft::manifest
