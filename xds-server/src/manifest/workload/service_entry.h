// SPDX-License-Identifier: Apache-2.0
// ServiceEntry (networking.istio.io): a service that the platform does not know, and where it runs.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "manifest/object/object.h"
#include "manifest/workload/workload_entry.h"

namespace weft::manifest {

struct ServiceEntryPort {
  std::string name;
  uint32_t number = 0;
  std::string protocol;      // upper case
  uint32_t target_port = 0;  // 0: number
};

struct ServiceEntry {
  enum class Resolution { kNone, kStatic, kDns, kDnsRoundRobin, kDynamicDns };
  Meta meta;
  std::vector<std::string> hosts;
  std::vector<std::string> addresses;
  std::vector<ServiceEntryPort> ports;
  Resolution resolution = Resolution::kNone;
  std::vector<WorkloadSpec> endpoints;
  Labels workload_selector;
  bool has_workload_selector = false;
  std::vector<std::string> export_to;
};

absl::StatusOr<ServiceEntry> ParseServiceEntry(const Json& object);

}  // namespace weft::manifest
