// Everything that translation looks at, frozen: services with endpoints, the rules, and the Gateways.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "registry/index/destination_rule_index.h"
#include "registry/index/gateway_index.h"
#include "registry/index/virtual_service_index.h"
#include "registry/services/service.h"

namespace weft::registry {

// By host; several namespaces may define the same one. Platform services first, then oldest, name, namespace.
using ServiceIndex = std::map<std::string, std::vector<std::shared_ptr<const Service>>, std::less<>>;

// By virtual IP, in the same order; wildcard hosts are not in it.
using AddressIndex = ServiceIndex;

// Immutable and thread-safe. Successive worlds share what did not change; a pointer into a world lives as long as the world.
class World {
 public:
  World(uint64_t version, std::string domain, std::shared_ptr<const ServiceIndex> services,
        std::shared_ptr<const AddressIndex> addresses, std::shared_ptr<const VirtualServiceIndex> virtual_services,
        std::shared_ptr<const DestinationRuleIndex> destination_rules, std::shared_ptr<const GatewayIndex> gateways);

  // The resourceVersion of the last change that is in here.
  uint64_t version() const { return version_; }
  const std::string& domain() const { return domain_; }
  const ServiceIndex& services() const { return *services_; }
  const VirtualServiceIndex& virtual_services() const { return *virtual_services_; }
  const DestinationRuleIndex& destination_rules() const { return *destination_rules_; }
  const GatewayIndex& gateways() const { return *gateways_; }

  // The service that a client of `client_ns` reaches under the full `host`: visible to it, exact host before wildcard, its own
  // namespace before others. With a `port` other than 0, one that has this port. nullptr when there is none.
  const Service* FindService(std::string_view host, std::string_view client_ns, uint32_t port = 0) const;

  // The services, whoever sees them, of which `address` is a virtual IP.
  const std::vector<std::shared_ptr<const Service>>& ServicesAt(std::string_view address) const;

 private:
  uint64_t version_;
  std::string domain_;
  std::shared_ptr<const ServiceIndex> services_;
  std::shared_ptr<const AddressIndex> addresses_;
  std::shared_ptr<const VirtualServiceIndex> virtual_services_;
  std::shared_ptr<const DestinationRuleIndex> destination_rules_;
  std::shared_ptr<const GatewayIndex> gateways_;
};

}  // namespace weft::registry
