// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/request/request_path.h"

#include "absl/strings/ascii.h"
#include "base/status_macros.h"
#include "base/strings.h"
#include "kubeapi/request/text.h"

namespace weft::kubeapi {

namespace {

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> PercentDecode(std::string_view text, bool plus_is_space) {
  std::string decoded;
  decoded.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_space) {
      decoded += ' ';
    } else if (text[i] != '%') {
      decoded += text[i];
    } else {
      if (i + 2 >= text.size()) return std::nullopt;
      int high = HexDigit(text[i + 1]), low = HexDigit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      decoded += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return decoded;
}

bool IsSafeSegment(std::string_view segment) {
  if (segment.empty() || segment == "." || segment == "..") return false;
  for (char c : segment) {
    if (absl::ascii_iscntrl(c) || c == '/') return false;
  }
  return true;
}

absl::StatusOr<std::vector<std::string>> ParseSegments(std::string_view path) {
  if (path.empty() || path.front() != '/') return absl::InvalidArgumentError("the request's path does not start with /");
  path.remove_prefix(1);
  if (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  std::vector<std::string> segments;
  if (path.empty()) return segments;
  for (std::string_view raw : Split(path, '/')) {
    auto segment = PercentDecode(raw, false);
    if (!segment) return absl::InvalidArgumentError(StrCat("the request's path has a malformed %-escape in \"", raw, "\""));
    if (!IsSafeSegment(*segment)) {
      return absl::InvalidArgumentError(
          "the request's path has an empty segment, \".\", \"..\", a slash or a control character");
    }
    segments.push_back(*std::move(segment));
  }
  return segments;
}

absl::StatusOr<Query> ParseQuery(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> parameters;
  for (std::string_view part : Split(text, '&')) {
    if (part.empty()) continue;
    auto [raw_name, raw_value] = CutText(part, '=');
    auto name = PercentDecode(raw_name, true);
    auto value = PercentDecode(raw_value, true);
    if (!name || !value) {
      return absl::InvalidArgumentError(StrCat("the request's query has a malformed %-escape in \"", part, "\""));
    }
    parameters.emplace_back(*std::move(name), *std::move(value));
  }
  return Query(std::move(parameters));
}

}  // namespace

bool Query::Has(std::string_view name) const {
  for (const auto& [key, value] : parameters_) {
    if (key == name) return true;
  }
  return false;
}

std::string Query::Get(std::string_view name) const {
  for (const auto& [key, value] : parameters_) {
    if (key == name) return value;
  }
  return {};
}

std::vector<std::string> Query::All(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [key, value] : parameters_) {
    if (key == name) values.push_back(value);
  }
  return values;
}

bool Query::Flag(std::string_view name) const {
  std::string value = ToLower(Get(name));
  return value == "true" || value == "1" || (value.empty() && Has(name));
}

absl::StatusOr<RequestTarget> ParseTarget(std::string_view target) {
  auto [path, query_text] = CutText(target, '?');
  WEFT_ASSIGN_OR_RETURN(auto segments, ParseSegments(path));
  WEFT_ASSIGN_OR_RETURN(auto query, ParseQuery(query_text));
  return RequestTarget{std::string(path), std::move(segments), std::move(query)};
}

std::optional<ResourcePath> ParseResourcePath(const std::vector<std::string>& segments) {
  ResourcePath path;
  size_t at = 0;
  if (segments.size() > 2 && segments[0] == "api") {
    path.version = segments[1];
    at = 2;
  } else if (segments.size() > 3 && segments[0] == "apis") {
    path.group = segments[1];
    path.version = segments[2];
    at = 3;
  } else {
    return std::nullopt;
  }
  size_t left = segments.size() - at;
  // namespaces/{name}/status is a namespace's own; any other third segment is a resource inside it.
  bool namespace_itself =
      path.group.empty() && (left < 3 || (left == 3 && (segments[at + 2] == "status" || segments[at + 2] == "finalize")));
  if (segments[at] == "namespaces" && !namespace_itself) {
    if (left < 3) return std::nullopt;
    path.ns = segments[at + 1];
    at += 2;
    left -= 2;
  }
  if (left > 3) return std::nullopt;
  path.plural = segments[at];
  if (left > 1) path.name = segments[at + 1];
  if (left > 2) path.subresource = segments[at + 2];
  return path;
}

}  // namespace weft::kubeapi
