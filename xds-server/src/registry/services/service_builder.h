// SPDX-License-Identifier: Apache-2.0
// Makes services of what manifests say and of the workloads that they select. Immutable, thread-safe.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "manifest/workload/service.h"
#include "manifest/workload/service_entry.h"
#include "registry/services/service.h"
#include "registry/services/workload.h"

namespace weft::registry {

// An object that services are built from.
class ServiceSource {
 public:
  virtual ~ServiceSource() = default;
  // The workloads of its namespace that serve it; an empty selector selects all. nullptr: it selects none.
  virtual const Labels* selector() const = 0;
  // A workload as its endpoint. A port's instance port is, first that applies: the workload's port of the same name, the target
  // port's name looked up in the workload's ports, the target port's number. Nothing when the workload serves none of its
  // ports.
  virtual std::optional<Endpoint> EndpointOf(const Workload& workload) const = 0;
  // The services, given the endpoints of those that it selects.
  virtual std::vector<Service> Build(const EndpointList& selected) const = 0;
};

// One service. Without selector it has no endpoints.
std::shared_ptr<const ServiceSource> SourceOf(std::shared_ptr<const manifest::Service> service, std::string_view domain);

// One service for each host. Endpoints are those written in it or those that its workloadSelector selects; with DNS or no
// resolution and no endpoints, the host itself is the name to resolve.
std::shared_ptr<const ServiceSource> SourceOf(std::shared_ptr<const manifest::ServiceEntry> entry);

}  // namespace weft::registry
