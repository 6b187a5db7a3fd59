// SPDX-License-Identifier: Apache-2.0
// The services, kept up to date object by object: who selects which workload is looked up, and one endpoint of a service is one
// change of its list, however long that is.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "registry/changes.h"
#include "registry/index/virtual_service_index.h"
#include "registry/services/label_index.h"
#include "registry/services/service.h"
#include "registry/services/service_builder.h"
#include "registry/services/workload.h"
#include "store/store.h"

namespace weft::registry {

// Not thread-safe.
class ServiceTable {
 public:
  // Each takes the place of what the key had before.
  void PutSource(const store::Key& key, std::shared_ptr<const ServiceSource> source);
  void RemoveSource(const store::Key& key);
  void PutWorkload(const store::Key& key, Workload workload);
  void RemoveWorkload(const store::Key& key);

  // Builds what changed since the last call, and adds to `changes` what that concerns: which services a wildcard rule of
  // `rules` covers, and their ports, decide about its other hosts as well.
  void TakeChanges(const VirtualServiceIndex& rules, Changes& changes);
  // As of the last TakeChanges. The same pointer while nothing changes.
  std::shared_ptr<const ServiceIndexes> Share();

 private:
  using WorkloadId = std::pair<std::string, std::string>;  // its name, and the kind of its object
  using ServicePtr = std::shared_ptr<const Service>;
  struct Namespace {
    std::map<WorkloadId, WorkloadPtr> workloads;
    LabelIndex<WorkloadId, WorkloadPtr> by_label;
    SelectorIndex<store::Key> selectors;
  };
  struct Source {
    std::shared_ptr<const ServiceSource> source;
    EndpointList endpoints;         // of the workloads that it selects
    std::vector<ServicePtr> built;  // at the last TakeChanges
  };

  void Rebuild(const store::Key& key, const VirtualServiceIndex& rules, Changes& changes);
  void Link(const ServicePtr& service);
  void Unlink(const ServicePtr& service);

  std::map<std::string, Namespace> namespaces_;
  std::map<store::Key, Source> sources_;
  std::set<store::Key> dirty_;
  ServiceIndexes indexes_;
  std::shared_ptr<const ServiceIndexes> shared_;  // nullptr: indexes_ has changed since
};

}  // namespace weft::registry
