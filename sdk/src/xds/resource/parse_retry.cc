// SPDX-License-Identifier: Apache-2.0
#include "xds/resource/parse_retry.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/strings/str_split.h"
#include "base/status_macros.h"
#include "base/strings.h"
#include "envoy/extensions/retry/host/previous_hosts/v3/previous_hosts.pb.h"
#include "envoy/extensions/retry/priority/previous_priorities/v3/previous_priorities_config.pb.h"
#include "xds/resource/parse_match.h"
#include "xds/resource/proto_fields.h"

namespace weft::xds {
namespace {

namespace route = ::envoy::config::route::v3;

uint32_t RetryBits(std::string_view conditions, const std::string& path, std::vector<std::string>& ignored) {
  uint32_t bits = 0;
  for (absl::string_view piece : absl::StrSplit(ToAbsl(conditions), ',', absl::SkipWhitespace())) {
    const std::string_view word = Strip(ToStd(piece));
    uint32_t bit = 0;
    for (const auto& [name, value] : model::kRetryOnNames) {
      if (name == word) bit = static_cast<uint32_t>(value);
    }
    if (bit == 0) ignored.push_back(StrCat(path, ".retry_on \"", word, "\""));
    bits |= bit;
  }
  return bits;
}

absl::Status ReadBackOff(const route::RetryPolicy& proto, const std::string& path, model::RetryPolicy& retry) {
  if (!proto.has_retry_back_off()) return absl::OkStatus();
  WEFT_ASSIGN_OR_RETURN(auto base,
                        DurationFromProto(proto.retry_back_off().base_interval(), path + ".retry_back_off.base_interval"));
  if (base.count() == 0) return FieldErrorAt(path + ".retry_back_off.base_interval", "must be greater than 0");
  retry.base_interval = base;
  retry.max_interval = std::min(base, model::Duration::max() / 10) * 10;
  if (!proto.retry_back_off().has_max_interval()) return absl::OkStatus();
  WEFT_ASSIGN_OR_RETURN(auto max,
                        DurationFromProto(proto.retry_back_off().max_interval(), path + ".retry_back_off.max_interval"));
  if (max < base) return FieldErrorAt(path + ".retry_back_off.max_interval", "must not be less than base_interval");
  retry.max_interval = max;
  return absl::OkStatus();
}

absl::StatusOr<model::ResetHeader> ResetHeaderFromProto(const route::RetryPolicy::ResetHeader& proto, const std::string& path) {
  if (proto.name().empty()) return FieldErrorAt(path + ".name", "required value");
  switch (proto.format()) {
    case route::RetryPolicy::SECONDS:
      return model::ResetHeader{ToLower(proto.name()), model::ResetHeader::Format::kSeconds};
    case route::RetryPolicy::UNIX_TIMESTAMP:
      return model::ResetHeader{ToLower(proto.name()), model::ResetHeader::Format::kUnixTimestamp};
    default:
      break;
  }
  return FieldErrorAt(path + ".format", StrCat(static_cast<int>(proto.format()), " is neither SECONDS nor UNIX_TIMESTAMP"));
}

absl::Status ReadRateLimitedBackOff(const route::RetryPolicy& proto, const std::string& outer, model::RetryPolicy& retry) {
  if (!proto.has_rate_limited_retry_back_off()) return absl::OkStatus();
  const auto& limited = proto.rate_limited_retry_back_off();
  const std::string path = outer + ".rate_limited_retry_back_off";
  if (limited.reset_headers().empty()) return FieldErrorAt(path + ".reset_headers", "required value");
  for (int i = 0; i < limited.reset_headers_size(); ++i) {
    WEFT_ASSIGN_OR_RETURN(auto header, ResetHeaderFromProto(limited.reset_headers(i), StrCat(path, ".reset_headers[", i, "]")));
    retry.reset_headers.push_back(std::move(header));
  }
  if (!limited.has_max_interval()) return absl::OkStatus();
  WEFT_ASSIGN_OR_RETURN(auto max, DurationFromProto(limited.max_interval(), path + ".max_interval"));
  if (max.count() == 0) return FieldErrorAt(path + ".max_interval", "must be greater than 0");
  retry.reset_max_interval = max;
  return absl::OkStatus();
}

absl::Status ReadHeaderMatchers(const google::protobuf::RepeatedPtrField<route::HeaderMatcher>& proto, const std::string& path,
                                std::vector<model::HeaderMatcher>& out) {
  for (int i = 0; i < proto.size(); ++i) {
    WEFT_ASSIGN_OR_RETURN(auto header, HeaderFromProto(proto.Get(i), StrCat(path, "[", i, "]")));
    out.push_back(std::move(header));
  }
  return absl::OkStatus();
}

// The descriptor, and not the name alone, so that programs that print messages as text have the type too.
bool IsPreviousHosts(const route::RetryPolicy::RetryHostPredicate& predicate) {
  const auto* type = envoy::extensions::retry::host::previous_hosts::v3::PreviousHostsPredicate::descriptor();
  return predicate.name() == "envoy.retry_host_predicates.previous_hosts" ||
         predicate.typed_config().type_url().ends_with("/" + type->full_name());
}

void ReadHostSelection(const route::RetryPolicy& proto, const std::string& path, std::vector<std::string>& ignored,
                       model::RetryPolicy& retry) {
  for (int i = 0; i < proto.retry_host_predicate_size(); ++i) {
    if (IsPreviousHosts(proto.retry_host_predicate(i))) {
      retry.exclude_previous_hosts = true;
    } else {
      ignored.push_back(StrCat(path, ".retry_host_predicate[", i, "] \"", proto.retry_host_predicate(i).name(), "\""));
    }
  }
  if (proto.host_selection_retry_max_attempts() > 0) {
    retry.host_selection_attempts = static_cast<uint32_t>(std::min<int64_t>(proto.host_selection_retry_max_attempts(), 100));
  }
}

absl::Status ReadPriorities(const route::RetryPolicy& proto, const std::string& path, std::vector<std::string>& ignored,
                            model::RetryPolicy& retry) {
  if (!proto.has_retry_priority()) return absl::OkStatus();
  envoy::extensions::retry::priority::previous_priorities::v3::PreviousPrioritiesConfig config;
  const auto& typed = proto.retry_priority().typed_config();
  if (!typed.type_url().ends_with("/" + config.GetDescriptor()->full_name())) {
    ignored.push_back(StrCat(path, ".retry_priority \"", proto.retry_priority().name(), "\""));
    return absl::OkStatus();
  }
  const std::string where = path + ".retry_priority.typed_config";
  WEFT_RETURN_IF_ERROR(Unpack(typed, where, config));
  if (config.update_frequency() <= 0) return FieldErrorAt(where + ".update_frequency", "must be greater than 0");
  retry.priority_update_frequency = static_cast<uint32_t>(config.update_frequency());
  return absl::OkStatus();
}

absl::Status ReadConditions(const route::RetryPolicy& proto, const std::string& path, std::vector<std::string>& ignored,
                            model::RetryPolicy& retry) {
  retry.retry_on = RetryBits(proto.retry_on(), path, ignored);
  retry.retriable_status_codes.assign(proto.retriable_status_codes().begin(), proto.retriable_status_codes().end());
  WEFT_RETURN_IF_ERROR(ReadHeaderMatchers(proto.retriable_headers(), path + ".retriable_headers", retry.retriable_headers));
  return ReadHeaderMatchers(proto.retriable_request_headers(), path + ".retriable_request_headers",
                            retry.retriable_request_headers);
}

}  // namespace

absl::StatusOr<model::RetryPolicy> RetryFromProto(const route::RetryPolicy& proto, const std::string& path,
                                                  std::vector<std::string>& ignored) {
  model::RetryPolicy retry;
  if (proto.has_num_retries()) retry.num_retries = proto.num_retries().value();
  WEFT_ASSIGN_OR_RETURN(retry.per_try_timeout, DurationFromProto(proto.per_try_timeout(), path + ".per_try_timeout"));
  WEFT_RETURN_IF_ERROR(ReadConditions(proto, path, ignored, retry));
  WEFT_RETURN_IF_ERROR(ReadBackOff(proto, path, retry));
  WEFT_RETURN_IF_ERROR(ReadRateLimitedBackOff(proto, path, retry));
  ReadHostSelection(proto, path, ignored, retry);
  WEFT_RETURN_IF_ERROR(ReadPriorities(proto, path, ignored, retry));
  return retry;
}

}  // namespace weft::xds
