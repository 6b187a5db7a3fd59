// The DestinationRules by namespace and host, in the order in which they are considered. Values: a copy shares the parsed
// rules.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

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

  void Add(const DestinationRulePtr& rule);
  void Remove(const DestinationRulePtr& rule);

  MergedRule For(std::string_view host, std::string_view service_ns, std::string_view client_ns) const;
  std::string HostOf(const manifest::DestinationRule& rule) const;
  size_t size() const { return count_; }

  // Does some rule make it matter where a client is?
  bool BalancesByLocality() const { return by_locality_ > 0; }
  // The label keys of clients that some rule's failoverPriority looks at.
  std::set<std::string> FailoverLabelKeys() const;

 private:
  using ByHost = std::map<std::string, std::vector<DestinationRulePtr>, std::less<>>;
  static MergedRule InNamespace(const ByHost& by_host, std::string_view host, std::string_view client_ns);

  std::string domain_;
  void CountDistinctions(const manifest::DestinationRule& rule, int step);

  size_t count_ = 0;
  int by_locality_ = 0;                       // rules that look at localities
  std::map<std::string, int> failover_keys_;  // how often rules name the label
  std::map<std::string, ByHost, std::less<>> by_namespace_;
};

}  // namespace weft::registry
