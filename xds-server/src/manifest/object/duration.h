// SPDX-License-Identifier: Apache-2.0
// Durations as manifests write them: "10s", "250ms", "1.5s", "1h30m".
#pragma once

#include <optional>
#include <string_view>

#include "absl/time/time.h"
#include "manifest/object/field.h"

namespace weft::manifest {

std::optional<absl::Duration> ParseDuration(std::string_view text);

// As ParseDuration; nothing when the field is absent or unreadable.
std::optional<absl::Duration> DurationOf(const Field& field);

enum class DurationRule {
  kAny,  // 0s or more
  kAtLeastMillisecond,
  kWholeMilliseconds,  // at least 1ms and no fraction of one
  kWholeSeconds,       // 0s or more and no fraction of a second
};

// Checks a present field; an absent one is fine.
void CheckDuration(const Field& field, DurationRule rule, Report& report);

}  // namespace weft::manifest
