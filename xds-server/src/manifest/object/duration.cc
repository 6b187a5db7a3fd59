// SPDX-License-Identifier: Apache-2.0
#include "manifest/object/duration.h"

#include <string>

#include "absl/strings/ascii.h"
#include "base/strings.h"
#include "manifest/object/findings.h"

namespace weft::manifest {

std::optional<absl::Duration> ParseDuration(std::string_view text) {
  absl::Duration duration;
  bool starts_well = !text.empty() && (absl::ascii_isdigit(text[0]) || text[0] == '.' || text[0] == '-' || text[0] == '+');
  if (!starts_well || !absl::ParseDuration(ToAbsl(text), &duration)) return std::nullopt;
  if (duration == absl::InfiniteDuration() || duration == -absl::InfiniteDuration()) return std::nullopt;
  return duration;
}

std::optional<absl::Duration> DurationOf(const Field& field) { return field ? ParseDuration(field.Text()) : std::nullopt; }

void CheckDuration(const Field& field, DurationRule rule, Report& report) {
  if (!field) return;
  std::optional<absl::Duration> duration = ParseDuration(field.Text());
  if (!duration) return Invalid(report, field, "must be a duration with its unit, such as 10s, 250ms or 1h");
  if (*duration < absl::ZeroDuration()) return Invalid(report, field, "must not be negative");
  bool whole_ms = *duration % absl::Milliseconds(1) == absl::ZeroDuration();
  bool whole_s = *duration % absl::Seconds(1) == absl::ZeroDuration();
  if (rule == DurationRule::kWholeSeconds && !whole_s) Invalid(report, field, "must be whole seconds");
  if (rule == DurationRule::kAny || rule == DurationRule::kWholeSeconds) return;
  if (*duration < absl::Milliseconds(1)) return Invalid(report, field, "must be 1ms or more; leave the field out for none");
  if (rule == DurationRule::kWholeMilliseconds && !whole_ms) Invalid(report, field, "must be whole milliseconds");
}

}  // namespace weft::manifest
