// SPDX-License-Identifier: Apache-2.0
#include "manifest/workload/service.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "base/strings.h"
#include "manifest/object/field.h"
#include "manifest/object/findings.h"
#include "manifest/object/kinds.h"
#include "manifest/object/syntax.h"
#include "manifest/schema/schema.h"

namespace weft::manifest {

namespace {

constexpr size_t kLongestPortName = 15;
constexpr std::string_view kHeadless = "None";  // instead of a virtual address

bool IsExternalName(const Field& spec) { return spec["type"].Text() == "ExternalName"; }

// At most 15 lower case letters, digits and '-', of which one is a letter.
bool IsPortName(std::string_view name) {
  bool letter = std::any_of(name.begin(), name.end(), absl::ascii_islower);
  return IsDnsLabel(name) && name.size() <= kLongestPortName && letter;
}

void CheckTargetPort(const Field& target, Report& report) {
  if (!target) return;
  bool named = target.json().is_string();
  if (named && !IsPortName(target.Text())) Invalid(report, target, "must be a port from 1 to 65535 or the name of one");
  if (!named && (target.Int() < 1 || target.Int() > 65535)) Invalid(report, target, "must be from 1 to 65535");
}

void CheckServicePorts(const Field& ports, Report& report) {
  std::set<std::string> names;
  std::set<std::string> numbers;
  for (const Field& port : ports.Items()) {
    Field name = port["name"];
    if (name.Text().empty()) {
      if (ports.size() > 1) Required(report, name, "with several ports each needs a name");
    } else {
      if (!IsDnsLabel(name.Text())) Invalid(report, name, kDnsLabelRule);
      if (!names.insert(name.Text()).second) Duplicate(report, name, "ports must have different names");
    }
    std::string number = StrCat(port["port"].Int(), "/", port["protocol"].Text("TCP"));
    if (!numbers.insert(number).second) Duplicate(report, port["port"], "ports must have different numbers");
    CheckTargetPort(port["targetPort"], report);
  }
}

void CheckClusterIp(const Field& address, Report& report) {
  const std::string text = address.Text();
  if (!text.empty() && text != kHeadless && !IsIpAddress(text)) Invalid(report, address, "must be an IP address or None");
}

void CheckClusterIps(const Field& spec, Report& report) {
  CheckClusterIp(spec["clusterIP"], report);
  std::vector<Field> all = spec["clusterIPs"].Items();
  for (const Field& address : all) CheckClusterIp(address, report);
  if (all.empty() || !spec["clusterIP"] || all.front().Text() == spec["clusterIP"].Text()) return;
  Invalid(report, all.front(), "the first must be that of spec.clusterIP");
}

void ValidateService(const Json& object, Report& report) {
  Field spec = Field(object)["spec"];
  if (!spec) return Required(report, spec, "a Service must have ports");
  CheckLabels(spec["selector"], report);
  CheckClusterIps(spec, report);
  if (IsExternalName(spec)) {
    if (!IsDnsSubdomain(spec["externalName"].Text())) Invalid(report, spec["externalName"], kDnsSubdomainRule);
  } else if (spec["ports"].size() == 0 && spec["clusterIP"].Text() != kHeadless) {
    Required(report, spec["ports"], "must have at least one port");
  }
  CheckServicePorts(spec["ports"], report);
}

// Only into what is there: an object of a strange shape is for Check() to refuse.
void DefaultService(Json& object) {
  if (!object.is_object() || !object.contains("spec") || !object["spec"].is_object()) return;
  Json& spec = object["spec"];
  spec.emplace("type", "ClusterIP");
  spec.emplace("sessionAffinity", "None");
  if (!spec.contains("ports") || !spec["ports"].is_array()) return;
  for (Json& port : spec["ports"]) {
    if (!port.is_object()) continue;
    port.emplace("protocol", "TCP");
    if (port.contains("port")) port.emplace("targetPort", Json(port["port"]));
  }
}

// "9080/TCP,443:30443/TCP", as kubectl prints the ports of a service.
Json PortsCell(const Json& object) {
  std::vector<std::string> cells;
  for (const Field& port : Field(object)["spec"]["ports"].Items()) {
    std::string node_port = port["nodePort"].Int() > 0 ? StrCat(":", port["nodePort"].Int()) : "";
    cells.push_back(StrCat(port["port"].Int(), node_port, "/", port["protocol"].Text("TCP")));
  }
  return cells.empty() ? "<none>" : absl::StrJoin(cells, ",");
}

Json ExternalIpCell(const Json& object) {
  Field spec = Field(object)["spec"];
  if (IsExternalName(spec)) return spec["externalName"].Text();
  std::vector<std::string> addresses = spec["externalIPs"].Texts();
  return addresses.empty() ? "<none>" : absl::StrJoin(addresses, ",");
}

Json ClusterIpCell(const Json& object) { return Field(object)["spec"]["clusterIP"].Text("<none>"); }

Json SelectorCell(const Json& object) {
  Labels selector = Field(object)["spec"]["selector"].Pairs();
  return selector.empty() ? "<none>" : absl::StrJoin(selector, ",", absl::PairFormatter("="));
}

void ParseClusterIps(const Field& spec, Service& service) {
  std::vector<std::string> all = spec["clusterIPs"].Texts();
  if (all.empty()) all.push_back(spec["clusterIP"].Text());
  for (std::string& address : all) {
    if (address == kHeadless)
      service.headless = true;
    else if (!address.empty())
      service.cluster_ips.push_back(std::move(address));
  }
}

}  // namespace

absl::StatusOr<Service> ParseService(const Json& object) {
  Field spec = Field(object)["spec"];
  if (!spec.json().is_object()) return absl::InvalidArgumentError("spec: a Service must have a spec");
  Service service;
  service.meta = ParseMeta(object);
  service.selector = spec["selector"].Pairs();
  if (!IsExternalName(spec)) ParseClusterIps(spec, service);
  for (const Field& port : spec["ports"].Items()) {
    ServicePort parsed;
    parsed.name = port["name"].Text();
    parsed.port = static_cast<uint32_t>(port["port"].Int());
    Field target = port["targetPort"];
    parsed.target_port_name = target.Text();
    if (parsed.target_port_name.empty()) parsed.target_port = target ? static_cast<uint32_t>(target.Int()) : parsed.port;
    parsed.app_protocol = port["appProtocol"].Text();
    service.ports.push_back(std::move(parsed));
  }
  return service;
}

Kind ServiceKind() {
  Kind kind;
  kind.versions = {"v1"};
  kind.kind = "Service";
  kind.plural = "services";
  kind.singular = "service";
  kind.short_names = {"svc"};
  kind.categories = {"all"};
  kind.columns = {{.name = "Type", .path = ".spec.type", .description = "How the service is reached."},
                  {.name = "Cluster-IP", .description = "Virtual address.", .cell = ClusterIpCell},
                  {.name = "External-IP", .description = "Addresses from outside.", .cell = ExternalIpCell},
                  {.name = "Port(s)", .description = "Ports that callers use.", .cell = PortsCell},
                  AgeColumn(),
                  {.name = "Selector", .description = "Labels of its workloads.", .priority = 1, .cell = SelectorCell}};
  kind.schema = ExpandSchema(kind.kind).value();
  kind.apply_defaults = DefaultService;
  kind.validate = ValidateService;
  kind.form = MakeForm<Service>(ParseService);
  return kind;
}

}  // namespace weft::manifest
