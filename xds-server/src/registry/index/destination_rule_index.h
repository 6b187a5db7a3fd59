// SPDX-License-Identifier: Apache-2.0
// The DestinationRules by namespace and host, in the order in which they are considered. Values: a copy shares the parsed
// rules, and costs nothing.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/containers/persistent_map.h"
#include "manifest/destination_rule/destination_rule.h"

namespace weft::registry {

using DestinationRulePtr = std::shared_ptr<const manifest::DestinationRule>;

// What a host's DestinationRules say together.
struct MergedRule {
  std::vector<DestinationRulePtr> rules;  // keeps the subsets alive
  std::vector<const manifest::Subset*> subsets;
  const manifest::TrafficPolicy* policy = nullptr;  // the oldest one, whole; nullptr: none

  const manifest::Subset* FindSubset(std::string_view name) const;
  // For calls to a subset, or to the whole host when it is nullptr. It lives as long as the rules.
  manifest::AppliedPolicy PolicyOf(const manifest::Subset* subset, uint32_t port) const {
    return manifest::ApplyPolicies(policy, subset != nullptr && subset->policy ? &*subset->policy : nullptr, port);
  }
};

// DestinationRules by namespace and host.
//
// The lookup path is the client's namespace, the service's, then the root namespace; the first that has any rule for the host
// decides, and there the most specific host. Rules of one namespace for the same host and with the same export are merged,
// oldest first.
class DestinationRuleIndex {
 public:
  static constexpr std::string_view kRootNamespace = "istio-system";

  explicit DestinationRuleIndex(std::string domain = "cluster.local") : domain_(std::move(domain)) {}

  // Takes the place of the rule of the same namespace and name.
  void Add(const DestinationRulePtr& rule);
  void Remove(const DestinationRulePtr& rule);

  MergedRule For(std::string_view host, std::string_view service_ns, std::string_view client_ns) const;
  std::string HostOf(const manifest::DestinationRule& rule) const;
  // nullptr when there is none.
  DestinationRulePtr Find(std::string_view ns, std::string_view name) const;
  // The rules of any namespace that are for the full `host`, or for a wildcard that covers it, whoever may see them.
  std::vector<DestinationRulePtr> Covering(std::string_view host) const;
  size_t size() const { return by_name_.size(); }

  // Does some rule make it matter where a client is?
  bool BalancesByLocality() const { return by_locality_ > 0; }
  // The label keys of clients that some rule's failoverPriority looks at.
  std::set<std::string> FailoverLabelKeys() const;

 private:
  using ByHost = PersistentMap<std::string, std::vector<DestinationRulePtr>>;
  static MergedRule InNamespace(const ByHost& by_host, std::string_view host, std::string_view client_ns);

  std::string domain_;
  void CountDistinctions(const manifest::DestinationRule& rule, int step);

  PersistentMap<std::pair<std::string, std::string>, DestinationRulePtr> by_name_;  // by namespace and name
  int by_locality_ = 0;                                                             // rules that look at localities
  PersistentMap<std::string, int> failover_keys_;                                   // how often rules name the label
  PersistentMap<std::string, ByHost> by_namespace_;
};

}  // namespace weft::registry
