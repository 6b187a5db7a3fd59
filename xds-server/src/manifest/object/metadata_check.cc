// SPDX-License-Identifier: Apache-2.0
#include "manifest/object/metadata_check.h"

#include "base/strings.h"
#include "manifest/object/field.h"
#include "manifest/object/findings.h"
#include "manifest/object/syntax.h"

namespace weft::manifest {

namespace {

// Names that become parts of host names are held to the shorter rule, as on a cluster.
bool NameIsDnsLabel(const Kind& kind) { return kind.group.empty(); }

void CheckObjectName(const Kind& kind, const Field& name, Report& report) {
  if (NameIsDnsLabel(kind)) {
    if (!IsDnsLabel(name.Text())) Invalid(report, name, kDnsLabelRule);
  } else if (!IsDnsSubdomain(name.Text())) {
    Invalid(report, name, kDnsSubdomainRule);
  }
}

}  // namespace

void CheckMetadata(const Kind& kind, const Json& object, Report& report) {
  Field metadata = Field(object)["metadata"];
  Field name = metadata["name"];
  Field prefix = metadata["generateName"];
  if (name && !name.Text().empty()) {
    CheckObjectName(kind, name, report);
  } else if (prefix.Text().empty()) {
    Required(report, name, "name or generateName is required");
  } else if (!IsDnsSubdomain(StrCat(prefix.Text(), "x"))) {
    Invalid(report, prefix, kDnsSubdomainRule);
  }
  Field ns = metadata["namespace"];
  if (kind.namespaced && !ns.Text().empty() && !IsDnsLabel(ns.Text())) Invalid(report, ns, kDnsLabelRule);
  if (!kind.namespaced && !ns.Text().empty()) Forbidden(report, ns, StrCat("a ", kind.kind, " is in no namespace"));
  CheckLabels(metadata["labels"], report);
  CheckAnnotations(metadata["annotations"], report);
}

}  // namespace weft::manifest
