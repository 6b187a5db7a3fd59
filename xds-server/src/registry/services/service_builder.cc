#include "registry/services/service_builder.h"

#include <algorithm>

#include "base/strings.h"
#include "registry/hostname.h"

namespace weft::registry {
namespace {

using Resolution = manifest::ServiceEntry::Resolution;

Endpoint EndpointOf(const manifest::WorkloadSpec& spec, const Labels& labels, std::string workload) {
  Endpoint endpoint;
  endpoint.address = spec.address;
  endpoint.labels = labels;
  endpoint.locality = ParseLocality(spec.locality);
  endpoint.weight = spec.weight == 0 ? 1 : spec.weight;
  endpoint.workload = std::move(workload);
  return endpoint;
}

uint32_t PortNamed(const manifest::WorkloadSpec& spec, const std::string& name) {
  auto found = name.empty() ? spec.ports.end() : spec.ports.find(name);
  return found == spec.ports.end() ? 0 : found->second;
}

uint32_t InstancePort(const manifest::ServicePort& port, const manifest::WorkloadSpec& spec) {
  if (uint32_t by_name = PortNamed(spec, port.name)) return by_name;
  if (!port.target_port_name.empty()) return PortNamed(spec, port.target_port_name);
  return port.target_port != 0 ? port.target_port : port.port;
}

uint32_t InstancePort(const manifest::ServiceEntryPort& port, const manifest::WorkloadSpec& spec) {
  if (uint32_t by_name = PortNamed(spec, port.name)) return by_name;
  return port.target_port != 0 ? port.target_port : port.number;
}

template <typename ManifestPort>
void AddEndpoint(const std::vector<ManifestPort>& ports, const manifest::WorkloadSpec& spec, const Labels& labels,
                 const std::string& workload, std::vector<Endpoint>& endpoints) {
  if (spec.address.empty()) return;
  Endpoint endpoint = EndpointOf(spec, labels, workload);
  bool serves_any = false;
  for (const ManifestPort& port : ports) {
    endpoint.ports.push_back(InstancePort(port, spec));
    serves_any |= endpoint.ports.back() != 0;
  }
  if (serves_any) endpoints.push_back(std::move(endpoint));
}

template <typename ManifestPort>
std::vector<Endpoint> SelectWorkloads(const std::vector<ManifestPort>& ports, const Labels& selector,
                                      const WorkloadMap& workloads) {
  std::vector<Endpoint> endpoints;
  for (const auto& [name, workload] : workloads) {
    Labels labels = workload->AllLabels();
    if (manifest::Selects(selector, labels)) AddEndpoint(ports, workload->spec, labels, name, endpoints);
  }
  return endpoints;
}

std::vector<Endpoint> EntryEndpoints(const manifest::ServiceEntry& entry, const WorkloadMap& workloads) {
  if (entry.has_workload_selector) return SelectWorkloads(entry.ports, entry.workload_selector, workloads);
  std::vector<Endpoint> endpoints;
  for (const manifest::WorkloadSpec& spec : entry.endpoints) AddEndpoint(entry.ports, spec, spec.labels, "", endpoints);
  return endpoints;
}

// STATIC knows its endpoints; so does NONE when endpoints are written down, as there is no original destination to follow.
void ResolveEntryHost(Resolution resolution, const std::vector<manifest::ServiceEntryPort>& ports, Service& service) {
  bool by_name =
      resolution == Resolution::kDns || resolution == Resolution::kDnsRoundRobin || resolution == Resolution::kDynamicDns;
  if (resolution == Resolution::kStatic || (!by_name && !service.endpoints.empty())) return;
  service.discovery = Service::Discovery::kDns;
  if (!service.endpoints.empty()) return;
  if (IsWildcard(service.host)) {
    service.discovery = Service::Discovery::kUnreachable;
    return;
  }
  manifest::WorkloadSpec itself;
  itself.address = service.host;
  AddEndpoint(ports, itself, {}, "", service.endpoints);
}

// Addresses as dialled, which may be the shortest spelling as well as the one in the manifest. Subnets lead to no service.
std::vector<std::string> DialledAddresses(const std::vector<std::string>& written) {
  std::vector<std::string> addresses;
  for (const std::string& address : written) {
    for (std::string& spelling : AddressSpellings(address)) {
      if (std::find(addresses.begin(), addresses.end(), spelling) == addresses.end()) addresses.push_back(std::move(spelling));
    }
  }
  return addresses;
}

}  // namespace

Service BuildService(const manifest::Service& source, const WorkloadMap& workloads, std::string_view domain) {
  Service service;
  service.host = ServiceHost(source.meta.name, source.meta.ns, domain);
  service.ns = source.meta.ns;
  service.name = source.meta.name;
  service.uid = source.meta.uid;
  service.is_platform = true;
  service.created = source.meta.created;
  service.addresses = DialledAddresses(source.cluster_ips);
  service.headless = source.headless;
  for (const manifest::ServicePort& port : source.ports) service.ports.push_back({port.name, port.port, port.app_protocol});
  if (!source.selector.empty()) service.endpoints = SelectWorkloads(source.ports, source.selector, workloads);
  return service;
}

std::vector<Service> BuildServiceEntry(const manifest::ServiceEntry& entry, const WorkloadMap& workloads) {
  Service common;
  common.ns = entry.meta.ns;
  common.name = entry.meta.name;
  common.uid = entry.meta.uid;
  common.created = entry.meta.created;
  common.export_to = entry.export_to;
  common.addresses = DialledAddresses(entry.addresses);
  for (const manifest::ServiceEntryPort& port : entry.ports) common.ports.push_back({port.name, port.number, port.protocol});
  common.endpoints = EntryEndpoints(entry, workloads);

  std::vector<Service> services;
  for (const std::string& host : entry.hosts) {
    Service service = common;
    service.host = ToLower(host);
    ResolveEntryHost(entry.resolution, entry.ports, service);
    services.push_back(std::move(service));
  }
  return services;
}

}  // namespace weft::registry
