#include "registry/rule_remarks.h"

#include "base/strings.h"
#include "registry/protocol.h"

namespace weft::registry {
namespace {

using manifest::VirtualService;
using Remarks = std::vector<std::string>;

void RemarkOnGateways(const VirtualService& rule, Remarks& remarks) {
  for (const std::string& gateway : rule.gateways) {
    if (gateway == "mesh") continue;
    remarks.push_back(StrCat("spec.gateways: \"", gateway,
                             "\" is kept, but Weft runs no gateways; only \"mesh\" concerns its clients",
                             AppliesToMesh(rule) ? "" : ", so no client follows these rules"));
  }
}

// The rule may be new or changed, so what the index would make of it is asked, not what the index holds.
void RemarkOnDelegation(const World& world, const VirtualService& rule, Remarks& remarks) {
  const VirtualServiceIndex& index = world.virtual_services();
  if (rule.hosts.empty()) {
    if (index.HostsOf(rule).empty()) {
      remarks.push_back("spec.hosts: without hosts these rules wait for a VirtualService that delegates to them");
    }
    for (const DroppedRoute& dropped : index.DroppedOf(rule)) remarks.push_back(Describe(dropped));
    return;
  }
  if (!AppliesToMesh(rule)) return;
  for (const DroppedRoute& dropped : index.Resolve(std::make_shared<const VirtualService>(rule)).dropped) {
    remarks.push_back(Describe(dropped));
  }
}

void RemarkOnProtocols(const World& world, const VirtualService& rule, Remarks& remarks) {
  if (rule.http.empty() || !AppliesToMesh(rule)) return;
  for (const std::string& host : rule.hosts) {
    const Service* service = world.FindService(ExpandRuleHost(host, rule.meta.ns, world.domain()), rule.meta.ns);
    if (service == nullptr) continue;
    for (const Port& port : service->ports) {
      if (Protocol protocol = ProtocolOf(port); !IsHttp(protocol)) {
        remarks.push_back(StrCat("spec.http: does not concern port ", port.number, " of \"", service->host, "\", which is ",
                                 ProtocolName(protocol)));
      }
    }
  }
}

}  // namespace

std::string Describe(const Shadow& shadow) {
  std::string who = "every client";
  if (!shadow.clients.empty()) {
    who = "clients of ";
    for (size_t i = 0; i < shadow.clients.size(); ++i) {
      const std::string& ns = shadow.clients[i];
      StrAppend(&who, i == 0 ? "" : ", ", ns == "*" ? "all namespaces not named here" : StrCat("namespace \"", ns, "\""));
    }
  }
  return StrCat("spec.hosts: \"", shadow.host, "\" is owned by VirtualService \"", shadow.owner->meta.ns, "/",
                shadow.owner->meta.name, "\" for ", who, "; rules for one host are never merged");
}

std::string Describe(const DroppedRoute& dropped) {
  if (dropped.delegate_field.empty()) {
    return StrCat("spec.", dropped.root_field, ".delegate: the rule of \"", dropped.root, "\" is left out: ", dropped.reason);
  }
  return StrCat("spec.", dropped.delegate_field, " of \"", dropped.delegate, "\" is left out where spec.", dropped.root_field,
                " of \"", dropped.root, "\" delegates to it: ", dropped.reason);
}

std::vector<std::string> RemarksOn(const World& world, const VirtualService& rule) {
  Remarks remarks;
  RemarkOnGateways(rule, remarks);
  for (const Shadow& shadow : world.virtual_services().ShadowedBy(rule)) remarks.push_back(Describe(shadow));
  RemarkOnDelegation(world, rule, remarks);
  RemarkOnProtocols(world, rule, remarks);
  return remarks;
}

}  // namespace weft::registry
