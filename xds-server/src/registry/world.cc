#include "registry/world.h"

#include "registry/hostname.h"

namespace weft::registry {
namespace {

const Service* ChooseService(const std::vector<std::shared_ptr<const Service>>& services, std::string_view client_ns,
                             uint32_t port) {
  const Service* chosen = nullptr;
  for (const auto& service : services) {
    if (!ExportedTo(service->export_to, service->ns, client_ns)) continue;
    if (port != 0 && service->PortIndex(port) < 0) continue;
    if (service->is_platform || service->ns == client_ns) return service.get();
    if (chosen == nullptr) chosen = service.get();
  }
  return chosen;
}

}  // namespace

World::World(uint64_t version, std::string domain, std::shared_ptr<const ServiceIndex> services,
             std::shared_ptr<const AddressIndex> addresses, std::shared_ptr<const VirtualServiceIndex> virtual_services,
             std::shared_ptr<const DestinationRuleIndex> destination_rules, std::shared_ptr<const GatewayIndex> gateways)
    : version_(version),
      domain_(std::move(domain)),
      services_(std::move(services)),
      addresses_(std::move(addresses)),
      virtual_services_(std::move(virtual_services)),
      destination_rules_(std::move(destination_rules)),
      gateways_(std::move(gateways)) {}

const Service* World::FindService(std::string_view host, std::string_view client_ns, uint32_t port) const {
  if (auto exact = services_->find(host); exact != services_->end()) {
    if (const Service* service = ChooseService(exact->second, client_ns, port)) return service;
  }
  const Service* found = nullptr;
  for (auto it = services_->lower_bound("*"); it != services_->end() && IsWildcard(it->first); ++it) {
    if (found != nullptr && it->first.size() <= found->host.size()) continue;
    if (!HostMatches(it->first, host)) continue;
    if (const Service* service = ChooseService(it->second, client_ns, port)) found = service;
  }
  return found;
}

const std::vector<std::shared_ptr<const Service>>& World::ServicesAt(std::string_view address) const {
  static const auto* const kNobody = new std::vector<std::shared_ptr<const Service>>();
  auto found = addresses_->find(address);
  return found == addresses_->end() ? *kNobody : found->second;
}

}  // namespace weft::registry
