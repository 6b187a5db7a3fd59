// Keeps the typed form of the stored objects and assembles a World from them, touching only what changed.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "registry/services/service_builder.h"
#include "registry/world.h"
#include "store/store.h"

namespace weft::registry {

// What differs between two worlds, as the full hosts whose services or rules changed.
struct Changes {
  bool everything = false;  // something with a wildcard changed
  std::set<std::string> hosts;
  bool gateways = false;  // Gateways, or rules bound to one, changed
  bool empty() const { return !everything && hosts.empty() && !gateways; }
};

// Not thread-safe: the control thread owns it. An object that cannot be parsed is left out and named in errors().
class Registry {
 public:
  explicit Registry(std::string domain = "cluster.local");

  // Objects of kinds that do not shape traffic are ignored.
  void Put(const store::Object& object);
  void Remove(const store::Key& key, uint64_t resource_version);
  void Apply(const store::Event& event);

  // The world as it is now and what changed since the last call. Cheap when nothing did.
  struct Snapshot {
    std::shared_ptr<const World> world;
    Changes changes;
  };
  Snapshot Take();

  // Objects left out, by "plural namespace/name", with the reason.
  const std::map<std::string, std::string>& errors() const { return errors_; }
  // Every VirtualService that could be parsed, also those that no client of the mesh sees.
  const std::map<store::Key, VirtualServicePtr>& virtual_services() const { return virtual_services_; }

 private:
  struct Namespace {
    std::map<std::string, std::shared_ptr<const manifest::Service>> services;
    std::map<std::string, std::shared_ptr<const manifest::ServiceEntry>> entries;
    WorkloadMap workloads;
  };
  // An object that services are built from: is it a ServiceEntry, its namespace, its name.
  using Source = std::tuple<bool, std::string, std::string>;

  void PutVirtualService(const store::Object& object);
  void PutDestinationRule(const store::Object& object);
  void PutGateway(const store::Object& object);
  void PutService(const store::Object& object);
  void PutServiceEntry(const store::Object& object);
  void PutWorkload(const store::Object& object);
  void RemoveVirtualService(const store::Key& key);
  void RemoveDestinationRule(const store::Key& key);
  void RemoveGateway(const store::Key& key);
  void MarkVirtualService(const manifest::VirtualService& rule);
  void RemoveWorkload(const store::Key& key);
  void MarkSelecting(const Namespace& ns, const std::string& ns_name, const Labels& labels);
  void MarkHost(const std::string& host);
  void MarkService(const Service& service, bool is_same_but_for_endpoints);
  void Rebuild(const Source& source);
  void Unlink(const std::shared_ptr<const Service>& service);
  void Link(const std::shared_ptr<const Service>& service);
  template <typename T>
  std::shared_ptr<const T> Parsed(const store::Object& object, absl::StatusOr<T> parsed);

  std::string domain_;
  uint64_t version_ = 0;
  std::map<std::string, Namespace> namespaces_;
  std::map<store::Key, VirtualServicePtr> virtual_services_;
  std::map<store::Key, DestinationRulePtr> destination_rules_;
  std::map<store::Key, GatewayPtr> gateways_;
  std::map<std::string, std::string> errors_;

  std::map<Source, std::vector<std::shared_ptr<const Service>>> built_;
  ServiceIndex services_;
  AddressIndex addresses_;
  VirtualServiceIndex virtual_service_index_;
  DestinationRuleIndex destination_rule_index_;
  GatewayIndex gateway_index_;

  std::set<Source> dirty_;
  bool services_changed_ = true;
  bool virtual_services_changed_ = true;
  bool destination_rules_changed_ = true;
  bool gateways_changed_ = true;
  Changes changes_;

  std::shared_ptr<const ServiceIndex> shared_services_;
  std::shared_ptr<const AddressIndex> shared_addresses_;
  std::shared_ptr<const VirtualServiceIndex> shared_virtual_services_;
  std::shared_ptr<const DestinationRuleIndex> shared_destination_rules_;
  std::shared_ptr<const GatewayIndex> shared_gateways_;
  std::shared_ptr<const World> world_;
};

}  // namespace weft::registry
