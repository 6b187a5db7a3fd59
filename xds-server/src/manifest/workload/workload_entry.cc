// SPDX-License-Identifier: Apache-2.0
#include "manifest/workload/workload_entry.h"

#include "base/strings.h"
#include "manifest/object/field.h"
#include "manifest/object/findings.h"
#include "manifest/object/kinds.h"
#include "manifest/object/syntax.h"
#include "manifest/schema/schema.h"
#include "manifest/workload/workload_spec_check.h"

namespace weft::manifest {

namespace {

constexpr std::string_view kUnixScheme = "unix://";

// "unix:///run/app.sock", or "unix://@app" for the abstract namespace.
void CheckUnixAddress(const Field& spec, std::string_view path, Report& report) {
  bool absolute = path.starts_with("/") || path.starts_with("@");
  if (!absolute || path.ends_with("/")) Invalid(report, spec["address"], "must be unix:// and the absolute path of a socket");
  if (spec["ports"].size() > 0) Forbidden(report, spec["ports"], "a unix socket has no ports");
}

WorkloadSpec ParseWorkloadFields(const Field& spec) {
  WorkloadSpec workload;
  workload.address = spec["address"].Text();
  for (const auto& [name, port] : spec["ports"].Members()) workload.ports[name] = static_cast<uint32_t>(port.Int());
  workload.labels = spec["labels"].Pairs();
  workload.locality = spec["locality"].Text();
  if (Field weight = spec["weight"]; weight.Int() > 0) workload.weight = static_cast<uint32_t>(weight.Int());
  workload.service_account = spec["serviceAccount"].Text();
  workload.network = spec["network"].Text();
  return workload;
}

void ValidateWorkloadEntry(const Json& object, Report& report) { CheckWorkloadSpec(Field(object)["spec"], report); }

}  // namespace

void CheckWorkloadSpec(const Field& spec, Report& report) {
  std::string address = spec["address"].Text();
  if (address.empty() && spec["network"].Text().empty())
    Required(report, spec["address"], "must be an IP address or a DNS name");
  if (address.starts_with(kUnixScheme)) {
    CheckUnixAddress(spec, std::string_view(address).substr(kUnixScheme.size()), report);
  } else if (!address.empty() && (!IsHost(address) || address.starts_with("*"))) {
    Invalid(report, spec["address"], "must be an IP address or a DNS name");
  }
  for (const auto& [name, port] : spec["ports"].Members()) {
    if (!IsDnsLabel(name)) Invalid(report, port, "the name of a port must be a DNS label such as http");
  }
  CheckLabels(spec["labels"], report);
}

WorkloadSpec ParseWorkloadSpec(const Json& spec) { return ParseWorkloadFields(Field(spec)); }

absl::StatusOr<WorkloadEntry> ParseWorkloadEntry(const Json& object) {
  Field spec = Field(object)["spec"];
  if (!spec.json().is_object()) return absl::InvalidArgumentError("spec: a WorkloadEntry must have a spec");
  return WorkloadEntry{ParseMeta(object), ParseWorkloadFields(spec)};
}

Labels WorkloadEntry::AllLabels() const {
  Labels all = spec.labels;
  all.insert(meta.labels.begin(), meta.labels.end());  // leaves what is there
  return all;
}

Kind WorkloadEntryKind() {
  Kind kind = NetworkingKind("WorkloadEntry", "workloadentries", "we");
  kind.columns = {AgeColumn(), {.name = "Address", .path = ".spec.address", .description = "Where the instance is reached."}};
  kind.schema = ExpandSchema(kind.kind).value();
  kind.validate = ValidateWorkloadEntry;
  kind.form = MakeForm<WorkloadEntry>(ParseWorkloadEntry);
  return kind;
}

}  // namespace weft::manifest
