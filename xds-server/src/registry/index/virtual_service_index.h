// SPDX-License-Identifier: Apache-2.0
// The VirtualServices by host, in the order in which they are considered. A value: a copy shares everything and costs nothing.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/containers/persistent_map.h"
#include "registry/hostname.h"
#include "registry/index/delegation.h"

namespace weft::registry {

// A host of a rule that another rule owns.
struct Shadow {
  std::string host;         // in full
  VirtualServicePtr owner;  // whose rules are used instead
  // The namespaces whose clients are concerned; "*" stands for all that no rule for the host names. Empty: every client that
  // sees the rule, so that this host of it has no effect at all.
  std::vector<std::string> clients;
};

// Does one of the rule's gateways say `mesh`? Other gateways concern no client of the mesh.
bool AppliesToMesh(const manifest::VirtualService& rule);

// VirtualServices, with their delegates resolved, for clients of the mesh and for Gateways. A rule may be for both.
//
// In the mesh two rules for one host are never merged: the first owns it. "First" is the narrowest export, then the oldest,
// then name, then namespace. An exact host beats a wildcard, a longer wildcard a shorter one, so each host has one owner for
// each client.
//
// Not thread-safe while it changes. A rule is known by its namespace and name.
class VirtualServiceIndex {
 public:
  explicit VirtualServiceIndex(std::string domain = "cluster.local") : domain_(std::move(domain)) {}

  // Takes the place of the rule of the same namespace and name.
  void Add(const VirtualServicePtr& rule);
  void Remove(const VirtualServicePtr& rule);

  // The rule that owns `host` for clients of `client_ns`, or nullptr. Lives as long as some copy of the index has it.
  const EffectiveRule* OwnerOf(std::string_view host, std::string_view client_ns) const;

  // The rules bound to the Gateway of that "namespace/name", whoever may see them, in the order in which their routes follow
  // each other: narrowest export first, then oldest, name, namespace. They live as OwnerOf's.
  std::vector<const EffectiveRule*> BoundTo(std::string_view gateway) const;

  // Is there a wildcard rule that `host` falls under, whoever may see it?
  bool HasWildcardFor(std::string_view host) const;

  // The hosts of `rule` that clients take from another rule. The rule need not be in the index, so that one can ask before it
  // is stored; its metadata.creationTimestamp counts, so set it.
  std::vector<Shadow> ShadowedBy(const manifest::VirtualService& rule) const;

  // The rules dropped in delegation in which this VirtualService is root or delegate.
  std::vector<DroppedRoute> DroppedOf(const manifest::VirtualService& rule) const;

  // What `rule` would say if it stood in the index.
  EffectiveRule Resolve(const VirtualServicePtr& rule) const;

  // The label keys that some rule's sourceLabels look at, be the rule for the mesh or for Gateways: two clients that agree on
  // them get the same routes.
  std::set<std::string> SourceLabelKeys() const;
  // The full hosts whose calls in the mesh `rule` may concern: its own, or those of the rules that delegate to it. None for a
  // rule that is for Gateways alone.
  std::vector<std::string> HostsOf(const manifest::VirtualService& rule) const;
  // The Gateways, as "namespace/name", that `rule` or a rule that delegates to it is bound to, each once.
  std::set<std::string> GatewaysOf(const manifest::VirtualService& rule) const;
  // Every full host, or wildcard, of a rule for the mesh.
  std::set<std::string> Hosts() const;
  // All rules, also those for gateways alone and delegates.
  size_t size() const { return all_.size(); }
  // nullptr when there is none.
  VirtualServicePtr Find(std::string_view ns, std::string_view name) const;

  using Key = std::pair<std::string, std::string>;  // namespace, name
  const PersistentMap<Key, VirtualServicePtr>& all() const { return all_; }

  // The other rules that have to do with this one: that are for one of its hosts, delegate to it, or are delegates of it. It
  // need not be in the index. Without order.
  std::vector<VirtualServicePtr> RelatedTo(const manifest::VirtualService& rule) const;

 private:
  using EffectivePtr = std::shared_ptr<const EffectiveRule>;
  struct ByPrecision {
    using is_transparent = void;
    bool operator()(std::string_view a, std::string_view b) const { return MoreSpecific(a, b); }
  };

  void Link(const VirtualServicePtr& rule);
  void Unlink(const Key& key);
  void CountSourceLabels(const EffectiveRule& rule, int step);
  void RelinkRootsOf(const Key& delegate);
  std::vector<EffectivePtr> RootsOf(const manifest::VirtualService& rule) const;

  std::string domain_;
  PersistentMap<Key, VirtualServicePtr> all_;
  PersistentMap<Key, EffectivePtr> effective_;     // of the rules with hosts
  PersistentMap<Key, std::set<Key>> roots_;        // by delegate: who names it
  PersistentMap<std::string, int> source_labels_;  // how often a match of an effective rule looks at the label
  // The rules for the mesh, most specific host first, each list oldest first.
  PersistentMap<std::string, std::vector<EffectivePtr>, ByPrecision> by_host_;
  PersistentMap<std::string, std::vector<EffectivePtr>> by_gateway_;  // each list as BoundTo says
};

}  // namespace weft::registry
