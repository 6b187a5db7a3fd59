// SPDX-License-Identifier: Apache-2.0
// WorkloadEntry (networking.istio.io): one running instance, its address, named ports and labels.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "manifest/object/object.h"

namespace weft::manifest {

struct WorkloadSpec {
  std::string address;                    // IP or DNS name
  std::map<std::string, uint32_t> ports;  // by port name; beats the service's target port
  Labels labels;
  std::string locality;  // "region/zone/subzone"
  uint32_t weight = 1;
  std::string service_account;
  std::string network;
};

struct WorkloadEntry {
  Meta meta;
  WorkloadSpec spec;
  // The labels by which services select it: metadata.labels and spec.labels together, the latter win.
  Labels AllLabels() const;
};

absl::StatusOr<WorkloadEntry> ParseWorkloadEntry(const Json& object);
WorkloadSpec ParseWorkloadSpec(const Json& spec);

}  // namespace weft::manifest
