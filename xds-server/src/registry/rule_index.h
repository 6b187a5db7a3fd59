// The rules by host, in the order in which they are considered. Values: a copy shares the parsed rules.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "manifest/destination_rule.h"
#include "manifest/virtual_service.h"

namespace weft::registry {

using VirtualServicePtr = std::shared_ptr<const manifest::VirtualService>;
using DestinationRulePtr = std::shared_ptr<const manifest::DestinationRule>;

// VirtualServices that apply to the mesh, by host.
//
// Two rules for one host are never merged: the first owns it. "First" is the narrowest export, then the oldest, then name, then
// namespace. An exact host beats a wildcard, a longer wildcard a shorter one.
class VirtualServiceIndex {
 public:
  explicit VirtualServiceIndex(std::string domain = "cluster.local") : domain_(std::move(domain)) {}

  void Add(const VirtualServicePtr& rule);
  void Remove(const VirtualServicePtr& rule);

  // The rule that owns `host` for clients of `client_ns`, or nullptr.
  const manifest::VirtualService* OwnerOf(std::string_view host, std::string_view client_ns) const;

  // The label keys that some rule's sourceLabels look at: two clients that agree on them get the same routes.
  std::set<std::string> SourceLabelKeys() const;
  // The full hosts of a rule.
  std::vector<std::string> HostsOf(const manifest::VirtualService& rule) const;
  size_t size() const { return all_.size(); }

 private:
  const manifest::VirtualService* First(const std::vector<VirtualServicePtr>& rules, std::string_view client_ns) const;

  std::string domain_;
  std::set<VirtualServicePtr> all_;
  std::map<std::string, std::vector<VirtualServicePtr>, std::less<>> by_host_;  // each list oldest first
  std::set<std::string> wildcards_;                                             // the keys of by_host_ that are wildcards
};

// What a host's DestinationRules say together.
struct MergedRule {
  std::vector<DestinationRulePtr> rules;  // keeps the subsets alive
  std::vector<const manifest::Subset*> subsets;
  manifest::LoadBalancer load_balancer = manifest::LoadBalancer::kUnspecified;

  const manifest::Subset* FindSubset(std::string_view name) const;
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

 private:
  using ByHost = std::map<std::string, std::vector<DestinationRulePtr>, std::less<>>;
  static MergedRule InNamespace(const ByHost& by_host, std::string_view host, std::string_view client_ns);

  std::string domain_;
  size_t count_ = 0;
  std::map<std::string, ByHost, std::less<>> by_namespace_;
};

}  // namespace weft::registry
