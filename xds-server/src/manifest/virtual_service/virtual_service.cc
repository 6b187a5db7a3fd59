// SPDX-License-Identifier: Apache-2.0
#include "manifest/virtual_service/virtual_service.h"

#include "base/strings.h"
#include "manifest/gateway/gateways.h"
#include "manifest/object/field.h"
#include "manifest/object/findings.h"
#include "manifest/object/kinds.h"
#include "manifest/object/syntax.h"
#include "manifest/reachability/http_overlap.h"
#include "manifest/schema/schema.h"
#include "manifest/virtual_service/http_route.h"
#include "manifest/virtual_service/l4_route.h"

namespace weft::manifest {

namespace {

constexpr std::string_view kInternalAnnotations = "internal.istio.io/";

// "*.example.com" covers every name that ends in ".example.com", also another wildcard.
bool HostCovers(std::string_view wildcard, std::string_view host) {
  if (wildcard == host) return true;
  return wildcard.starts_with("*") && host.substr(host.starts_with("*") ? 1 : 0).ends_with(wildcard.substr(1));
}

void CheckVirtualServiceHosts(const Field& spec, Report& report) {
  std::vector<Field> hosts = spec["hosts"].Items();
  bool mesh = IncludesMesh(spec["gateways"]);
  for (size_t i = 0; i < hosts.size(); ++i) {
    std::string host = ToLower(hosts[i].Text());
    if (!IsHost(host)) Invalid(report, hosts[i], kHostRule);
    if (host == "*" && mesh)
      Invalid(report, hosts[i], "\"*\" is for gateways alone; name the hosts that clients of the mesh call");
    for (size_t j = 0; j < i; ++j) {
      std::string other = ToLower(hosts[j].Text());
      if (host == other) {
        Duplicate(report, hosts[i]);
      } else if (HostCovers(host, other) || HostCovers(other, host)) {
        Invalid(report, hosts[i], StrCat("overlaps with \"", other, "\"; the hosts of one VirtualService must not overlap"));
      }
    }
  }
}

void CheckVirtualServiceAnnotations(const Field& annotations, Report& report) {
  for (const auto& [name, value] : annotations.Members()) {
    if (name == "istio.io/dry-run") Forbidden(report, value, "a VirtualService cannot be tried without effect");
    if (std::string_view(name).starts_with(kInternalAnnotations))
      Forbidden(report, value, "is for the inside of a control plane; take it away");
  }
}

void CheckDelegateVirtualService(const Field& spec, Report& report) {
  for (std::string_view name : {"gateways", "tls", "tcp"}) {
    if (spec[name].size() > 0)
      Forbidden(report, spec[name], "a VirtualService without hosts holds http rules for another and nothing else");
  }
}

void CheckVirtualServiceRules(const Field& spec, Report& report) {
  if (spec["http"].size() + spec["tls"].size() + spec["tcp"].size() == 0) {
    Required(report, spec["http"], "must have at least one rule in http, tls or tcp");
  }
  HttpRuleScope scope{.delegate = spec["hosts"].size() == 0, .gateways_only = !IncludesMesh(spec["gateways"])};
  for (const Field& rule : spec["http"].Items()) CheckHttpRoute(rule, scope, report);
  for (const Field& rule : spec["tls"].Items()) CheckTlsRoute(rule, report);
  for (const Field& rule : spec["tcp"].Items()) CheckTcpRoute(rule, report);
  for (std::string_view name : {"tls", "tcp"}) {
    if (spec[name].size() > 0) Warn(report, spec[name], "accepted, but Weft does not apply it yet");
  }
}

void ValidateVirtualService(const Json& object, Report& report) {
  Field spec = Field(object)["spec"];
  CheckVirtualServiceAnnotations(Field(object)["metadata"]["annotations"], report);
  CheckVirtualServiceHosts(spec, report);
  if (spec["hosts"].size() == 0) CheckDelegateVirtualService(spec, report);
  CheckGateways(spec["gateways"], report);
  CheckExportTo(spec["exportTo"], false, ParseMeta(object).ns, report);
  CheckVirtualServiceRules(spec, report);
  WarnOfUnboundMatches(spec, ParseMeta(object).ns, report);
  if (report.ok()) WarnOfOverlaps(spec, report);  // of rules that say what they mean
}

}  // namespace

absl::StatusOr<VirtualService> ParseVirtualService(const Json& object) {
  Field spec = Field(object)["spec"];
  if (!spec.json().is_object()) return absl::InvalidArgumentError("spec: a VirtualService must have a spec");
  VirtualService service;
  service.meta = ParseMeta(object);
  service.hosts = spec["hosts"].Texts();
  service.gateways = spec["gateways"].Texts();
  if (service.gateways.empty()) service.gateways = {std::string(kMeshGateway)};
  for (const Field& rule : spec["http"].Items()) service.http.push_back(ParseHttpRoute(rule));
  service.export_to = spec["exportTo"].Texts();
  return service;
}

Kind VirtualServiceKind() {
  Kind kind = NetworkingKind("VirtualService", "virtualservices", "vs");
  kind.columns = {{.name = "Gateways", .path = ".spec.gateways", .description = "Where the rules apply."},
                  {.name = "Hosts", .path = ".spec.hosts", .description = "Names that callers use."},
                  AgeColumn()};
  kind.schema = ExpandSchema(kind.kind).value();
  kind.validate = ValidateVirtualService;
  kind.form = MakeForm<VirtualService>(ParseVirtualService);
  return kind;
}

}  // namespace weft::manifest
