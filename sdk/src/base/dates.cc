// SPDX-License-Identifier: Apache-2.0
#include "base/dates.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace weft {
namespace {

constexpr std::array<std::string_view, 7> kWeekdays = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// A number of digits alone; -1 when there is anything else.
int Digits(std::string_view text) {
  int number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    number = number * 10 + (c - '0');
  }
  return number;
}

// The punctuation of "Www, dd Mmm yyyy hh:mm:ss GMT": letters and digits stand as dots.
bool HasShape(std::string_view text) {
  constexpr std::string_view kShape = "..., .. ... .... ..:..:.. GMT";
  return text.size() == kShape.size() &&
         std::equal(text.begin(), text.end(), kShape.begin(), [](char c, char shape) { return shape == '.' || c == shape; });
}

}  // namespace

std::optional<int64_t> ParseHttpDate(std::string_view text) {
  if (!HasShape(text)) return std::nullopt;
  if (std::find(kWeekdays.begin(), kWeekdays.end(), text.substr(0, 3)) == kWeekdays.end()) return std::nullopt;
  const auto month = std::find(kMonths.begin(), kMonths.end(), text.substr(8, 3));
  const int day = Digits(text.substr(5, 2)), year = Digits(text.substr(12, 4));
  const int hour = Digits(text.substr(17, 2)), minute = Digits(text.substr(20, 2)), second = Digits(text.substr(23, 2));
  if (month == kMonths.end() || day < 0 || year < 0 || hour < 0 || minute < 0 || second < 0) return std::nullopt;
  if (hour > 23 || minute > 59 || second > 60) return std::nullopt;  // 60: a leap second
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(1 + unsigned(month - kMonths.begin())),
                                         std::chrono::day(unsigned(day))};
  if (!date.ok()) return std::nullopt;
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  return int64_t{days} * 86'400 + hour * 3'600 + minute * 60 + second;
}

std::string FormatHttpDate(absl::Time time) { return absl::FormatTime("%a, %d %b %Y %H:%M:%S GMT", time, absl::UTCTimeZone()); }

std::optional<absl::Time> ParseRfc3339(std::string_view text) {
  absl::Time time;
  if (!absl::ParseTime(absl::RFC3339_full, absl::string_view(text.data(), text.size()), &time, nullptr)) return std::nullopt;
  return time;
}

std::string FormatRfc3339(absl::Time time) { return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone()); }

}  // namespace weft
