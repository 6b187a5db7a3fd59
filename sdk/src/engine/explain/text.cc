// SPDX-License-Identifier: Apache-2.0
#include "engine/explain/text.h"

#include <array>
#include <cstdio>

#include "base/strings.h"
#include "model/route/retry.h"

namespace weft::engine {
namespace {

// A fraction without zeros at its end: "1.5", "2".
std::string Decimal(double value, int decimals) {
  std::array<char, 64> text;
  const int size = std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
  std::string trimmed(text.data(), static_cast<size_t>(size));
  if (trimmed.find('.') == std::string::npos) return trimmed;
  trimmed.erase(trimmed.find_last_not_of('0') + 1);
  if (trimmed.back() == '.') trimmed.pop_back();
  return trimmed;
}

// A whole number of nanoseconds as a number of units, exactly.
std::string InUnits(int64_t count, int64_t unit, const char* name) {
  std::string text = std::to_string(count / unit);
  if (const int64_t rest = count % unit; rest != 0) {
    std::string decimals = std::to_string(unit + rest);  // the leading 1 holds the zeros
    decimals.erase(decimals.find_last_not_of('0') + 1);
    text += "." + decimals.substr(1);
  }
  return text + name;
}

}  // namespace

std::string DurationText(model::Duration duration) {
  const int64_t count = duration.count();
  if (count == 0) return "0s";
  if (count >= 1'000'000'000) return InUnits(count, 1'000'000'000, "s");
  if (count >= 1'000'000) return InUnits(count, 1'000'000, "ms");
  if (count >= 1'000) return InUnits(count, 1'000, "us");
  return std::to_string(count) + "ns";
}

std::string PercentText(double percent) { return Decimal(percent, 4); }

std::string RetryOnText(uint32_t retry_on) {
  std::string text;
  for (const auto& [name, bit] : model::kRetryOnNames) {
    if ((retry_on & static_cast<uint32_t>(bit)) != 0) StrAppend(&text, text.empty() ? "" : ",", name);
  }
  return text;
}

std::string EditText(const model::HeaderEdit& edit) {
  using Kind = model::HeaderEdit::Kind;
  const char* verb = "";
  switch (edit.kind) {
    case Kind::kRemove:
      return "remove " + edit.name;
    case Kind::kAppend:
      verb = "add ";
      break;
    case Kind::kAppendIfAbsent:
      verb = "add if absent ";
      break;
    case Kind::kSet:
      verb = "set ";
      break;
    case Kind::kSetIfPresent:
      verb = "set if present ";
      break;
  }
  return StrCat(verb, edit.name, ": ", edit.value);
}

std::string StringText(const model::StringMatcher& string) {
  constexpr const char* kVerbs[] = {"is ", "starts with ", "ends with ", "contains ", "matches the pattern "};  // by type
  const bool any_case = string.ignore_case && string.type != model::StringMatcher::Type::kRegex;
  return StrCat(kVerbs[static_cast<size_t>(string.type)], "\"", string.value, "\"", any_case ? " in any letter case" : "");
}

std::string PathText(const model::PathMatcher& path) {
  using Type = model::PathMatcher::Type;
  const std::string value =
      StrCat("\"", path.value, "\"", path.ignore_case && path.type != Type::kRegex ? " in any letter case" : "");
  switch (path.type) {
    case Type::kPrefix:
      return "starts with " + value;
    case Type::kExact:
      return "is " + value;
    case Type::kRegex:
      return "matches the pattern " + value;
    case Type::kSegmentPrefix:
      break;
  }
  return "is " + value + " or below it";
}

}  // namespace weft::engine
