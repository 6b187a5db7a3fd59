#include "registry/registry.h"

#include <algorithm>
#include <utility>

#include "base/strings.h"
#include "registry/hostname.h"

namespace weft::registry {
namespace {

constexpr std::string_view kIstioGroup = "networking.istio.io";

std::string ErrorKey(const store::Key& key) { return StrCat(key.plural, " ", key.ns, "/", key.name); }

bool ComesBefore(const std::shared_ptr<const Service>& a, const std::shared_ptr<const Service>& b) {
  return std::forward_as_tuple(!a->is_platform, a->created, a->name, a->ns) <
         std::forward_as_tuple(!b->is_platform, b->created, b->name, b->ns);
}

bool DiffersInEndpointsAlone(const std::shared_ptr<const Service>& a, const Service& b) {
  return a->host == b.host && a->ports == b.ports && a->export_to == b.export_to && a->addresses == b.addresses &&
         a->headless == b.headless;
}

void InsertService(const std::string& key, const std::shared_ptr<const Service>& service, ServiceIndex& index) {
  auto& list = index[key];
  list.insert(std::upper_bound(list.begin(), list.end(), service, ComesBefore), service);
}

void EraseService(const std::string& key, const std::shared_ptr<const Service>& service, ServiceIndex& index) {
  auto found = index.find(key);
  if (found == index.end()) return;
  std::erase(found->second, service);
  if (found->second.empty()) index.erase(found);
}

}  // namespace

Registry::Registry(std::string domain)
    : domain_(std::move(domain)), virtual_service_index_(domain_), destination_rule_index_(domain_) {}

template <typename T>
std::shared_ptr<const T> Registry::Parsed(const store::Object& object, absl::StatusOr<T> parsed) {
  if (parsed.ok()) return std::make_shared<const T>(*std::move(parsed));
  errors_[ErrorKey(object.key)] = std::string(parsed.status().message());
  return nullptr;
}

void Registry::MarkHost(const std::string& host) {
  if (IsWildcard(host)) {
    changes_.everything = true;
  } else {
    changes_.hosts.insert(host);
  }
}

// Which services a wildcard rule covers, and their ports, decide about its other hosts as well.
void Registry::MarkService(const Service& service, bool is_same_but_for_endpoints) {
  MarkHost(service.host);
  if (!is_same_but_for_endpoints) changes_.hosts.insert(service.addresses.begin(), service.addresses.end());
  if (!is_same_but_for_endpoints && virtual_service_index_.HasWildcardFor(service.host)) changes_.everything = true;
}

void Registry::Apply(const store::Event& event) {
  if (event.type == store::Event::Type::kDeleted) {
    Remove(event.object.key, event.object.resource_version);
  } else {
    Put(event.object);
  }
}

void Registry::Put(const store::Object& object) {
  version_ = std::max(version_, object.resource_version);
  errors_.erase(ErrorKey(object.key));
  const store::Key& key = object.key;
  if (key.group.empty()) {
    if (key.plural == "services") PutService(object);
  } else if (key.group == kIstioGroup) {
    if (key.plural == "virtualservices") PutVirtualService(object);
    if (key.plural == "destinationrules") PutDestinationRule(object);
    if (key.plural == "gateways") PutGateway(object);
    if (key.plural == "serviceentries") PutServiceEntry(object);
    if (key.plural == "workloadentries") PutWorkload(object);
  }
}

void Registry::Remove(const store::Key& key, uint64_t resource_version) {
  version_ = std::max(version_, resource_version);
  errors_.erase(ErrorKey(key));
  if (key.group.empty() && key.plural == "services") {
    namespaces_[key.ns].services.erase(key.name);
    dirty_.emplace(false, key.ns, key.name);
  } else if (key.group == kIstioGroup) {
    if (key.plural == "virtualservices") RemoveVirtualService(key);
    if (key.plural == "destinationrules") RemoveDestinationRule(key);
    if (key.plural == "gateways") RemoveGateway(key);
    if (key.plural == "workloadentries") RemoveWorkload(key);
    if (key.plural == "serviceentries") {
      namespaces_[key.ns].entries.erase(key.name);
      dirty_.emplace(true, key.ns, key.name);
    }
  }
}

void Registry::MarkVirtualService(const manifest::VirtualService& rule) {
  for (const std::string& host : virtual_service_index_.HostsOf(rule)) MarkHost(host);
  if (!virtual_service_index_.GatewaysOf(rule).empty()) changes_.gateways = true;
}

void Registry::PutVirtualService(const store::Object& object) {
  VirtualServicePtr rule = Parsed(object, manifest::ParseVirtualService(*object.body));
  RemoveVirtualService(object.key);
  if (rule == nullptr) return;
  virtual_services_[object.key] = rule;
  virtual_service_index_.Add(rule);
  virtual_services_changed_ = true;
  MarkVirtualService(*rule);
}

void Registry::RemoveVirtualService(const store::Key& key) {
  auto found = virtual_services_.find(key);
  if (found == virtual_services_.end()) return;
  MarkVirtualService(*found->second);
  virtual_service_index_.Remove(found->second);
  virtual_services_.erase(found);
  virtual_services_changed_ = true;
}

void Registry::PutDestinationRule(const store::Object& object) {
  DestinationRulePtr rule = Parsed(object, manifest::ParseDestinationRule(*object.body));
  RemoveDestinationRule(object.key);
  if (rule == nullptr) return;
  destination_rules_[object.key] = rule;
  destination_rule_index_.Add(rule);
  destination_rules_changed_ = true;
  MarkHost(destination_rule_index_.HostOf(*rule));
}

void Registry::RemoveDestinationRule(const store::Key& key) {
  auto found = destination_rules_.find(key);
  if (found == destination_rules_.end()) return;
  MarkHost(destination_rule_index_.HostOf(*found->second));
  destination_rule_index_.Remove(found->second);
  destination_rules_.erase(found);
  destination_rules_changed_ = true;
}

void Registry::PutGateway(const store::Object& object) {
  GatewayPtr gateway = Parsed(object, manifest::ParseGateway(*object.body));
  RemoveGateway(object.key);
  if (gateway == nullptr) return;
  gateways_[object.key] = gateway;
  gateway_index_.Add(gateway);
  gateways_changed_ = changes_.gateways = true;
}

void Registry::RemoveGateway(const store::Key& key) {
  auto found = gateways_.find(key);
  if (found == gateways_.end()) return;
  gateway_index_.Remove(found->second);
  gateways_.erase(found);
  gateways_changed_ = changes_.gateways = true;
}

void Registry::PutService(const store::Object& object) {
  auto service = Parsed(object, manifest::ParseService(*object.body));
  auto& services = namespaces_[object.key.ns].services;
  services.erase(object.key.name);
  if (service != nullptr) services[object.key.name] = service;
  dirty_.emplace(false, object.key.ns, object.key.name);
}

void Registry::PutServiceEntry(const store::Object& object) {
  auto entry = Parsed(object, manifest::ParseServiceEntry(*object.body));
  auto& entries = namespaces_[object.key.ns].entries;
  entries.erase(object.key.name);
  if (entry != nullptr) entries[object.key.name] = entry;
  dirty_.emplace(true, object.key.ns, object.key.name);
}

void Registry::PutWorkload(const store::Object& object) {
  auto workload = Parsed(object, manifest::ParseWorkloadEntry(*object.body));
  RemoveWorkload(object.key);
  if (workload == nullptr) return;
  Namespace& ns = namespaces_[object.key.ns];
  ns.workloads[object.key.name] = workload;
  MarkSelecting(ns, object.key.ns, workload->AllLabels());
}

void Registry::RemoveWorkload(const store::Key& key) {
  Namespace& ns = namespaces_[key.ns];
  auto found = ns.workloads.find(key.name);
  if (found == ns.workloads.end()) return;
  MarkSelecting(ns, key.ns, found->second->AllLabels());
  ns.workloads.erase(found);
}

// Only the services that select a workload with these labels have to be built again.
void Registry::MarkSelecting(const Namespace& ns, const std::string& ns_name, const Labels& labels) {
  for (const auto& [name, service] : ns.services) {
    if (!service->selector.empty() && manifest::Selects(service->selector, labels)) dirty_.emplace(false, ns_name, name);
  }
  for (const auto& [name, entry] : ns.entries) {
    if (entry->has_workload_selector && manifest::Selects(entry->workload_selector, labels)) {
      dirty_.emplace(true, ns_name, name);
    }
  }
}

void Registry::Unlink(const std::shared_ptr<const Service>& service) {
  EraseService(service->host, service, services_);
  for (const std::string& address : service->addresses) EraseService(address, service, addresses_);
}

void Registry::Link(const std::shared_ptr<const Service>& service) {
  InsertService(service->host, service, services_);
  if (IsWildcard(service->host)) return;
  for (const std::string& address : service->addresses) InsertService(address, service, addresses_);
}

void Registry::Rebuild(const Source& source) {
  const auto& [is_entry, ns_name, name] = source;
  const Namespace& ns = namespaces_[ns_name];
  std::vector<Service> fresh;
  if (is_entry) {
    if (auto entry = ns.entries.find(name); entry != ns.entries.end()) fresh = BuildServiceEntry(*entry->second, ns.workloads);
  } else if (auto service = ns.services.find(name); service != ns.services.end()) {
    fresh.push_back(BuildService(*service->second, ns.workloads, domain_));
  }
  auto& old = built_[source];
  bool same = std::equal(old.begin(), old.end(), fresh.begin(), fresh.end(),
                         [](const std::shared_ptr<const Service>& a, const Service& b) { return *a == b; });
  if (same) return;
  bool same_but_for_endpoints = std::equal(old.begin(), old.end(), fresh.begin(), fresh.end(), DiffersInEndpointsAlone);
  for (const auto& service : old) {
    Unlink(service);
    MarkService(*service, same_but_for_endpoints);
  }
  old.clear();
  for (Service& service : fresh) {
    MarkService(service, same_but_for_endpoints);
    old.push_back(std::make_shared<const Service>(std::move(service)));
    Link(old.back());
  }
  if (old.empty()) built_.erase(source);
  services_changed_ = true;
}

Registry::Snapshot Registry::Take() {
  for (const Source& source : std::exchange(dirty_, {})) Rebuild(source);
  if (std::exchange(services_changed_, false)) {
    shared_services_ = std::make_shared<const ServiceIndex>(services_);
    shared_addresses_ = std::make_shared<const AddressIndex>(addresses_);
  }
  if (std::exchange(virtual_services_changed_, false)) {
    shared_virtual_services_ = std::make_shared<const VirtualServiceIndex>(virtual_service_index_);
  }
  if (std::exchange(destination_rules_changed_, false)) {
    shared_destination_rules_ = std::make_shared<const DestinationRuleIndex>(destination_rule_index_);
  }
  if (std::exchange(gateways_changed_, false)) shared_gateways_ = std::make_shared<const GatewayIndex>(gateway_index_);
  if (world_ == nullptr || world_->version() != version_ || !changes_.empty()) {
    world_ = std::make_shared<const World>(version_, domain_, shared_services_, shared_addresses_, shared_virtual_services_,
                                           shared_destination_rules_, shared_gateways_);
  }
  return {world_, std::exchange(changes_, {})};
}

}  // namespace weft::registry
