// SPDX-License-Identifier: Apache-2.0
#include "base/strings.h"
#include "manifest/object/field.h"
#include "manifest/object/findings.h"
#include "manifest/object/kind.h"
#include "manifest/object/metadata_check.h"
#include "manifest/schema/schema.h"

namespace weft::manifest {

namespace {

// Writers leave out a field or set it to null as they like in metadata ("creationTimestamp: null") and in the core group.
void PruneNulls(Json& value) {
  if (!value.is_structured()) return;
  for (auto it = value.begin(); it != value.end();) {
    if (value.is_object() && it->is_null()) {
      it = value.erase(it);
    } else {
      PruneNulls(*it);
      ++it;
    }
  }
}

void CheckTypeMeta(const Kind& kind, const Json& object, Report& report) {
  Field api_version = Field(object)["apiVersion"];
  Field name = Field(object)["kind"];
  if (!name) {
    Required(report, name, StrCat("must be ", kind.kind));
  } else if (name.json() != kind.kind) {
    Invalid(report, name, StrCat("must be ", kind.kind));
  }
  if (!api_version) {
    Required(report, api_version, StrCat("for instance ", kind.ApiVersion(kind.versions[0])));
    return;
  }
  std::vector<std::string> served;
  for (const std::string& version : kind.versions) served.push_back(kind.ApiVersion(version));
  for (const std::string& version : served) {
    if (api_version.json() == version) return;
  }
  NotSupported(report, api_version, served);
}

}  // namespace

Report Check(const Kind& kind, Json& object, UnknownFields unknown_fields) {
  Report report;
  if (!object.is_object()) {
    report.problems.push_back(
        {"", "FieldValueTypeInvalid", StrCat("Invalid value: a ", kind.kind, " must be a map of fields")});
    return report;
  }
  if (kind.group.empty()) {
    PruneNulls(object);
  } else if (object.contains("metadata")) {
    PruneNulls(object["metadata"]);
  }
  CheckTypeMeta(kind, object, report);
  if (!report.ok()) return report;
  CheckUnknownFields(kind.schema, object, unknown_fields, report);
  if (!report.ok()) return report;
  CheckSchema(kind.schema, object, report);
  if (report.ok()) CheckMetadata(kind, object, report);
  if (report.ok() && kind.validate) kind.validate(object, report);
  return report;
}

}  // namespace weft::manifest
