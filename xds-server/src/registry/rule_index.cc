#include "registry/rule_index.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "registry/hostname.h"

namespace weft::registry {
namespace {

auto AgeOf(const manifest::Meta& meta) { return std::tie(meta.created, meta.name, meta.ns); }

template <typename Pointer>
void InsertByAge(std::vector<Pointer>& rules, const Pointer& rule) {
  auto before = [](const Pointer& a, const Pointer& b) { return AgeOf(a->meta) < AgeOf(b->meta); };
  rules.insert(std::upper_bound(rules.begin(), rules.end(), rule, before), rule);
}

bool AppliesToMesh(const manifest::VirtualService& rule) {
  return rule.gateways.empty() || std::find(rule.gateways.begin(), rule.gateways.end(), "mesh") != rule.gateways.end();
}

std::vector<std::string> SortedExport(const manifest::DestinationRule& rule) {
  std::vector<std::string> entries = rule.export_to;
  for (std::string& entry : entries) {
    if (entry == ".") entry = rule.meta.ns;
  }
  if (entries.empty()) entries = {"*"};
  std::sort(entries.begin(), entries.end());
  return entries;
}

// `visible` is not empty and oldest first; the oldest decides whose exports go together.
MergedRule MergeRules(const std::vector<DestinationRulePtr>& visible) {
  MergedRule merged;
  const std::vector<std::string> exported = SortedExport(*visible.front());
  for (const DestinationRulePtr& rule : visible) {
    if (SortedExport(*rule) != exported) continue;
    merged.rules.push_back(rule);
    if (merged.load_balancer == manifest::LoadBalancer::kUnspecified) merged.load_balancer = rule->load_balancer;
    for (const manifest::Subset& subset : rule->subsets) {
      if (merged.FindSubset(subset.name) == nullptr) merged.subsets.push_back(&subset);
    }
  }
  return merged;
}

}  // namespace

std::vector<std::string> VirtualServiceIndex::HostsOf(const manifest::VirtualService& rule) const {
  std::vector<std::string> hosts;
  for (const std::string& host : rule.hosts) hosts.push_back(ExpandRuleHost(host, rule.meta.ns, domain_));
  return hosts;
}

void VirtualServiceIndex::Add(const VirtualServicePtr& rule) {
  if (!AppliesToMesh(*rule) || !all_.insert(rule).second) return;
  for (const std::string& host : HostsOf(*rule)) {
    InsertByAge(by_host_[host], rule);
    if (IsWildcard(host)) wildcards_.insert(host);
  }
}

void VirtualServiceIndex::Remove(const VirtualServicePtr& rule) {
  if (all_.erase(rule) == 0) return;
  for (const std::string& host : HostsOf(*rule)) {
    auto found = by_host_.find(host);
    if (found == by_host_.end()) continue;
    std::erase(found->second, rule);
    if (!found->second.empty()) continue;
    by_host_.erase(found);
    wildcards_.erase(host);
  }
}

const manifest::VirtualService* VirtualServiceIndex::First(const std::vector<VirtualServicePtr>& rules,
                                                           std::string_view client_ns) const {
  const manifest::VirtualService* first = nullptr;
  for (const VirtualServicePtr& rule : rules) {
    if (!ExportedTo(rule->export_to, rule->meta.ns, client_ns)) continue;
    if (first == nullptr || ReachOf(rule->export_to, rule->meta.ns) < ReachOf(first->export_to, first->meta.ns)) {
      first = rule.get();
    }
  }
  return first;
}

const manifest::VirtualService* VirtualServiceIndex::OwnerOf(std::string_view host, std::string_view client_ns) const {
  if (auto exact = by_host_.find(host); exact != by_host_.end()) {
    if (const auto* rule = First(exact->second, client_ns)) return rule;
  }
  const manifest::VirtualService* owner = nullptr;
  size_t longest = 0;
  for (const std::string& wildcard : wildcards_) {
    if (wildcard.size() <= longest || !HostMatches(wildcard, host)) continue;
    if (const auto* rule = First(by_host_.find(wildcard)->second, client_ns)) {
      owner = rule;
      longest = wildcard.size();
    }
  }
  return owner;
}

std::set<std::string> VirtualServiceIndex::SourceLabelKeys() const {
  std::set<std::string> keys;
  for (const VirtualServicePtr& rule : all_) {
    for (const manifest::HttpRoute& route : rule->http) {
      for (const manifest::HttpMatch& match : route.match) {
        for (const auto& [key, value] : match.source_labels) keys.insert(key);
      }
    }
  }
  return keys;
}

const manifest::Subset* MergedRule::FindSubset(std::string_view name) const {
  for (const manifest::Subset* subset : subsets) {
    if (subset->name == name) return subset;
  }
  return nullptr;
}

std::string DestinationRuleIndex::HostOf(const manifest::DestinationRule& rule) const {
  return ExpandRuleHost(rule.host, rule.meta.ns, domain_);
}

void DestinationRuleIndex::Add(const DestinationRulePtr& rule) {
  InsertByAge(by_namespace_[rule->meta.ns][HostOf(*rule)], rule);
  ++count_;
}

void DestinationRuleIndex::Remove(const DestinationRulePtr& rule) {
  auto ns = by_namespace_.find(rule->meta.ns);
  if (ns == by_namespace_.end()) return;
  auto host = ns->second.find(HostOf(*rule));
  if (host == ns->second.end()) return;
  count_ -= std::erase(host->second, rule);
  if (host->second.empty()) ns->second.erase(host);
  if (ns->second.empty()) by_namespace_.erase(ns);
}

MergedRule DestinationRuleIndex::InNamespace(const ByHost& by_host, std::string_view host, std::string_view client_ns) {
  const auto visible_of = [&](const std::vector<DestinationRulePtr>& rules) {
    std::vector<DestinationRulePtr> visible;
    for (const DestinationRulePtr& rule : rules) {
      if (ExportedTo(rule->export_to, rule->meta.ns, client_ns)) visible.push_back(rule);
    }
    return visible;
  };
  std::vector<DestinationRulePtr> best;
  if (auto exact = by_host.find(host); exact != by_host.end()) best = visible_of(exact->second);
  size_t longest = 0;
  if (best.empty()) {
    for (auto it = by_host.lower_bound("*"); it != by_host.end() && IsWildcard(it->first); ++it) {
      if (it->first.size() <= longest || !HostMatches(it->first, host)) continue;
      if (std::vector<DestinationRulePtr> visible = visible_of(it->second); !visible.empty()) {
        best = std::move(visible);
        longest = it->first.size();
      }
    }
  }
  return best.empty() ? MergedRule{} : MergeRules(best);
}

MergedRule DestinationRuleIndex::For(std::string_view host, std::string_view service_ns, std::string_view client_ns) const {
  std::vector<std::string_view> path;
  for (std::string_view ns : {client_ns, service_ns, kRootNamespace}) {
    // A client of the root namespace does not put its own rules before those of the service's namespace.
    if (ns == client_ns && client_ns == kRootNamespace && path.empty() && service_ns != kRootNamespace) continue;
    path.push_back(ns);
  }
  for (std::string_view ns : path) {
    auto found = by_namespace_.find(ns);
    if (found == by_namespace_.end()) continue;
    if (MergedRule rule = InNamespace(found->second, host, client_ns); !rule.rules.empty()) return rule;
  }
  return {};
}

}  // namespace weft::registry
