// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>
#include <string>

#include "base/strings.h"
#include "manifest/object/field.h"
#include "manifest/object/findings.h"
#include "manifest/schema/schema.h"

namespace weft::manifest {

namespace {

// What the value is, in the words of OpenAPI.
std::string_view OpenApiType(const Json& value) {
  switch (value.type()) {
    case Json::value_t::object:
      return "object";
    case Json::value_t::array:
      return "array";
    case Json::value_t::string:
      return "string";
    case Json::value_t::boolean:
      return "boolean";
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
      return "integer";
    case Json::value_t::number_float:
      return "number";
    default:
      return "null";
  }
}

void TypeProblem(const Field& field, std::string_view right, Report& report) {
  std::string_view got = OpenApiType(field.json());
  report.problems.push_back(
      {field.path(), "FieldValueTypeInvalid",
       StrCat("Invalid value: \"", got, "\": ", field.path(), " in body must be of type ", right, ": \"", got, "\"")});
}

void CheckBounds(const Json& schema, const Field& field, Report& report) {
  double value = field.Number();
  if (schema.contains("minimum") && value < schema["minimum"].get<double>()) {
    return Invalid(report, field,
                   StrCat(field.path(), " in body should be greater than or equal to ", schema["minimum"].dump()));
  }
  if (schema.contains("maximum") && value > schema["maximum"].get<double>()) {
    return Invalid(report, field, StrCat(field.path(), " in body should be less than or equal to ", schema["maximum"].dump()));
  }
  constexpr std::numeric_limits<int32_t> kInt32;
  if (schema.value("format", "") == "int32" && (value < kInt32.min() || value > kInt32.max())) {
    Invalid(report, field, "must be a 32-bit number");
  }
}

void CheckEnum(const Json& schema, const Field& field, Report& report) {
  auto allowed = schema.find("enum");
  if (allowed == schema.end()) return;
  for (const Json& value : *allowed) {
    if (value == field.json()) return;
  }
  NotSupported(report, field, allowed->get<std::vector<std::string>>());
}

void CheckValue(const Json& schema, const Field& field, Report& report);

void CheckObject(const Json& schema, const Field& field, Report& report) {
  for (const Json& name : schema.value("required", Json::array())) {
    Field member = field[name.get<std::string>()];
    if (!member) Required(report, member);
  }
  auto properties = schema.find("properties");
  auto additional = schema.find("additionalProperties");
  for (const auto& [key, member] : field.Members()) {
    if (properties != schema.end() && properties->contains(key)) {
      CheckValue((*properties)[key], member, report);
    } else if (additional != schema.end()) {
      CheckValue(*additional, member, report);
    }
  }
}

bool IsOfType(std::string_view type, const Json& value) {
  std::string_view got = OpenApiType(value);
  return got == type || (type == "number" && got == "integer");
}

void CheckValue(const Json& schema, const Field& field, Report& report) {
  if (field.json().is_null() && schema.value("nullable", false)) return;
  if (schema.value("x-kubernetes-int-or-string", false)) {
    if (!field.json().is_number_integer() && !field.json().is_string()) TypeProblem(field, "integer or string", report);
    return;
  }
  std::string type = schema.value("type", "");
  if (!type.empty() && !IsOfType(type, field.json())) return TypeProblem(field, type, report);
  if (type == "object") CheckObject(schema, field, report);
  if (type == "integer" || type == "number") CheckBounds(schema, field, report);
  if (type == "string") CheckEnum(schema, field, report);
  if (type != "array" || !schema.contains("items")) return;
  for (const Field& item : field.Items()) CheckValue(schema["items"], item, report);
}

}  // namespace

void CheckSchema(const Json& schema, const Json& object, Report& report) { CheckValue(schema, Field(object), report); }

}  // namespace weft::manifest
