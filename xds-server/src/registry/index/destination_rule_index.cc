// SPDX-License-Identifier: Apache-2.0
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

DestinationRulePtr DestinationRuleIndex::Find(std::string_view ns, std::string_view name) const {
  const DestinationRulePtr* found = by_name_.Find(std::pair<std::string, std::string>(ns, name));
  return found == nullptr ? nullptr : *found;
}

void DestinationRuleIndex::Add(const DestinationRulePtr& rule) {
  if (DestinationRulePtr former = Find(rule->meta.ns, rule->meta.name)) Remove(former);
  by_namespace_.Edit(rule->meta.ns, [&](ByHost& by_host) {
    by_host.Edit(HostOf(*rule), [&](std::vector<DestinationRulePtr>& rules) {
      InsertByAge(rules, rule);
      return true;
    });
    return true;
  });
  by_name_.Put({rule->meta.ns, rule->meta.name}, rule);
  CountDistinctions(*rule, 1);
}

void DestinationRuleIndex::CountDistinctions(const manifest::DestinationRule& rule, int step) {
  for (const manifest::PolicyBlocks* blocks : AllBlocks(rule)) {
    if (LooksAtLocality(*blocks)) by_locality_ += step;
    if (!blocks->load_balancer || !blocks->load_balancer->locality) continue;
    for (const std::string& label : blocks->load_balancer->locality->failover_priority) {
      if (label.find('=') != std::string::npos) continue;  // it says itself which value clients count as having
      failover_keys_.Edit(label, [&](int& times) { return (times += step) > 0; });
    }
  }
}

std::set<std::string> DestinationRuleIndex::FailoverLabelKeys() const {
  std::set<std::string> keys;
  for (const auto& [key, times] : failover_keys_) keys.insert(keys.end(), key);
  return keys;
}

void DestinationRuleIndex::Remove(const DestinationRulePtr& rule) {
  size_t removed = 0;
  by_namespace_.Edit(rule->meta.ns, [&](ByHost& by_host) {
    by_host.Edit(HostOf(*rule), [&](std::vector<DestinationRulePtr>& rules) {
      removed = std::erase(rules, rule);
      return !rules.empty();
    });
    return !by_host.empty();
  });
  if (removed == 0) return;
  by_name_.Erase({rule->meta.ns, rule->meta.name});
  CountDistinctions(*rule, -1);
}

std::vector<DestinationRulePtr> DestinationRuleIndex::Covering(std::string_view host) const {
  std::vector<DestinationRulePtr> covering;
  for (const auto& [ns, by_host] : by_namespace_) {
    if (const auto* exact = by_host.Find(host)) covering.insert(covering.end(), exact->begin(), exact->end());
    for (auto it = by_host.lower_bound("*"); it != by_host.end() && IsWildcard(it->first); ++it) {
      if (it->first != host && HostMatches(it->first, host)) {
        covering.insert(covering.end(), it->second.begin(), it->second.end());
      }
    }
  }
  return covering;
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
  if (const auto* exact = by_host.Find(host)) best = visible_of(*exact);
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
    const ByHost* found = by_namespace_.Find(ns);
    if (found == nullptr) continue;
    if (MergedRule rule = InNamespace(*found, host, client_ns); !rule.rules.empty()) return rule;
  }
  return {};
}

}  // namespace weft::registry
