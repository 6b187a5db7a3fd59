// SPDX-License-Identifier: Apache-2.0
#include "registry/services/workload.h"

#include <algorithm>

namespace weft::registry {

Workload WorkloadOf(const manifest::WorkloadSpec& spec) {
  Workload workload;
  workload.address = spec.address;
  workload.ports = spec.ports;
  workload.labels = spec.labels;
  workload.locality = ParseLocality(spec.locality);
  workload.weight = std::max<uint32_t>(spec.weight, 1);
  workload.service_account = spec.service_account;
  workload.network = spec.network;
  return workload;
}

Workload WorkloadOf(const manifest::WorkloadEntry& entry) {
  Workload workload = WorkloadOf(entry.spec);
  workload.name = entry.meta.name;
  workload.labels = entry.AllLabels();
  return workload;
}

}  // namespace weft::registry
