// SPDX-License-Identifier: Apache-2.0
#include "manifest/workload/service_entry.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "base/strings.h"
#include "manifest/object/field.h"
#include "manifest/object/findings.h"
#include "manifest/object/kinds.h"
#include "manifest/object/syntax.h"
#include "manifest/schema/schema.h"
#include "manifest/workload/workload_spec_check.h"

namespace weft::manifest {

namespace {

constexpr size_t kMostHosts = 256;

const std::vector<std::string>& EntryProtocols() {
  static const auto* const kProtocols = new std::vector<std::string>{"HTTP", "HTTPS", "HTTP2", "GRPC",  "GRPC-Web", "MONGO",
                                                                     "TCP",  "TLS",   "UDP",   "REDIS", "MYSQL"};
  return *kProtocols;
}

ServiceEntry::Resolution ParseResolution(std::string_view text) {
  using Resolution = ServiceEntry::Resolution;
  if (text == "STATIC") return Resolution::kStatic;
  if (text == "DNS") return Resolution::kDns;
  if (text == "DNS_ROUND_ROBIN") return Resolution::kDnsRoundRobin;
  if (text == "DYNAMIC_DNS") return Resolution::kDynamicDns;
  return Resolution::kNone;
}

void CheckEntryHosts(const Field& hosts, Report& report) {
  if (hosts.size() == 0) Required(report, hosts, "must have at least one name");
  if (hosts.size() > kMostHosts) TooLong(report, hosts, StrCat(hosts.size(), " hosts, at most ", kMostHosts, " are allowed"));
  for (const Field& host : hosts.Items()) {
    if (host.Text() == "*") {
      Invalid(report, host, "must be more specific than \"*\"");
    } else if (!IsHost(host.Text())) {
      Invalid(report, host, kHostRule);
    }
  }
}

void CheckEntryPorts(const Field& ports, Report& report) {
  std::set<std::string> names;
  std::set<int64_t> numbers;
  for (const Field& port : ports.Items()) {
    Field name = port["name"];
    if (!IsDnsLabel(name.Text())) Invalid(report, name, kDnsLabelRule);
    if (!names.insert(name.Text()).second) Duplicate(report, name, "ports must have different names");
    if (!numbers.insert(port["number"].Int()).second) Duplicate(report, port["number"], "ports must have different numbers");
    Field protocol = port["protocol"];
    if (protocol.Text().empty()) continue;
    bool known = false;
    for (const std::string& candidate : EntryProtocols()) known = known || EqualsIgnoreCase(candidate, protocol.Text());
    if (!known) NotSupported(report, protocol, EntryProtocols());
  }
}

void CheckEntryAddresses(const Field& spec, ServiceEntry::Resolution resolution, Report& report) {
  bool subnets = resolution == ServiceEntry::Resolution::kNone || resolution == ServiceEntry::Resolution::kStatic;
  for (const Field& address : spec["addresses"].Items()) {
    if (IsIpAddress(address.Text())) continue;
    if (!IsCidr(address.Text())) {
      Invalid(report, address, "must be an address or a subnet such as 10.0.0.0/8");
    } else if (!subnets) {
      Invalid(report, address, "a subnet needs resolution NONE or STATIC");
    }
  }
}

void CheckEntryEndpoints(const Field& spec, ServiceEntry::Resolution resolution, Report& report) {
  using Resolution = ServiceEntry::Resolution;
  Field endpoints = spec["endpoints"];
  size_t count = endpoints.size();
  if (count > 0 && spec["workloadSelector"]) Invalid(report, spec["workloadSelector"], "must not stand beside endpoints");
  if (count > 0 && resolution == Resolution::kNone)
    Forbidden(report, endpoints, "resolution NONE has no endpoints; use STATIC or DNS");
  if (count > 1 && resolution == Resolution::kDnsRoundRobin)
    Invalid(report, endpoints, "resolution DNS_ROUND_ROBIN has at most one endpoint");
  if (count > 0 && resolution == Resolution::kDynamicDns)
    Forbidden(report, endpoints, "resolution DYNAMIC_DNS has no endpoints");
  if (count == 0 && !spec["workloadSelector"] && (resolution == Resolution::kDns || resolution == Resolution::kDnsRoundRobin)) {
    for (const Field& host : spec["hosts"].Items()) {
      if (host.Text().starts_with("*"))
        Invalid(report, host, "a wildcard cannot be looked up; give endpoints or name the hosts");
    }
  }
  for (const Field& endpoint : endpoints.Items()) {
    CheckWorkloadSpec(endpoint, report);
    Field address = endpoint["address"];
    bool literal = IsIpAddress(address.Text()) || address.Text().starts_with("unix://") || address.Text().empty();
    if (resolution == Resolution::kStatic && !literal)
      Invalid(report, address, "resolution STATIC needs an IP address; use DNS for names");
    for (const auto& [name, port] : endpoint["ports"].Members()) {
      std::string key = name;
      auto names_it = [&key](const Field& p) { return p["name"].Text() == key; };
      std::vector<Field> ports = spec["ports"].Items();
      if (std::none_of(ports.begin(), ports.end(), names_it))
        Invalid(report, port, StrCat("\"", name, "\" is the name of no port in spec.ports"));
    }
  }
}

void ValidateServiceEntry(const Json& object, Report& report) {
  Field spec = Field(object)["spec"];
  ServiceEntry::Resolution resolution = ParseResolution(spec["resolution"].Text());
  CheckEntryHosts(spec["hosts"], report);
  CheckEntryPorts(spec["ports"], report);
  CheckEntryAddresses(spec, resolution, report);
  CheckEntryEndpoints(spec, resolution, report);
  CheckLabels(spec["workloadSelector"]["labels"], report);
  CheckExportTo(spec["exportTo"], true, ParseMeta(object).ns, report);
}

}  // namespace

absl::StatusOr<ServiceEntry> ParseServiceEntry(const Json& object) {
  Field spec = Field(object)["spec"];
  if (!spec.json().is_object()) return absl::InvalidArgumentError("spec: a ServiceEntry must have a spec");
  ServiceEntry entry;
  entry.meta = ParseMeta(object);
  entry.hosts = spec["hosts"].Texts();
  entry.addresses = spec["addresses"].Texts();
  for (const Field& port : spec["ports"].Items()) {
    entry.ports.push_back({port["name"].Text(), static_cast<uint32_t>(port["number"].Int()),
                           absl::AsciiStrToUpper(port["protocol"].Text()), static_cast<uint32_t>(port["targetPort"].Int())});
  }
  entry.resolution = ParseResolution(spec["resolution"].Text());
  for (const Field& endpoint : spec["endpoints"].Items()) entry.endpoints.push_back(ParseWorkloadSpec(endpoint.json()));
  entry.has_workload_selector = static_cast<bool>(spec["workloadSelector"]);
  entry.workload_selector = spec["workloadSelector"]["labels"].Pairs();
  entry.export_to = spec["exportTo"].Texts();
  return entry;
}

Kind ServiceEntryKind() {
  Kind kind = NetworkingKind("ServiceEntry", "serviceentries", "se");
  kind.columns = {{.name = "Hosts", .path = ".spec.hosts", .description = "Names by which the service is called."},
                  {.name = "Location", .path = ".spec.location", .description = "Inside or outside of the mesh."},
                  {.name = "Resolution", .path = ".spec.resolution", .description = "How addresses are found."},
                  AgeColumn()};
  kind.schema = ExpandSchema(kind.kind).value();
  kind.validate = ValidateServiceEntry;
  kind.form = MakeForm<ServiceEntry>(ParseServiceEntry);
  return kind;
}

}  // namespace weft::manifest
