#include "registry/index/destination_rule_index.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "registry/hostname.h"

namespace weft::registry {
namespace {

void InsertByAge(std::vector<DestinationRulePtr>& rules, const DestinationRulePtr& rule) {
  const auto age = [](const manifest::Meta& meta) { return std::tie(meta.created, meta.name, meta.ns); };
  const auto before = [&](const DestinationRulePtr& a, const DestinationRulePtr& b) { return age(a->meta) < age(b->meta); };
  rules.insert(std::upper_bound(rules.begin(), rules.end(), rule, before), rule);
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
    if (merged.policy == nullptr && rule->policy) merged.policy = &*rule->policy;
    for (const manifest::Subset& subset : rule->subsets) {
      if (merged.FindSubset(subset.name) == nullptr) merged.subsets.push_back(&subset);
    }
  }
  return merged;
}

// All blocks of a rule: its own and its subsets', for all ports and for single ones.
std::vector<const manifest::PolicyBlocks*> AllBlocks(const manifest::DestinationRule& rule) {
  std::vector<const manifest::PolicyBlocks*> all;
  const auto add = [&](const std::optional<manifest::TrafficPolicy>& policy) {
    if (!policy) return;
    all.push_back(&policy->blocks);
    for (const auto& [port, blocks] : policy->ports) all.push_back(&blocks);
  };
  add(rule.policy);
  for (const manifest::Subset& subset : rule.subsets) add(subset.policy);
  return all;
}

bool LooksAtLocality(const manifest::PolicyBlocks& blocks) {
  if (blocks.outlier_detection) return true;  // it turns failover on
  return blocks.load_balancer && blocks.load_balancer->locality && !blocks.load_balancer->locality->distribute.empty();
}

}  // namespace

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
  CountDistinctions(*rule, 1);
}

void DestinationRuleIndex::CountDistinctions(const manifest::DestinationRule& rule, int step) {
  for (const manifest::PolicyBlocks* blocks : AllBlocks(rule)) {
    if (LooksAtLocality(*blocks)) by_locality_ += step;
    if (!blocks->load_balancer || !blocks->load_balancer->locality) continue;
    for (const std::string& label : blocks->load_balancer->locality->failover_priority) {
      if (label.find('=') != std::string::npos) continue;  // it says itself which value clients count as having
      if ((failover_keys_[label] += step) == 0) failover_keys_.erase(label);
    }
  }
}

std::set<std::string> DestinationRuleIndex::FailoverLabelKeys() const {
  std::set<std::string> keys;
  for (const auto& [key, times] : failover_keys_) keys.insert(key);
  return keys;
}

void DestinationRuleIndex::Remove(const DestinationRulePtr& rule) {
  auto ns = by_namespace_.find(rule->meta.ns);
  if (ns == by_namespace_.end()) return;
  auto host = ns->second.find(HostOf(*rule));
  if (host == ns->second.end()) return;
  if (std::erase(host->second, rule) > 0) {
    --count_;
    CountDistinctions(*rule, -1);
  }
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
  std::string_view best_host;
  if (best.empty()) {
    for (auto it = by_host.lower_bound("*"); it != by_host.end() && IsWildcard(it->first); ++it) {
      if (!HostMatches(it->first, host) || (!best.empty() && !MoreSpecific(it->first, best_host))) continue;
      if (std::vector<DestinationRulePtr> visible = visible_of(it->second); !visible.empty()) {
        best = std::move(visible);
        best_host = it->first;
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
