#include "manifest/http_rewrite.h"

#include "absl/strings/ascii.h"
#include "base/strings.h"
#include "manifest/findings.h"
#include "manifest/regex.h"
#include "manifest/syntax.h"

namespace weft::manifest {

namespace {

enum class HeaderUse { kRequestValue, kRemove, kResponse };

bool IsChangeable(std::string_view name, HeaderUse use) {
  bool names_host = EqualsIgnoreCase(name, "host") || EqualsIgnoreCase(name, ":authority");
  if (names_host) return use == HeaderUse::kRequestValue;
  return IsHttpToken(name);
}

void CheckChangedHeader(const Field& field, std::string_view name, HeaderUse use, Report& report) {
  if (IsChangeable(name, use)) return;
  report.problems.push_back({field.path(), "FieldValueInvalid",
                             StrCat("Invalid value: ", Quoted(std::string(name)),
                                          ": must be the name of a header; host can be set on requests alone, other names with ':' not at all")});
}

void CheckOperations(const Field& operations, HeaderUse use, Report& report) {
  for (std::string_view list : {"set", "add"}) {
    for (const auto& [name, value] : operations[list].Members()) CheckChangedHeader(value, name, use, report);
  }
  HeaderUse remove = use == HeaderUse::kResponse ? use : HeaderUse::kRemove;
  for (const Field& item : operations["remove"].Items()) CheckChangedHeader(item, item.Text(), remove, report);
}

}  // namespace

void CheckHttpRewrite(const Field& field, Report& report) {
  if (!field) return;
  Field regex = field["uriRegexRewrite"];
  if (!field["uri"] && !field["authority"] && !regex) Required(report, field, "must have uri, uriRegexRewrite or authority");
  if (field["uri"] && regex) Invalid(report, field, "must have only one of uri and uriRegexRewrite");
  if (!regex) return;
  if (!regex["match"]) Required(report, regex["match"]);
  if (!regex["rewrite"]) Required(report, regex["rewrite"]);
  CheckRegex(regex["match"], report);
}

void CheckHeaderOperations(const Field& field, Report& report) {
  CheckOperations(field["request"], HeaderUse::kRequestValue, report);
  CheckOperations(field["response"], HeaderUse::kResponse, report);
}

}  // namespace weft::manifest
