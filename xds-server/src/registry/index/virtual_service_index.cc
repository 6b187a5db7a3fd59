#include "registry/index/virtual_service_index.h"

#include <algorithm>
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
void EraseEffective(const std::string& key, const std::shared_ptr<const EffectiveRule>& rule, Map& map) {
  auto found = map.find(key);
  if (found == map.end()) return;
  std::erase(found->second, rule);
  if (found->second.empty()) map.erase(found);
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
  const auto lookup = [this](const std::string& ns, const std::string& name) -> VirtualServicePtr {
    auto found = all_.find({ns, name});
    return found == all_.end() ? nullptr : found->second;
  };
  return MakeEffective(rule, lookup, domain_);
}

void VirtualServiceIndex::Link(const VirtualServicePtr& rule) {
  if (rule->hosts.empty()) return;
  auto effective = std::make_shared<const EffectiveRule>(Resolve(rule));
  const Key key{rule->meta.ns, rule->meta.name};
  effective_[key] = effective;
  for (const Key& delegate : DelegatesOf(*rule)) roots_[delegate].insert(key);
  for (const std::string& gateway : GatewaysNamedBy(*rule)) InsertRuleByReach(effective, by_gateway_[gateway]);
  if (!AppliesToMesh(*rule)) return;
  for (const std::string& host : effective->hosts) InsertRuleByAge(effective, by_host_[host]);
}

void VirtualServiceIndex::Unlink(const Key& key) {
  auto found = effective_.find(key);
  if (found == effective_.end()) return;
  EffectivePtr effective = std::move(found->second);
  effective_.erase(found);
  for (const Key& delegate : DelegatesOf(*effective->source)) {
    auto roots = roots_.find(delegate);
    if (roots == roots_.end()) continue;
    roots->second.erase(key);
    if (roots->second.empty()) roots_.erase(roots);
  }
  for (const std::string& gateway : GatewaysNamedBy(*effective->source)) EraseEffective(gateway, effective, by_gateway_);
  for (const std::string& host : effective->hosts) EraseEffective(host, effective, by_host_);
}

// What a rule says changes when a VirtualService that it delegates to comes, goes or changes.
void VirtualServiceIndex::RelinkRootsOf(const Key& delegate) {
  auto found = roots_.find(delegate);
  if (found == roots_.end()) return;
  for (const Key& root : std::set<Key>(found->second)) {
    Unlink(root);
    Link(all_.at(root));
  }
}

void VirtualServiceIndex::Add(const VirtualServicePtr& rule) {
  const Key key{rule->meta.ns, rule->meta.name};
  Unlink(key);
  all_[key] = rule;
  Link(rule);
  RelinkRootsOf(key);
}

void VirtualServiceIndex::Remove(const VirtualServicePtr& rule) {
  const Key key{rule->meta.ns, rule->meta.name};
  auto found = all_.find(key);
  if (found == all_.end() || found->second != rule) return;
  Unlink(key);
  all_.erase(found);
  RelinkRootsOf(key);
}

const EffectiveRule* VirtualServiceIndex::OwnerOf(std::string_view host, std::string_view client_ns) const {
  if (auto exact = by_host_.find(host); exact != by_host_.end()) {
    if (const EffectiveRule* rule = FirstVisible(exact->second, client_ns)) return rule;
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
  auto found = by_gateway_.find(gateway);
  if (found == by_gateway_.end()) return rules;
  for (const EffectivePtr& rule : found->second) rules.push_back(rule.get());
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
    auto found = by_host_.find(host);
    if (found == by_host_.end()) continue;
    std::vector<const manifest::VirtualService*> rules = {&rule};
    for (const EffectivePtr& other : found->second) {
      if (!IsSameRule(*other->source, rule)) rules.push_back(other->source.get());
    }
    std::stable_sort(rules.begin(), rules.end(), [](const auto* a, const auto* b) { return AgeOfRule(*a) < AgeOfRule(*b); });
    auto owners = OwnersInsteadOf(rule, rules);
    for (const manifest::VirtualService* owner : rules) {
      if (auto clients = owners.find(owner); clients != owners.end()) {
        shadows.push_back({host, all_.at({owner->meta.ns, owner->meta.name}), std::move(clients->second)});
      }
    }
  }
  return shadows;
}

std::vector<DroppedRoute> VirtualServiceIndex::DroppedOf(const manifest::VirtualService& rule) const {
  std::vector<DroppedRoute> dropped;
  const Key key{rule.meta.ns, rule.meta.name};
  if (auto own = effective_.find(key); own != effective_.end()) dropped = own->second->dropped;
  if (auto roots = roots_.find(key); roots != roots_.end()) {
    for (const Key& root : roots->second) {
      for (const DroppedRoute& route : effective_.at(root)->dropped) {
        if (route.delegate == key.first + "/" + key.second) dropped.push_back(route);
      }
    }
  }
  return dropped;
}

std::set<std::string> VirtualServiceIndex::SourceLabelKeys() const {
  std::set<std::string> keys;
  for (const auto& [key, rule] : effective_) {
    for (const EffectiveRoute& route : rule->http) {
      for (const manifest::HttpMatch& match : route.route.match) {
        for (const auto& [label, value] : match.source_labels) keys.insert(label);
      }
    }
  }
  return keys;
}

std::vector<VirtualServiceIndex::EffectivePtr> VirtualServiceIndex::RootsOf(const manifest::VirtualService& rule) const {
  std::vector<EffectivePtr> rules;
  auto roots = roots_.find({rule.meta.ns, rule.meta.name});
  if (roots == roots_.end()) return rules;
  for (const Key& root : roots->second) rules.push_back(effective_.at(root));
  return rules;
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
