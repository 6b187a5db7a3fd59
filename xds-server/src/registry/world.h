// SPDX-License-Identifier: Apache-2.0
// Everything that translation looks at, frozen: services with endpoints, the rules, and the Gateways.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <typeindex>
#include <typeinfo>
#include <utility>
#include <vector>

#include "registry/index/destination_rule_index.h"
#include "registry/index/gateway_index.h"
#include "registry/index/virtual_service_index.h"
#include "registry/services/service.h"

namespace weft::registry {

// What a world is made of, each part by its type. Parts are immutable, and successive worlds share those that did not change.
class WorldParts {
 public:
  template <typename T>
  void Put(std::shared_ptr<const T> part) {
    parts_[typeid(T)] = std::move(part);
  }
  // nullptr when no kind put one there.
  template <typename T>
  const T* Find() const {
    auto found = parts_.find(typeid(T));
    return found == parts_.end() ? nullptr : static_cast<const T*>(found->second.get());
  }

 private:
  std::map<std::type_index, std::shared_ptr<const void>> parts_;
};

// Immutable and thread-safe. Successive worlds share what did not change; a pointer into a world lives as long as the world.
class World {
 public:
  // `parts` has ServiceIndexes, VirtualServiceIndex, DestinationRuleIndex and GatewayIndex, and what other kinds put there.
  World(uint64_t version, std::string domain, WorldParts parts);

  // The resourceVersion of the last change that is in here.
  uint64_t version() const { return version_; }
  const std::string& domain() const { return domain_; }
  const ServiceIndex& services() const { return services_->by_host; }
  const VirtualServiceIndex& virtual_services() const { return *virtual_services_; }
  const DestinationRuleIndex& destination_rules() const { return *destination_rules_; }
  const GatewayIndex& gateways() const { return *gateways_; }

  // The service that a client of `client_ns` reaches under the full `host`: visible to it, exact host before wildcard, its own
  // namespace before others. With a `port` other than 0, one that has this port. nullptr when there is none.
  const Service* FindService(std::string_view host, std::string_view client_ns, uint32_t port = 0) const;

  // The services, whoever sees them, of which `address` is a virtual IP.
  const std::vector<std::shared_ptr<const Service>>& ServicesAt(std::string_view address) const;

  // What a kind shares that has no name here; nullptr when there is none.
  template <typename T>
  const T* Part() const {
    return parts_.Find<T>();
  }

 private:
  const uint64_t version_;
  const std::string domain_;
  const WorldParts parts_;
  const ServiceIndexes* const services_;  // these are parts
  const VirtualServiceIndex* const virtual_services_;
  const DestinationRuleIndex* const destination_rules_;
  const GatewayIndex* const gateways_;
};

}  // namespace weft::registry
