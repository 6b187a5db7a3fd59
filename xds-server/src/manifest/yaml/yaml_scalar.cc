// SPDX-License-Identifier: Apache-2.0
#include "manifest/yaml/yaml_scalar.h"

#include <charconv>
#include <cmath>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "base/strings.h"

namespace weft::manifest {

namespace {

struct Radix {
  int base;
  std::string_view digits;
};

// "0x1F", "0o17", "017", "0b101", "31".
Radix RadixOf(std::string_view digits) {
  if (digits.starts_with("0x") || digits.starts_with("0X")) return {16, digits.substr(2)};
  if (digits.starts_with("0o") || digits.starts_with("0O")) return {8, digits.substr(2)};
  if (digits.starts_with("0b") || digits.starts_with("0B")) return {2, digits.substr(2)};
  if (digits.size() > 1 && digits[0] == '0') return {8, digits.substr(1)};
  return {10, digits};
}

std::optional<Json> IntegerScalar(std::string_view text) {
  bool negative = text.starts_with("-");
  if (negative || text.starts_with("+")) text.remove_prefix(1);
  Radix radix = RadixOf(text);
  uint64_t magnitude = 0;
  const char* end = radix.digits.data() + radix.digits.size();
  auto [stop, error] = std::from_chars(radix.digits.data(), end, magnitude, radix.base);
  if (radix.digits.empty() || error != std::errc() || stop != end) return std::nullopt;
  if (!negative) return magnitude <= static_cast<uint64_t>(INT64_MAX) ? Json(static_cast<int64_t>(magnitude)) : Json(magnitude);
  if (magnitude > static_cast<uint64_t>(INT64_MAX)) return std::nullopt;
  return Json(-static_cast<int64_t>(magnitude));
}

// Digits with an optional point and exponent; "1e3", ".5", "1.". No "nan", "inf" or hexadecimal floats.
bool LooksLikeFloat(std::string_view text) {
  if (text.starts_with("-") || text.starts_with("+")) text.remove_prefix(1);
  bool digits = false, point = false;
  size_t i = 0;
  for (; i < text.size() && text[i] != 'e' && text[i] != 'E'; ++i) {
    if (text[i] == '.' && point) return false;
    if (text[i] != '.' && !absl::ascii_isdigit(text[i])) return false;
    (text[i] == '.' ? point : digits) = true;
  }
  if (!digits || i == text.size()) return digits;
  std::string_view exponent = text.substr(i + 1);
  if (exponent.starts_with("-") || exponent.starts_with("+")) exponent.remove_prefix(1);
  for (char c : exponent) {
    if (!absl::ascii_isdigit(c)) return false;
  }
  return !exponent.empty();
}

bool IsInfinityOrNan(std::string_view text) {
  if (text.starts_with("-") || text.starts_with("+")) text.remove_prefix(1);
  return text == ".inf" || text == ".Inf" || text == ".INF" || text == ".nan" || text == ".NaN" || text == ".NAN";
}

}  // namespace

std::optional<Json> PlainScalar(std::string_view text) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") return Json();
  if (text == "true" || text == "True" || text == "TRUE") return Json(true);
  if (text == "false" || text == "False" || text == "FALSE") return Json(false);
  if (!absl::ascii_isdigit(text[0]) && text[0] != '-' && text[0] != '+' && text[0] != '.') return Json(std::string(text));
  if (IsInfinityOrNan(text)) return std::nullopt;
  std::string digits(text);
  std::erase(digits, '_');
  if (std::optional<Json> integer = IntegerScalar(digits)) return integer;
  double number = 0;
  if (LooksLikeFloat(digits) && absl::SimpleAtod(digits, &number)) {
    if (!std::isfinite(number)) return std::nullopt;
    return Json(number);
  }
  return Json(std::string(text));
}

}  // namespace weft::manifest
