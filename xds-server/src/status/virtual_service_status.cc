// SPDX-License-Identifier: Apache-2.0
#include "status/virtual_service_status.h"

#include <set>

#include "base/strings.h"
#include "registry/index/gateway_binding.h"
#include "status/rule_words.h"

namespace weft::status {
namespace {

// Of things that go wrong many at a time the first few tell enough.
constexpr size_t kMostClauses = 10;

std::string JoinClauses(const std::vector<std::string>& clauses) {
  std::string text;
  for (size_t i = 0; i < clauses.size() && i < kMostClauses; ++i) StrAppend(&text, i == 0 ? "" : "; ", clauses[i]);
  if (clauses.size() > kMostClauses) StrAppend(&text, "; and ", clauses.size() - kMostClauses, " more");
  return text;
}

std::string QuotedNames(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) StrAppend(&text, text.empty() ? "\"" : ", \"", name, "\"");
  return text;
}

Condition MakeCondition(std::string_view type, bool holds, std::string reason, std::string message = "") {
  return {std::string(type), holds, std::move(reason), std::move(message)};
}

Condition GatewaysOnly(const std::string& why) { return MakeCondition(kAppliesToMesh, false, "GatewaysOnly", why); }

Condition MeshCondition(const manifest::VirtualService& rule, const registry::VirtualServiceIndex& index) {
  if (!registry::AppliesToMesh(rule)) {
    return GatewaysOnly(StrCat("bound to ", rule.gateways.size() == 1 ? "the gateway " : "the gateways ",
                               QuotedNames(rule.gateways),
                               " alone; for clients of the mesh to follow these rules too, add \"mesh\" to spec.gateways"));
  }
  if (!rule.hosts.empty()) return MakeCondition(kAppliesToMesh, true, "Mesh");
  const std::vector<std::string> hosts = index.HostsOf(rule);
  if (!hosts.empty()) {
    return MakeCondition(kAppliesToMesh, true, "Delegated", StrCat("its rules are used for ", QuotedNames(hosts)));
  }
  if (!index.GatewaysOf(rule).empty()) {
    return GatewaysOnly("the VirtualServices that delegate to it are bound to gateways alone");
  }
  return MakeCondition(kAppliesToMesh, false, "NotDelegatedTo", "it has no hosts, and no VirtualService delegates to it");
}

void AddDelegatedToGateways(const manifest::VirtualService& rule, const registry::World& world, RuleStatus& status) {
  const std::set<std::string> gateways = world.virtual_services().GatewaysOf(rule);
  if (gateways.empty()) return;
  status.conditions.push_back(MakeCondition(kAppliesToGateways, true, "Delegated",
                                            StrCat("its rules are used at ", QuotedNames({gateways.begin(), gateways.end()}))));
}

void AddGateways(const manifest::VirtualService& rule, const registry::World& world, RuleStatus& status) {
  if (rule.hosts.empty()) return AddDelegatedToGateways(rule, world, status);
  if (world.virtual_services().GatewaysOf(rule).empty()) return;
  std::vector<std::string> clauses;
  bool missing = false;
  for (const registry::UnservedGateway& unserved : registry::UnservedGateways(rule, world.gateways(), world.domain())) {
    clauses.push_back(UnservedWords(rule, unserved));
    if (unserved.gateway == nullptr) {
      missing = true;
      status.messages.push_back({"IST0101", "ReferencedResourceNotFound", "ERROR", clauses.back()});
    } else {
      status.messages.push_back({"IST0132", "VirtualServiceHostNotFoundInGateway", "WARNING", clauses.back()});
    }
  }
  std::string reason = clauses.empty() ? "Bound" : missing ? "GatewayNotFound" : "HostsNotServed";
  status.conditions.push_back(MakeCondition(kAppliesToGateways, clauses.empty(), std::move(reason), JoinClauses(clauses)));
}

void AddShadowed(const manifest::VirtualService& rule, const registry::VirtualServiceIndex& index, RuleStatus& status) {
  if (rule.hosts.empty() || !registry::AppliesToMesh(rule)) return;
  std::vector<std::string> clauses;
  for (const registry::Shadow& shadow : index.ShadowedBy(rule)) {
    clauses.push_back(ShadowedWords(rule, shadow));
    status.messages.push_back({"IST0109", "ConflictingMeshGatewayVirtualServiceHosts", "ERROR", clauses.back()});
  }
  status.conditions.push_back(clauses.empty() ? MakeCondition(kShadowed, false, "OwnsItsHosts")
                                              : MakeCondition(kShadowed, true, "HostOwnedByAnother", JoinClauses(clauses)));
}

void AddDelegates(const manifest::VirtualService& rule, const registry::VirtualServiceIndex& index, RuleStatus& status) {
  const std::vector<registry::DroppedRoute> dropped = index.DroppedOf(rule);
  if (dropped.empty() && registry::DelegatesOf(rule).empty()) return;
  std::vector<std::string> clauses;
  bool missing = false;
  for (const registry::DroppedRoute& route : dropped) {
    clauses.push_back(DroppedWords(rule, route));
    if (!route.delegate_field.empty()) continue;
    missing = true;
    status.messages.push_back({"IST0101", "ReferencedResourceNotFound", "ERROR", clauses.back()});
  }
  std::string reason = clauses.empty() ? "Resolved" : missing ? "DelegateNotFound" : "RoutesDropped";
  status.conditions.push_back(MakeCondition(kDelegatesResolved, clauses.empty(), std::move(reason), JoinClauses(clauses)));
}

}  // namespace

RuleStatus StatusOf(const manifest::VirtualService& rule, const registry::World& world) {
  RuleStatus status;
  status.conditions.push_back(MakeCondition(kReconciled, true, "Reconciled", "taken into the configuration of the mesh"));
  status.conditions.push_back(MeshCondition(rule, world.virtual_services()));
  AddGateways(rule, world, status);
  AddShadowed(rule, world.virtual_services(), status);
  AddDelegates(rule, world.virtual_services(), status);
  return status;
}

}  // namespace weft::status
