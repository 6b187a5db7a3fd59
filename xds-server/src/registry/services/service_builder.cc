// SPDX-License-Identifier: Apache-2.0
#include "registry/services/service_builder.h"

#include <algorithm>
#include <utility>

#include "base/strings.h"
#include "registry/hostname.h"

namespace weft::registry {
namespace {

using Resolution = manifest::ServiceEntry::Resolution;

uint32_t PortNamed(const Workload& workload, const std::string& name) {
  auto found = name.empty() ? workload.ports.end() : workload.ports.find(name);
  return found == workload.ports.end() ? 0 : found->second;
}

uint32_t InstancePort(const manifest::ServicePort& port, const Workload& workload) {
  if (uint32_t by_name = PortNamed(workload, port.name)) return by_name;
  if (!port.target_port_name.empty()) return PortNamed(workload, port.target_port_name);
  return port.target_port != 0 ? port.target_port : port.port;
}

uint32_t InstancePort(const manifest::ServiceEntryPort& port, const Workload& workload) {
  if (uint32_t by_name = PortNamed(workload, port.name)) return by_name;
  return port.target_port != 0 ? port.target_port : port.number;
}

// Nothing when the workload serves none of the ports, or nobody could connect to it.
template <typename ManifestPort>
std::optional<Endpoint> EndpointAt(const std::vector<ManifestPort>& ports, const Workload& workload) {
  if (workload.address.empty()) return std::nullopt;
  Endpoint endpoint;
  bool serves_any = false;
  for (const ManifestPort& port : ports) {
    endpoint.ports.push_back(InstancePort(port, workload));
    serves_any |= endpoint.ports.back() != 0;
  }
  if (!serves_any) return std::nullopt;
  endpoint.address = workload.address;
  endpoint.labels = workload.labels;
  endpoint.locality = workload.locality;
  endpoint.weight = workload.weight;
  endpoint.workload = workload.name;
  return endpoint;
}

EndpointList InlineEndpoints(const std::vector<manifest::ServiceEntryPort>& ports, const std::vector<Workload>& workloads) {
  EndpointList endpoints;
  for (size_t i = 0; i < workloads.size(); ++i) {
    if (auto endpoint = EndpointAt(ports, workloads[i])) endpoints.Put({"", "", i}, *std::move(endpoint));
  }
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
  Workload itself;
  itself.address = service.host;
  service.endpoints = InlineEndpoints(ports, {itself});
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

class PlatformService : public ServiceSource {
 public:
  PlatformService(std::shared_ptr<const manifest::Service> manifest, std::string_view domain) : manifest_(std::move(manifest)) {
    common_.host = ServiceHost(manifest_->meta.name, manifest_->meta.ns, domain);
    common_.ns = manifest_->meta.ns;
    common_.name = manifest_->meta.name;
    common_.uid = manifest_->meta.uid;
    common_.is_platform = true;
    common_.created = manifest_->meta.created;
    common_.addresses = DialledAddresses(manifest_->cluster_ips);
    common_.headless = manifest_->headless;
    for (const manifest::ServicePort& port : manifest_->ports) {
      common_.ports.push_back({port.name, port.port, port.app_protocol});
    }
  }

  const Labels* selector() const override { return manifest_->selector.empty() ? nullptr : &manifest_->selector; }
  std::optional<Endpoint> EndpointOf(const Workload& workload) const override { return EndpointAt(manifest_->ports, workload); }
  std::vector<Service> Build(const EndpointList& selected) const override {
    std::vector<Service> services = {common_};
    services[0].endpoints = selected;
    return services;
  }

 private:
  const std::shared_ptr<const manifest::Service> manifest_;
  Service common_;
};

class EntryService : public ServiceSource {
 public:
  explicit EntryService(std::shared_ptr<const manifest::ServiceEntry> manifest) : manifest_(std::move(manifest)) {
    common_.ns = manifest_->meta.ns;
    common_.name = manifest_->meta.name;
    common_.uid = manifest_->meta.uid;
    common_.created = manifest_->meta.created;
    common_.export_to = manifest_->export_to;
    common_.addresses = DialledAddresses(manifest_->addresses);
    for (const manifest::ServiceEntryPort& port : manifest_->ports) {
      common_.ports.push_back({port.name, port.number, port.protocol});
    }
    std::vector<Workload> written;
    for (const manifest::WorkloadSpec& spec : manifest_->endpoints) written.push_back(WorkloadOf(spec));
    if (!manifest_->has_workload_selector) common_.endpoints = InlineEndpoints(manifest_->ports, written);
  }

  const Labels* selector() const override { return manifest_->has_workload_selector ? &manifest_->workload_selector : nullptr; }
  std::optional<Endpoint> EndpointOf(const Workload& workload) const override { return EndpointAt(manifest_->ports, workload); }
  std::vector<Service> Build(const EndpointList& selected) const override {
    std::vector<Service> services;
    for (const std::string& host : manifest_->hosts) {
      Service service = common_;
      service.host = ToLower(host);
      if (manifest_->has_workload_selector) service.endpoints = selected;
      ResolveEntryHost(manifest_->resolution, manifest_->ports, service);
      services.push_back(std::move(service));
    }
    return services;
  }

 private:
  const std::shared_ptr<const manifest::ServiceEntry> manifest_;
  Service common_;
};

}  // namespace

std::shared_ptr<const ServiceSource> SourceOf(std::shared_ptr<const manifest::Service> service, std::string_view domain) {
  return std::make_shared<PlatformService>(std::move(service), domain);
}

std::shared_ptr<const ServiceSource> SourceOf(std::shared_ptr<const manifest::ServiceEntry> entry) {
  return std::make_shared<EntryService>(std::move(entry));
}

}  // namespace weft::registry
