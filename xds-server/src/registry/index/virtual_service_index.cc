// SPDX-License-Identifier: Apache-2.0
#include "registry/index/virtual_service_index.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "registry/index/gateway_index.h"

namespace weft::registry {
namespace {

auto AgeOfRule(const manifest::VirtualService& rule) { return std::tie(rule.meta.created, rule.meta.name, rule.meta.ns); }

bool IsSameRule(const manifest::VirtualService& a, const manifest::VirtualService& b) {
  return a.meta.name == b.meta.name && a.meta.ns == b.meta.ns;
}

bool IsVisible(const manifest::VirtualService& rule, std::string_view client_ns) {
  return ExportedTo(rule.export_to, rule.meta.ns, client_ns);
}

// The narrowest export wins; `rules` stand oldest first.
const EffectiveRule* FirstVisible(const std::vector<std::shared_ptr<const EffectiveRule>>& rules, std::string_view client_ns) {
  const EffectiveRule* first = nullptr;
  Reach reach = Reach::kPublic;
  for (const auto& rule : rules) {
    const manifest::VirtualService& source = *rule->source;
    if (!IsVisible(source, client_ns)) continue;
    Reach own = ReachOf(source.export_to, source.meta.ns);
    if (first != nullptr && own >= reach) continue;
    first = rule.get();
    reach = own;
  }
  return first;
}

// A name that no namespace has stands for all that no rule mentions.
constexpr std::string_view kAnyOtherNamespace = "*";

std::set<std::string> NamespacesNamedBy(const std::vector<const manifest::VirtualService*>& rules) {
  std::set<std::string> names = {std::string(kAnyOtherNamespace)};
  for (const manifest::VirtualService* rule : rules) {
    names.insert(rule->meta.ns);
    for (const std::string& entry : rule->export_to) {
      if (entry != "." && entry != "*") names.insert(entry);
    }
  }
  return names;
}

const manifest::VirtualService* OwnerAmong(const std::vector<const manifest::VirtualService*>& rules,
                                           std::string_view client_ns) {
  const manifest::VirtualService* first = nullptr;
  for (const manifest::VirtualService* rule : rules) {
    if (!IsVisible(*rule, client_ns)) continue;
    if (first == nullptr || ReachOf(rule->export_to, rule->meta.ns) < ReachOf(first->export_to, first->meta.ns)) first = rule;
  }
  return first;
}

std::set<std::string> GatewaysNamedBy(const manifest::VirtualService& rule) {
  std::set<std::string> names;
  for (const std::string& gateway : rule.gateways) names.insert(ExpandGatewayName(gateway, rule.meta.ns));
  names.erase("mesh");
  return names;
}

using EffectiveList = std::vector<std::shared_ptr<const EffectiveRule>>;

void InsertRuleByAge(const std::shared_ptr<const EffectiveRule>& rule, EffectiveList& list) {
  const auto before = [](const auto& a, const auto& b) { return AgeOfRule(*a->source) < AgeOfRule(*b->source); };
  list.insert(std::upper_bound(list.begin(), list.end(), rule, before), rule);
}

void InsertRuleByReach(const std::shared_ptr<const EffectiveRule>& rule, EffectiveList& list) {
  const auto reach = [](const auto& a) { return ReachOf(a->source->export_to, a->source->meta.ns); };
  const auto before = [&](const auto& a, const auto& b) {
    return reach(a) != reach(b) ? reach(a) < reach(b) : AgeOfRule(*a->source) < AgeOfRule(*b->source);
  };
  list.insert(std::upper_bound(list.begin(), list.end(), rule, before), rule);
}

template <typename Map>
void InsertEffective(const std::string& key, const std::shared_ptr<const EffectiveRule>& rule,
                     void (*insert)(const std::shared_ptr<const EffectiveRule>&, EffectiveList&), Map& map) {
  map.Edit(key, [&](EffectiveList& list) {
    insert(rule, list);
    return true;
  });
}

template <typename Map>
void EraseEffective(const std::string& key, const std::shared_ptr<const EffectiveRule>& rule, Map& map) {
  map.Edit(key, [&](EffectiveList& list) {
    std::erase(list, rule);
    return !list.empty();
  });
}

// Who owns the host of `rules` where `rule`, one of them, is seen: by owner the namespaces of the clients.
std::map<const manifest::VirtualService*, std::vector<std::string>> OwnersInsteadOf(
    const manifest::VirtualService& rule, const std::vector<const manifest::VirtualService*>& rules) {
  std::map<const manifest::VirtualService*, std::vector<std::string>> owners;
  size_t seen = 0;
  for (const std::string& ns : NamespacesNamedBy(rules)) {
    if (!IsVisible(rule, ns)) continue;
    ++seen;
    const manifest::VirtualService* owner = OwnerAmong(rules, ns);
    if (owner != &rule) owners[owner].push_back(ns);
  }
  if (owners.size() == 1 && owners.begin()->second.size() == seen) owners.begin()->second.clear();
  return owners;
}

}  // namespace

bool AppliesToMesh(const manifest::VirtualService& rule) {
  return rule.gateways.empty() || std::find(rule.gateways.begin(), rule.gateways.end(), "mesh") != rule.gateways.end();
}

EffectiveRule VirtualServiceIndex::Resolve(const VirtualServicePtr& rule) const {
  const auto lookup = [this](const std::string& ns, const std::string& name) { return Find(ns, name); };
  return MakeEffective(rule, lookup, domain_);
}

VirtualServicePtr VirtualServiceIndex::Find(std::string_view ns, std::string_view name) const {
  const VirtualServicePtr* found = all_.Find(Key{ns, name});
  return found == nullptr ? nullptr : *found;
}

void VirtualServiceIndex::CountSourceLabels(const EffectiveRule& rule, int step) {
  for (const EffectiveRoute& route : rule.http) {
    for (const manifest::HttpMatch& match : route.route.match) {
      for (const auto& [label, value] : match.source_labels) {
        source_labels_.Edit(label, [&](int& times) { return (times += step) > 0; });
      }
    }
  }
}

void VirtualServiceIndex::Link(const VirtualServicePtr& rule) {
  if (rule->hosts.empty()) return;
  auto effective = std::make_shared<const EffectiveRule>(Resolve(rule));
  const Key key{rule->meta.ns, rule->meta.name};
  effective_.Put(key, effective);
  CountSourceLabels(*effective, 1);
  for (const Key& delegate : DelegatesOf(*rule)) {
    roots_.Edit(delegate, [&](std::set<Key>& roots) {
      roots.insert(key);
      return true;
    });
  }
  for (const std::string& gateway : GatewaysNamedBy(*rule)) InsertEffective(gateway, effective, InsertRuleByReach, by_gateway_);
  if (!AppliesToMesh(*rule)) return;
  for (const std::string& host : effective->hosts) InsertEffective(host, effective, InsertRuleByAge, by_host_);
}

void VirtualServiceIndex::Unlink(const Key& key) {
  const EffectivePtr* found = effective_.Find(key);
  if (found == nullptr) return;
  const EffectivePtr effective = *found;
  effective_.Erase(key);
  CountSourceLabels(*effective, -1);
  for (const Key& delegate : DelegatesOf(*effective->source)) {
    roots_.Edit(delegate, [&](std::set<Key>& roots) {
      roots.erase(key);
      return !roots.empty();
    });
  }
  for (const std::string& gateway : GatewaysNamedBy(*effective->source)) EraseEffective(gateway, effective, by_gateway_);
  for (const std::string& host : effective->hosts) EraseEffective(host, effective, by_host_);
}

// What a rule says changes when a VirtualService that it delegates to comes, goes or changes.
void VirtualServiceIndex::RelinkRootsOf(const Key& delegate) {
  const std::set<Key>* roots = roots_.Find(delegate);
  if (roots == nullptr) return;
  for (const Key& root : std::set<Key>(*roots)) {
    Unlink(root);
    Link(*all_.Find(root));
  }
}

void VirtualServiceIndex::Add(const VirtualServicePtr& rule) {
  const Key key{rule->meta.ns, rule->meta.name};
  Unlink(key);
  all_.Put(key, rule);
  Link(rule);
  RelinkRootsOf(key);
}

void VirtualServiceIndex::Remove(const VirtualServicePtr& rule) {
  const Key key{rule->meta.ns, rule->meta.name};
  const VirtualServicePtr* found = all_.Find(key);
  if (found == nullptr || *found != rule) return;
  Unlink(key);
  all_.Erase(key);
  RelinkRootsOf(key);
}

const EffectiveRule* VirtualServiceIndex::OwnerOf(std::string_view host, std::string_view client_ns) const {
  if (const EffectiveList* exact = by_host_.Find(host)) {
    if (const EffectiveRule* rule = FirstVisible(*exact, client_ns)) return rule;
  }
  // Names sort before wildcards, and the longest possible wildcard is the first that may match.
  for (auto it = by_host_.lower_bound("*" + std::string(host)); it != by_host_.end(); ++it) {
    if (!IsWildcard(it->first) || !HostMatches(it->first, host)) continue;
    if (const EffectiveRule* rule = FirstVisible(it->second, client_ns)) return rule;
  }
  return nullptr;
}

std::vector<const EffectiveRule*> VirtualServiceIndex::BoundTo(std::string_view gateway) const {
  std::vector<const EffectiveRule*> rules;
  const EffectiveList* found = by_gateway_.Find(gateway);
  if (found == nullptr) return rules;
  for (const EffectivePtr& rule : *found) rules.push_back(rule.get());
  return rules;
}

bool VirtualServiceIndex::HasWildcardFor(std::string_view host) const {
  for (auto it = by_host_.lower_bound("*" + std::string(host)); it != by_host_.end(); ++it) {
    if (IsWildcard(it->first) && HostMatches(it->first, host)) return true;
  }
  return false;
}

std::vector<Shadow> VirtualServiceIndex::ShadowedBy(const manifest::VirtualService& rule) const {
  std::vector<Shadow> shadows;
  if (!AppliesToMesh(rule)) return shadows;
  for (const std::string& written : rule.hosts) {
    const std::string host = ExpandRuleHost(written, rule.meta.ns, domain_);
    const EffectiveList* found = by_host_.Find(host);
    if (found == nullptr) continue;
    std::vector<const manifest::VirtualService*> rules = {&rule};
    for (const EffectivePtr& other : *found) {
      if (!IsSameRule(*other->source, rule)) rules.push_back(other->source.get());
    }
    std::stable_sort(rules.begin(), rules.end(), [](const auto* a, const auto* b) { return AgeOfRule(*a) < AgeOfRule(*b); });
    auto owners = OwnersInsteadOf(rule, rules);
    for (const manifest::VirtualService* owner : rules) {
      if (auto clients = owners.find(owner); clients != owners.end()) {
        shadows.push_back({host, Find(owner->meta.ns, owner->meta.name), std::move(clients->second)});
      }
    }
  }
  return shadows;
}

std::vector<DroppedRoute> VirtualServiceIndex::DroppedOf(const manifest::VirtualService& rule) const {
  std::vector<DroppedRoute> dropped;
  const Key key{rule.meta.ns, rule.meta.name};
  if (const EffectivePtr* own = effective_.Find(key)) dropped = (*own)->dropped;
  for (const EffectivePtr& root : RootsOf(rule)) {
    for (const DroppedRoute& route : root->dropped) {
      if (route.delegate == key.first + "/" + key.second) dropped.push_back(route);
    }
  }
  return dropped;
}

std::set<std::string> VirtualServiceIndex::SourceLabelKeys() const {
  std::set<std::string> keys;
  for (const auto& [label, times] : source_labels_) keys.insert(keys.end(), label);
  return keys;
}

std::vector<VirtualServiceIndex::EffectivePtr> VirtualServiceIndex::RootsOf(const manifest::VirtualService& rule) const {
  std::vector<EffectivePtr> rules;
  const std::set<Key>* roots = roots_.Find(Key{rule.meta.ns, rule.meta.name});
  if (roots == nullptr) return rules;
  for (const Key& root : *roots) rules.push_back(*effective_.Find(root));
  return rules;
}

std::vector<VirtualServicePtr> VirtualServiceIndex::RelatedTo(const manifest::VirtualService& rule) const {
  std::set<VirtualServicePtr> related;
  for (const std::string& host : rule.hosts) {
    const EffectiveList* rules = by_host_.Find(ExpandRuleHost(host, rule.meta.ns, domain_));
    if (rules == nullptr) continue;
    for (const EffectivePtr& other : *rules) related.insert(other->source);
  }
  for (const EffectivePtr& root : RootsOf(rule)) related.insert(root->source);
  for (const Key& delegate : DelegatesOf(rule)) {
    if (VirtualServicePtr found = Find(delegate.first, delegate.second)) related.insert(std::move(found));
  }
  std::erase_if(related, [&](const VirtualServicePtr& other) { return IsSameRule(*other, rule); });
  return {related.begin(), related.end()};
}

std::set<std::string> VirtualServiceIndex::Hosts() const {
  std::set<std::string> hosts;
  for (const auto& [host, rules] : by_host_) hosts.insert(host);
  return hosts;
}

std::vector<std::string> VirtualServiceIndex::HostsOf(const manifest::VirtualService& rule) const {
  std::vector<std::string> hosts;
  if (AppliesToMesh(rule)) {
    for (const std::string& host : rule.hosts) hosts.push_back(ExpandRuleHost(host, rule.meta.ns, domain_));
  }
  for (const EffectivePtr& root : RootsOf(rule)) {
    if (AppliesToMesh(*root->source)) hosts.insert(hosts.end(), root->hosts.begin(), root->hosts.end());
  }
  return hosts;
}

std::set<std::string> VirtualServiceIndex::GatewaysOf(const manifest::VirtualService& rule) const {
  std::set<std::string> gateways = GatewaysNamedBy(rule);
  for (const EffectivePtr& root : RootsOf(rule)) gateways.merge(GatewaysNamedBy(*root->source));
  return gateways;
}

}  // namespace weft::registry
