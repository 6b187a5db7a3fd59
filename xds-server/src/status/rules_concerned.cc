// SPDX-License-Identifier: Apache-2.0
#include "status/rules_concerned.h"

#include <string>
#include <type_traits>

#include "manifest/object/group.h"

namespace weft::status {
namespace {

store::Key KeyOfRule(const manifest::VirtualService& rule) {
  return {std::string(manifest::kNetworkingGroup), "virtualservices", rule.meta.ns, rule.meta.name};
}

// What a status says depends on the rule, on those that are for the same hosts or with which it is joined by delegation, and on
// the Gateways that it names.
void AddConcerned(const registry::VirtualServiceIndex& index, const registry::VirtualServicePtr& changed,
                  std::set<store::Key>& concerned) {
  concerned.insert(KeyOfRule(*changed));
  for (const registry::VirtualServicePtr& rule : index.RelatedTo(*changed)) concerned.insert(KeyOfRule(*rule));
}

}  // namespace

std::set<store::Key> RulesConcerned(const registry::World* before, const registry::World& after) {
  std::set<store::Key> concerned;
  const registry::VirtualServiceIndex& rules = after.virtual_services();
  if (before == nullptr) {
    for (const auto& [name, rule] : rules.all()) concerned.insert(KeyOfRule(*rule));
    return concerned;
  }
  using RuleMap = std::remove_cvref_t<decltype(rules.all())>;
  RuleMap::VisitDifferences(before->virtual_services().all(), rules.all(), [&](const auto* former, const auto* now) {
    if (former != nullptr) {
      AddConcerned(before->virtual_services(), former->second, concerned);
      AddConcerned(rules, former->second, concerned);
    }
    if (now != nullptr) AddConcerned(rules, now->second, concerned);
  });
  using GatewayMap = std::remove_cvref_t<decltype(after.gateways().all())>;
  GatewayMap::VisitDifferences(before->gateways().all(), after.gateways().all(), [&](const auto* former, const auto* now) {
    const std::string& name = (former != nullptr ? former : now)->first;
    for (const registry::EffectiveRule* rule : rules.BoundTo(name)) concerned.insert(KeyOfRule(*rule->source));
  });
  return concerned;
}

}  // namespace weft::status
