// SPDX-License-Identifier: Apache-2.0
#include "manifest/object/syntax.h"

#include <arpa/inet.h>

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "base/strings.h"
#include "manifest/object/findings.h"
#include "manifest/object/text.h"

namespace weft::manifest {

namespace {

constexpr size_t kLongestDnsLabel = 63;
constexpr size_t kLongestSubdomain = 253;
constexpr size_t kLongestHost = 255;
constexpr size_t kLongestLabelValue = 63;
constexpr size_t kMostAnnotationBytes = 256 * 1024;

bool IsLowerAlnum(unsigned char c) { return absl::ascii_islower(c) || absl::ascii_isdigit(c); }

// Letters, digits, '-', '_' and '.', with a letter or digit at either end: the name of a label key, or a label's value.
bool IsQualifiedName(std::string_view text) {
  if (text.empty() || text.size() > kLongestLabelValue) return false;
  auto inner = [](unsigned char c) { return absl::ascii_isalnum(c) || c == '-' || c == '_' || c == '.'; };
  return std::all_of(text.begin(), text.end(), inner) && absl::ascii_isalnum(static_cast<unsigned char>(text.front())) &&
         absl::ascii_isalnum(static_cast<unsigned char>(text.back()));
}

bool IsLabelKey(std::string_view key) {
  size_t slash = key.find('/');
  if (slash == std::string_view::npos) return IsQualifiedName(key);
  return IsDnsSubdomain(key.substr(0, slash)) && IsQualifiedName(key.substr(slash + 1));
}

void CheckPairKey(const Field& map, const std::string& key, const Field& value, Report& report) {
  if (IsLabelKey(key)) return;
  report.problems.push_back({value.path(), "FieldValueInvalid",
                             StrCat("Invalid value: ", Quoted(key),
                                    ": must be a key such as \"app\" or \"example.com/app\": letters, "
                                    "digits, '-', '_' or '.', at most 63, with a DNS name before the slash, in ",
                                    map.path())});
}

// The first label of a host may carry the wildcard in front of, or instead of, its text.
bool IsWildcardLabel(std::string_view label) {
  if (!label.starts_with("*")) return IsDnsLabel(label);
  std::string_view rest = label.substr(1);
  if (!rest.empty() && rest.front() == '-') rest.remove_prefix(1);
  return rest.empty() ? label == "*" : IsDnsLabel(rest);
}

}  // namespace

bool IsDnsLabel(std::string_view text) {
  if (text.empty() || text.size() > kLongestDnsLabel) return false;
  auto inner = [](unsigned char c) { return IsLowerAlnum(c) || c == '-'; };
  return std::all_of(text.begin(), text.end(), inner) && IsLowerAlnum(text.front()) && IsLowerAlnum(text.back());
}

bool IsDnsSubdomain(std::string_view text) {
  if (text.empty() || text.size() > kLongestSubdomain) return false;
  for (std::string_view label : Split(text, '.')) {
    auto inner = [](unsigned char c) { return IsLowerAlnum(c) || c == '-'; };
    if (label.empty() || !std::all_of(label.begin(), label.end(), inner)) return false;
    if (!IsLowerAlnum(label.front()) || !IsLowerAlnum(label.back())) return false;
  }
  return true;
}

bool IsHttpToken(std::string_view text) {
  auto is_token = [](unsigned char c) { return absl::ascii_isalnum(c) || IsOneOf(static_cast<char>(c), "!#$%&'*+-.^_`|~"); };
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token);
}

bool IsGraphic(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c > ' ' && c != 0x7F; });
}

bool IsIpAddress(std::string_view text) {
  in6_addr address;
  std::string copy(text);
  return inet_pton(AF_INET, copy.c_str(), &address) == 1 || inet_pton(AF_INET6, copy.c_str(), &address) == 1;
}

bool IsCidr(std::string_view text) {
  auto parts = Cut(text, '/');
  std::optional<uint32_t> bits = ParseUint(parts.second);
  if (!bits || !IsIpAddress(parts.first)) return false;
  return *bits <= (Contains(parts.first, ":") ? 128U : 32U);
}

bool IsHost(std::string_view text) {
  if (text.empty() || text.size() > kLongestHost) return false;
  if (IsIpAddress(text)) return true;
  std::string lower = ToLower(text);
  if (lower.ends_with('.') && lower != "*.") lower.pop_back();  // the root's dot
  std::vector<std::string_view> labels = Split(lower, '.');
  if (!IsWildcardLabel(labels[0])) return false;
  if (!std::all_of(labels.begin() + 1, labels.end(), IsDnsLabel)) return false;
  return !std::all_of(labels.back().begin(), labels.back().end(), absl::ascii_isdigit);
}

void CheckLabels(const Field& labels, Report& report) {
  for (const auto& [key, value] : labels.Members()) {
    CheckPairKey(labels, key, value, report);
    std::string text = value.Text();
    if (!text.empty() && !IsQualifiedName(text)) {
      Invalid(report, value, "must be at most 63 letters, digits, '-', '_' or '.', with a letter or digit at either end");
    }
  }
}

void CheckAnnotations(const Field& annotations, Report& report) {
  size_t bytes = 0;
  for (const auto& [key, value] : annotations.Members()) {
    CheckPairKey(annotations, ToLower(key), value, report);
    bytes += key.size() + value.Text().size();
  }
  if (bytes > kMostAnnotationBytes) {
    TooLong(report, annotations,
            StrCat("all annotations together are ", bytes, " bytes, at most ", kMostAnnotationBytes, " are allowed"));
  }
}

void CheckExportTo(const Field& export_to, bool none, std::string_view own_namespace, Report& report) {
  std::set<std::string> seen;
  for (const Field& item : export_to.Items()) {
    std::string text = item.Text();
    bool own = !own_namespace.empty() && (text == "." || text == own_namespace);
    if (!seen.insert(own ? "." : text).second)
      Duplicate(report, item, own ? StrCat("\".\" is the own namespace, ", own_namespace) : "");
    if (text == "." || text == "*" || (none && text == "~")) continue;
    if (!IsDnsLabel(text))
      Invalid(report, item, "must be \".\" for the own namespace, \"*\" for all, or the name of a namespace");
  }
  if (seen.size() > 1 && (seen.count("*") != 0 || seen.count("~") != 0)) {
    Invalid(report, export_to, "\"*\" and \"~\" must stand alone");
  }
}

void CheckGateways(const Field& gateways, Report& report) {
  for (const Field& item : gateways.Items()) {
    std::string text = item.Text();
    auto parts = Cut(text, '/');
    bool ok = Contains(text, "/") ? (parts.first == "." || IsDnsLabel(parts.first)) && IsDnsLabel(parts.second)
                                  : IsDnsSubdomain(text);
    if (!ok) {
      Invalid(report, item, "must be \"mesh\", the name of a gateway, or namespace/name");
    } else if (!Contains(text, "/") && Contains(text, ".")) {
      std::vector<std::string_view> labels = Split(text, '.');
      Warn(report, item, StrCat("is an older form; write ", labels[1], "/", labels[0]));
    }
  }
}

}  // namespace weft::manifest
