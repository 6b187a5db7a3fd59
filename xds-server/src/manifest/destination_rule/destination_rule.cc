// SPDX-License-Identifier: Apache-2.0
#include "manifest/destination_rule/destination_rule.h"

#include <set>

#include "base/strings.h"
#include "manifest/object/field.h"
#include "manifest/object/findings.h"
#include "manifest/object/kinds.h"
#include "manifest/object/syntax.h"
#include "manifest/object/text.h"
#include "manifest/schema/schema.h"

namespace weft::manifest {

namespace {

void CheckSubsets(const Field& subsets, Report& report) {
  std::set<std::string> seen;
  for (const Field& subset : subsets.Items()) {
    Field name = subset["name"];
    if (!IsDnsLabel(name.Text())) Invalid(report, name, kDnsLabelRule);
    if (!seen.insert(name.Text()).second) Duplicate(report, name, "subsets must have different names");
    CheckLabels(subset["labels"], report);
    CheckTrafficPolicy(subset["trafficPolicy"], report);
  }
}

void CheckClientSelector(const Field& spec, Report& report) {
  Field selector = spec["workloadSelector"];
  if (!selector) return;
  for (const auto& [key, value] : selector["matchLabels"].Members()) {
    if (Contains(key, "*") || Contains(value.Text(), "*")) Invalid(report, value, "wildcards do not work in a selector");
  }
  for (const Field& item : spec["exportTo"].Items()) {
    if (item.Text() != ".") Invalid(report, item, "must be \".\": a rule with a workloadSelector is for its own namespace");
  }
  Warn(report, selector, "accepted, but Weft does not apply it yet: the rule holds for every client");
}

void ValidateDestinationRule(const Json& object, Report& report) {
  Field spec = Field(object)["spec"];
  if (!spec) return Required(report, spec, "a DestinationRule must name its host");
  if (!IsHost(spec["host"].Text())) Invalid(report, spec["host"], kHostRule);
  CheckTrafficPolicy(spec["trafficPolicy"], report);
  CheckSubsets(spec["subsets"], report);
  CheckExportTo(spec["exportTo"], false, ParseMeta(object).ns, report);
  CheckClientSelector(spec, report);
}

}  // namespace

absl::StatusOr<DestinationRule> ParseDestinationRule(const Json& object) {
  Field spec = Field(object)["spec"];
  if (!spec.json().is_object()) return absl::InvalidArgumentError("spec: a DestinationRule must have a spec");
  DestinationRule rule;
  rule.meta = ParseMeta(object);
  rule.host = spec["host"].Text();
  const std::string owner = StrCat("destinationrule/", rule.meta.ns, "/", rule.meta.name);
  rule.policy = ParseTrafficPolicy(spec["trafficPolicy"], owner);
  for (const Field& subset : spec["subsets"].Items()) {
    rule.subsets.push_back(
        {subset["name"].Text(), subset["labels"].Pairs(), ParseTrafficPolicy(subset["trafficPolicy"], owner)});
  }
  rule.export_to = spec["exportTo"].Texts();
  return rule;
}

Kind DestinationRuleKind() {
  Kind kind = NetworkingKind("DestinationRule", "destinationrules", "dr");
  kind.columns = {{.name = "Host", .path = ".spec.host", .description = "The service that the rule is for."}, AgeColumn()};
  kind.schema = ExpandSchema(kind.kind).value();
  kind.validate = ValidateDestinationRule;
  kind.form = MakeForm<DestinationRule>(ParseDestinationRule);
  return kind;
}

}  // namespace weft::manifest
