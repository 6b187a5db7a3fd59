// Joins a service's manifest with the workloads of its namespace. Pure functions.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "manifest/workload/service.h"
#include "manifest/workload/service_entry.h"
#include "manifest/workload/workload_entry.h"
#include "registry/services/service.h"

namespace weft::registry {

// The WorkloadEntries of one namespace by name.
using WorkloadMap = std::map<std::string, std::shared_ptr<const manifest::WorkloadEntry>>;

// A port's instance port is, first that applies: the workload's port of the same name, the target port's name looked up in the
// workload's ports, the target port's number. A Service without selector has no endpoints.
Service BuildService(const manifest::Service& service, const WorkloadMap& workloads, std::string_view domain);

// One service for each host. Endpoints are those written in it or those that its workloadSelector selects; with DNS or no
// resolution and no endpoints, the host itself is the name to resolve.
std::vector<Service> BuildServiceEntry(const manifest::ServiceEntry& entry, const WorkloadMap& workloads);

}  // namespace weft::registry
