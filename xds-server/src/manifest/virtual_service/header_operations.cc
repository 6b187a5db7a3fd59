// SPDX-License-Identifier: Apache-2.0
#include "manifest/virtual_service/header_operations.h"

#include <set>
#include <string>

#include "base/format_string.h"
#include "base/strings.h"
#include "manifest/object/findings.h"
#include "manifest/object/syntax.h"

namespace weft::manifest {

namespace {

enum class HeaderUse { kRequestValue, kRequestRemove, kResponse };

bool NamesAuthority(std::string_view name) { return EqualsIgnoreCase(name, "host") || EqualsIgnoreCase(name, ":authority"); }

bool IsChangeable(std::string_view name, HeaderUse use) {
  if (NamesAuthority(name)) return use == HeaderUse::kRequestValue;
  return IsHttpToken(name);
}

std::string_view ChangeRule(std::string_view name, HeaderUse use) {
  if (NamesAuthority(name)) {
    return use == HeaderUse::kResponse ? "the authority belongs to requests; a response has none"
                                       : "the authority of a request cannot be removed, only set";
  }
  if (name.starts_with(':')) return "of the names with ':' only :authority can be changed, and on requests alone";
  return "must be the name of a header: letters, digits and any of !#$%&'*+-.^_`|~";
}

// The name stands in the value of a list's item, but in the path of a map's member.
void CheckChangedName(const Field& field, std::string_view name, HeaderUse use, Report& report) {
  if (IsChangeable(name, use)) return;
  report.problems.push_back(
      {field.path(), "FieldValueInvalid", StrCat("Invalid value: ", Quoted(std::string(name)), ": ", ChangeRule(name, use))});
}

void CheckHeaderValue(const Field& field, Report& report) {
  std::string value = field.Text();
  if (value.find_first_of(std::string_view("\0\r\n", 3)) != std::string::npos) {
    return Invalid(report, field, "must be one line without NUL characters");
  }
  absl::StatusOr<std::vector<FormatPiece>> pieces = ParseFormat(value);
  if (!pieces.ok()) {
    return Invalid(report, field,
                   StrCat("must be text with expressions such as %REQ(x-user)%, and %% for a percent sign: ",
                          ToStd(pieces.status().message())));
  }
  for (const FormatPiece& piece : *pieces) {
    if (!piece.command.empty() && !IsEvaluated(piece.command)) {
      Warn(report, field, StrCat("%", piece.command, "% is valid, but Weft does not know its value and takes it as missing"));
    }
  }
}

void CheckChanges(const Field& map, HeaderUse use, Report& report) {
  std::set<std::string> names;
  for (const auto& [name, value] : map.Members()) {
    CheckChangedName(value, name, use, report);
    CheckHeaderValue(value, report);
    if (!names.insert(ToLower(name)).second)
      Warn(report, value, "another entry names the same header, for names know no case; only one of them counts");
  }
}

void CheckOperations(const Field& operations, HeaderUse use, Report& report) {
  CheckChanges(operations["set"], use, report);
  CheckChanges(operations["add"], use, report);
  HeaderUse remove = use == HeaderUse::kResponse ? use : HeaderUse::kRequestRemove;
  for (const Field& item : operations["remove"].Items()) CheckChangedName(item, item.Text(), remove, report);
}

std::map<std::string, std::string> ParseChanges(const Field& map) {
  std::map<std::string, std::string> changes;
  for (const auto& [name, value] : map.Members()) changes[ToLower(name)] = value.Text();
  return changes;
}

HeaderOperations ParseOperations(const Field& field) {
  HeaderOperations operations{ParseChanges(field["set"]), ParseChanges(field["add"]), {}};
  for (const Field& item : field["remove"].Items()) operations.remove.push_back(ToLower(item.Text()));
  return operations;
}

}  // namespace

std::optional<Headers> ParseHeaders(const Field& field) {
  if (!field) return std::nullopt;
  return Headers{ParseOperations(field["request"]), ParseOperations(field["response"])};
}

void CheckHeaderOperations(const Field& field, Report& report) {
  CheckOperations(field["request"], HeaderUse::kRequestValue, report);
  CheckOperations(field["response"], HeaderUse::kResponse, report);
}

void CheckOneAuthority(const Field& headers, Report& report, const Field* rewritten) {
  std::string first;  // the path of the place that counts
  auto note = [&](const Field& place) {
    if (!first.empty()) return Invalid(report, place, StrCat("the authority is already set by ", first, "; say it once"));
    first = place.path();
  };
  if (rewritten != nullptr && !rewritten->Text().empty()) note(*rewritten);
  for (std::string_view change : {"set", "add"}) {
    for (const auto& [name, value] : headers["request"][change].Members()) {
      if (NamesAuthority(name)) note(value);
    }
  }
}

}  // namespace weft::manifest
