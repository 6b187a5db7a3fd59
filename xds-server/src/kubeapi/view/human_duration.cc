// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/view/human_duration.h"

#include <cstdint>

#include "base/strings.h"

namespace weft::kubeapi {

namespace {

std::string TwoUnits(int64_t high, const char* high_unit, int64_t low, const char* low_unit) {
  return low == 0 ? StrCat(high, high_unit) : StrCat(high, high_unit, low, low_unit);
}

}  // namespace

std::string HumanDuration(absl::Duration age) {
  int64_t seconds = absl::ToInt64Seconds(age);
  if (seconds < -1) return "<invalid>";
  if (seconds < 0) return "0s";
  int64_t minutes = seconds / 60, hours = minutes / 60, days = hours / 24;
  if (minutes < 2) return StrCat(seconds, "s");
  if (minutes < 10) return TwoUnits(minutes, "m", seconds % 60, "s");
  if (hours < 3) return StrCat(minutes, "m");
  if (hours < 8) return TwoUnits(hours, "h", minutes % 60, "m");
  if (hours < 48) return StrCat(hours, "h");
  if (days < 8) return TwoUnits(days, "d", hours % 24, "h");
  if (days < 2 * 365) return StrCat(days, "d");
  if (days < 8 * 365) return TwoUnits(days / 365, "y", days % 365, "d");
  return StrCat(days / 365, "y");
}

}  // namespace weft::kubeapi
