// SPDX-License-Identifier: Apache-2.0
#include "manifest/object/findings.h"

#include "absl/strings/str_join.h"
#include "base/strings.h"

namespace weft::manifest {

namespace {

constexpr size_t kLongestQuote = 200;

std::string WithRight(std::string_view text, std::string_view right) {
  return right.empty() ? std::string(text) : StrCat(text, ": ", right);
}

void AddProblem(Report& report, const Field& field, std::string_view reason, std::string message) {
  report.problems.push_back({field.path(), std::string(reason), std::move(message)});
}

}  // namespace

std::string Quoted(const Json& value) {
  std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (text.size() <= kLongestQuote) return text;
  size_t end = kLongestQuote;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // not inside of a UTF-8 character
  return StrCat(text.substr(0, end), "...");
}

void Invalid(Report& report, const Field& field, std::string_view right) {
  AddProblem(report, field, "FieldValueInvalid", WithRight(StrCat("Invalid value: ", Quoted(field.json())), right));
}

void Required(Report& report, const Field& field, std::string_view right) {
  AddProblem(report, field, "FieldValueRequired", WithRight("Required value", right));
}

void Forbidden(Report& report, const Field& field, std::string_view right) {
  AddProblem(report, field, "FieldValueForbidden", WithRight("Forbidden", right));
}

void Duplicate(Report& report, const Field& field, std::string_view right) {
  AddProblem(report, field, "FieldValueDuplicate", WithRight(StrCat("Duplicate value: ", Quoted(field.json())), right));
}

void TooLong(Report& report, const Field& field, std::string_view right) {
  AddProblem(report, field, "FieldValueTooLong", WithRight("Too long", right));
}

void NotSupported(Report& report, const Field& field, const std::vector<std::string>& supported) {
  auto quote = [](std::string* out, const std::string& value) { StrAppend(out, "\"", value, "\""); };
  AddProblem(
      report, field, "FieldValueNotSupported",
      StrCat("Unsupported value: ", Quoted(field.json()), ": supported values: ", absl::StrJoin(supported, ", ", quote)));
}

void Warn(Report& report, const Field& field, std::string_view text) {
  report.warnings.push_back(StrCat(field.path(), ": ", text));
}

}  // namespace weft::manifest
