// SPDX-License-Identifier: Apache-2.0
// The Gateways, by the proxies that serve them. A value: a copy shares the parsed Gateways, and costs nothing.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/containers/persistent_map.h"
#include "manifest/gateway/gateway.h"

namespace weft::registry {

using GatewayPtr = std::shared_ptr<const manifest::Gateway>;

// "namespace/name" of the Gateway that a VirtualService of `ns` means by `name`: written as `name` or `namespace/name`. "mesh"
// stays what it is.
std::string ExpandGatewayName(std::string_view name, std::string_view ns);

// Not thread-safe while it changes. A Gateway is known by its namespace and name.
class GatewayIndex {
 public:
  // Takes the place of the Gateway of the same namespace and name.
  void Add(const GatewayPtr& gateway);
  void Remove(const GatewayPtr& gateway);

  // The Gateways that a proxy with these labels serves, whatever its namespace: oldest first, then by name and namespace.
  std::vector<GatewayPtr> ServedBy(const manifest::Labels& labels) const;
  // nullptr when there is none of that "namespace/name".
  GatewayPtr Find(std::string_view name) const;
  GatewayPtr Find(std::string_view ns, std::string_view name) const;

  const PersistentMap<std::string, GatewayPtr>& all() const { return gateways_; }  // by "namespace/name"

  // The label keys that some selector looks at.
  std::set<std::string> SelectorKeys() const;
  size_t size() const { return gateways_.size(); }

 private:
  void CountSelectorKeys(const manifest::Gateway& gateway, int step);

  PersistentMap<std::string, GatewayPtr> gateways_;  // by "namespace/name"
  PersistentMap<std::string, int> selector_keys_;    // how many selectors look at the label
};

}  // namespace weft::registry
