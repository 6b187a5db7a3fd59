// SPDX-License-Identifier: Apache-2.0
#include "registry/services/service_table.h"

#include <algorithm>
#include <tuple>

namespace weft::registry {
namespace {

using ServiceList = std::vector<std::shared_ptr<const Service>>;

bool ComesBefore(const std::shared_ptr<const Service>& a, const std::shared_ptr<const Service>& b) {
  return std::forward_as_tuple(!a->is_platform, a->created, a->name, a->ns) <
         std::forward_as_tuple(!b->is_platform, b->created, b->name, b->ns);
}

bool DiffersInEndpointsAlone(const std::shared_ptr<const Service>& a, const Service& b) {
  return a->host == b.host && a->ports == b.ports && a->export_to == b.export_to && a->addresses == b.addresses &&
         a->headless == b.headless && a->created == b.created;
}

void InsertService(const std::string& key, const std::shared_ptr<const Service>& service, ServiceIndex& index) {
  index.Edit(key, [&](ServiceList& list) {
    list.insert(std::upper_bound(list.begin(), list.end(), service, ComesBefore), service);
    return true;
  });
}

void EraseService(const std::string& key, const std::shared_ptr<const Service>& service, ServiceIndex& index) {
  index.Edit(key, [&](ServiceList& list) {
    std::erase(list, service);
    return !list.empty();
  });
}

void AddChangeOf(const Service& service, bool is_same_but_for_endpoints, const VirtualServiceIndex& rules, Changes& changes) {
  changes.AddHost(service.host);
  if (is_same_but_for_endpoints) return;
  changes.hosts.insert(service.addresses.begin(), service.addresses.end());
  if (rules.HasWildcardFor(service.host)) changes.everything = true;
}

}  // namespace

void ServiceTable::PutSource(const store::Key& key, std::shared_ptr<const ServiceSource> source) {
  RemoveSource(key);
  Namespace& ns = namespaces_[key.ns];
  Source& held = sources_[key];
  if (const Labels* selector = source->selector()) {
    ns.selectors.Add(key, *selector);
    for (const WorkloadPtr& workload : ns.by_label.Select(*selector)) {
      if (auto endpoint = source->EndpointOf(*workload)) {
        held.endpoints.Put({workload->name, workload->source, 0}, *std::move(endpoint));
      }
    }
  }
  held.source = std::move(source);
}

void ServiceTable::RemoveSource(const store::Key& key) {
  namespaces_[key.ns].selectors.Remove(key);
  dirty_.insert(key);
  auto held = sources_.find(key);
  if (held == sources_.end()) return;
  held->second.source = nullptr;
  held->second.endpoints = {};
}

void ServiceTable::PutWorkload(const store::Key& key, Workload workload) {
  RemoveWorkload(key);
  workload.source = key.plural;
  auto shared = std::make_shared<const Workload>(std::move(workload));
  Namespace& ns = namespaces_[key.ns];
  const WorkloadId id{key.name, key.plural};
  ns.workloads.emplace(id, shared);
  ns.by_label.Add(id, shared->labels, shared);
  ns.selectors.VisitSelecting(shared->labels, [&](const store::Key& selecting) {
    Source& held = sources_.at(selecting);
    if (auto endpoint = held.source->EndpointOf(*shared)) held.endpoints.Put({key.name, key.plural, 0}, *std::move(endpoint));
    dirty_.insert(selecting);
  });
}

void ServiceTable::RemoveWorkload(const store::Key& key) {
  Namespace& ns = namespaces_[key.ns];
  auto found = ns.workloads.find({key.name, key.plural});
  if (found == ns.workloads.end()) return;
  ns.selectors.VisitSelecting(found->second->labels, [&](const store::Key& selecting) {
    sources_.at(selecting).endpoints.Erase({key.name, key.plural, 0});
    dirty_.insert(selecting);
  });
  ns.by_label.Remove(found->first, found->second->labels);
  ns.workloads.erase(found);
}

void ServiceTable::Unlink(const ServicePtr& service) {
  EraseService(service->host, service, indexes_.by_host);
  for (const std::string& address : service->addresses) EraseService(address, service, indexes_.by_address);
}

void ServiceTable::Link(const ServicePtr& service) {
  InsertService(service->host, service, indexes_.by_host);
  if (IsWildcard(service->host)) return;
  for (const std::string& address : service->addresses) InsertService(address, service, indexes_.by_address);
}

void ServiceTable::Rebuild(const store::Key& key, const VirtualServiceIndex& rules, Changes& changes) {
  auto held = sources_.find(key);
  if (held == sources_.end()) return;
  std::vector<ServicePtr>& old = held->second.built;
  std::vector<Service> fresh;
  if (held->second.source != nullptr) fresh = held->second.source->Build(held->second.endpoints);
  const bool same = std::equal(old.begin(), old.end(), fresh.begin(), fresh.end(),
                               [](const ServicePtr& a, const Service& b) { return *a == b; });
  if (!same) {
    const bool same_but_for_endpoints = std::equal(old.begin(), old.end(), fresh.begin(), fresh.end(), DiffersInEndpointsAlone);
    for (const ServicePtr& service : old) {
      Unlink(service);
      AddChangeOf(*service, same_but_for_endpoints, rules, changes);
    }
    old.clear();
    for (Service& service : fresh) {
      AddChangeOf(service, same_but_for_endpoints, rules, changes);
      old.push_back(std::make_shared<const Service>(std::move(service)));
      Link(old.back());
    }
    shared_ = nullptr;
  }
  if (held->second.source == nullptr) sources_.erase(held);
}

void ServiceTable::TakeChanges(const VirtualServiceIndex& rules, Changes& changes) {
  for (const store::Key& key : std::exchange(dirty_, {})) Rebuild(key, rules, changes);
}

std::shared_ptr<const ServiceIndexes> ServiceTable::Share() {
  if (shared_ == nullptr) shared_ = std::make_shared<const ServiceIndexes>(indexes_);
  return shared_;
}

}  // namespace weft::registry
