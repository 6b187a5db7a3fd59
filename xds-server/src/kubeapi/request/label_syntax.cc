// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/request/label_syntax.h"

#include "absl/strings/ascii.h"
#include "base/strings.h"
#include "manifest/object/syntax.h"

namespace weft::kubeapi {

namespace {

constexpr std::string_view kQualifiedRule =
    "at most 63 letters, digits, '-', '_' or '.', starting and ending with a letter or digit";

bool IsQualifiedPart(std::string_view part) {
  if (part.empty() || part.size() > 63 || !absl::ascii_isalnum(part.front()) || !absl::ascii_isalnum(part.back())) return false;
  for (char c : part) {
    if (!absl::ascii_isalnum(c) && c != '-' && c != '_' && c != '.') return false;
  }
  return true;
}

}  // namespace

std::optional<std::string> CheckLabelKey(std::string_view key) {
  size_t slash = key.find('/');
  bool prefix_good = slash == std::string_view::npos || manifest::IsDnsSubdomain(key.substr(0, slash));
  std::string_view name = slash == std::string_view::npos ? key : key.substr(slash + 1);
  if (prefix_good && IsQualifiedPart(name)) return std::nullopt;
  return StrCat("Invalid value: \"", key.substr(0, 300), "\": a key must be ", kQualifiedRule,
                ", optionally after a DNS name and '/'");
}

std::optional<std::string> CheckLabelValue(std::string_view value) {
  if (value.empty() || IsQualifiedPart(value)) return std::nullopt;
  return StrCat("Invalid value: \"", value.substr(0, 300), "\": a label's value must be empty or ", kQualifiedRule);
}

}  // namespace weft::kubeapi
