// SPDX-License-Identifier: Apache-2.0
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

World::World(uint64_t version, std::string domain, WorldParts parts)
    : version_(version),
      domain_(std::move(domain)),
      parts_(std::move(parts)),
      services_(parts_.Find<ServiceIndexes>()),
      virtual_services_(parts_.Find<VirtualServiceIndex>()),
      destination_rules_(parts_.Find<DestinationRuleIndex>()),
      gateways_(parts_.Find<GatewayIndex>()) {}

const Service* World::FindService(std::string_view host, std::string_view client_ns, uint32_t port) const {
  const ServiceIndex& services = services_->by_host;
  if (const auto* exact = services.Find(host)) {
    if (const Service* service = ChooseService(*exact, client_ns, port)) return service;
  }
  const Service* found = nullptr;
  for (auto it = services.lower_bound("*"); it != services.end() && IsWildcard(it->first); ++it) {
    if (found != nullptr && it->first.size() <= found->host.size()) continue;
    if (!HostMatches(it->first, host)) continue;
    if (const Service* service = ChooseService(it->second, client_ns, port)) found = service;
  }
  return found;
}

const std::vector<std::shared_ptr<const Service>>& World::ServicesAt(std::string_view address) const {
  static const auto* const kNobody = new std::vector<std::shared_ptr<const Service>>();
  const auto* found = services_->by_address.Find(address);
  return found == nullptr ? *kNobody : *found;
}

}  // namespace weft::registry
