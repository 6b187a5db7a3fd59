#include "xds/parse_policy.h"

#include <array>
#include <string_view>
#include <utility>

#include "base/strings.h"
#include "absl/strings/str_split.h"
#include "envoy/extensions/filters/http/fault/v3/fault.pb.h"
#include "xds/field_path.h"

namespace weft::xds {
namespace {

using model::RetryOn;

constexpr std::array<std::pair<std::string_view, RetryOn>, 13> kRetryWords = {{
    {"5xx", RetryOn::k5xx},
    {"gateway-error", RetryOn::kGatewayError},
    {"reset", RetryOn::kReset},
    {"connect-failure", RetryOn::kConnectFailure},
    {"retriable-4xx", RetryOn::kRetriable4xx},
    {"refused-stream", RetryOn::kRefusedStream},
    {"retriable-status-codes", RetryOn::kRetriableStatusCodes},
    {"reset-before-request", RetryOn::kResetBeforeRequest},
    {"unavailable", RetryOn::kUnavailable},
    {"cancelled", RetryOn::kCancelled},
    {"deadline-exceeded", RetryOn::kDeadlineExceeded},
    {"internal", RetryOn::kInternal},
    {"resource-exhausted", RetryOn::kResourceExhausted},
}};

uint32_t RetryBits(std::string_view words, const std::string& path, std::vector<std::string>& ignored) {
  uint32_t bits = 0;
  for (absl::string_view piece : absl::StrSplit(ToAbsl(words), ',', absl::SkipWhitespace())) {
    const std::string_view word = Strip(ToStd(piece));
    uint32_t bit = 0;
    for (const auto& [name, value] : kRetryWords) {
      if (name == word) bit = static_cast<uint32_t>(value);
    }
    if (bit == 0) ignored.push_back(StrCat(path, ".retry_on \"", word, "\""));
    bits |= bit;
  }
  return bits;
}

absl::Status ReadBackOff(const envoy::config::route::v3::RetryPolicy& proto, const std::string& path, model::RetryPolicy& retry) {
  if (!proto.has_retry_back_off()) return absl::OkStatus();
  auto base = DurationFromProto(proto.retry_back_off().base_interval(), path + ".retry_back_off.base_interval");
  if (!base.ok()) return base.status();
  if (base->count() == 0) return FieldError(path + ".retry_back_off.base_interval", "must be greater than 0");
  retry.base_interval = *base;
  retry.max_interval = *base * 10;
  if (!proto.retry_back_off().has_max_interval()) return absl::OkStatus();
  auto max = DurationFromProto(proto.retry_back_off().max_interval(), path + ".retry_back_off.max_interval");
  if (!max.ok()) return max.status();
  if (*max < *base) return FieldError(path + ".retry_back_off.max_interval", "must not be less than base_interval");
  retry.max_interval = *max;
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<model::RetryPolicy> RetryFromProto(const envoy::config::route::v3::RetryPolicy& proto, const std::string& path,
                                                  std::vector<std::string>& ignored) {
  model::RetryPolicy retry;
  retry.retry_on = RetryBits(proto.retry_on(), path, ignored);
  if (proto.has_num_retries()) retry.num_retries = proto.num_retries().value();
  auto per_try = DurationFromProto(proto.per_try_timeout(), path + ".per_try_timeout");
  if (!per_try.ok()) return per_try.status();
  retry.per_try_timeout = *per_try;
  if (auto status = ReadBackOff(proto, path, retry); !status.ok()) return status;
  retry.retriable_status_codes.assign(proto.retriable_status_codes().begin(), proto.retriable_status_codes().end());
  for (const auto& predicate : proto.retry_host_predicate()) {
    if (predicate.name() == "envoy.retry_host_predicates.previous_hosts") {
      retry.exclude_previous_hosts = true;
    } else {
      ignored.push_back(StrCat(path, ".retry_host_predicate \"", predicate.name(), "\""));
    }
  }
  if (proto.host_selection_retry_max_attempts() > 0) {
    retry.host_selection_attempts = static_cast<uint32_t>(std::min<int64_t>(proto.host_selection_retry_max_attempts(), 100));
  }
  return retry;
}

absl::StatusOr<model::Fault> FaultFromAny(const google::protobuf::Any& any, const std::string& path,
                                          std::vector<std::string>& ignored) {
  envoy::extensions::filters::http::fault::v3::HTTPFault proto;
  if (auto status = Unpack(any, path, proto); !status.ok()) return status;
  AppendUnknownFields(proto, path, ignored);
  model::Fault fault;
  if (proto.has_delay()) {
    auto delay = DurationFromProto(proto.delay().fixed_delay(), path + ".delay.fixed_delay");
    if (!delay.ok()) return delay.status();
    auto fraction = FractionFromProto(proto.delay().percentage(), path + ".delay.percentage");
    if (!fraction.ok()) return fraction.status();
    fault.delay = *delay;
    fault.delay_fraction = *fraction;
  }
  if (proto.abort().http_status() == 0) {
    if (proto.has_abort()) ignored.push_back(path + ".abort (without an HTTP status)");
    return fault;
  }
  if (proto.abort().http_status() < 200 || proto.abort().http_status() > 599) {
    return FieldError(path + ".abort.http_status", StrCat(proto.abort().http_status(), " is not between 200 and 599"));
  }
  auto fraction = FractionFromProto(proto.abort().percentage(), path + ".abort.percentage");
  if (!fraction.ok()) return fraction.status();
  fault.abort_status = proto.abort().http_status();
  fault.abort_fraction = *fraction;
  return fault;
}

}  // namespace weft::xds
