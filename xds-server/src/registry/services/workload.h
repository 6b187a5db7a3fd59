// SPDX-License-Identifier: Apache-2.0
// One running instance, wherever it is known from: a WorkloadEntry, an endpoint that a ServiceEntry writes down, later a Pod.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "manifest/workload/workload_entry.h"
#include "registry/services/service.h"

namespace weft::registry {

// A value. Services select it by its labels.
struct Workload {
  std::string name;                       // of the object that it comes from; empty for an inline endpoint
  std::string source;                     // the plural of its kind; set by the table that keeps it
  std::string address;                    // an IP literal or a DNS name; empty: nobody can connect to it
  std::map<std::string, uint32_t> ports;  // by port name; beats the service's target port
  Labels labels;
  Locality locality;
  uint32_t weight = 1;
  std::string service_account;
  std::string network;  // the address can be reached inside of it
  bool operator==(const Workload&) const = default;
};

using WorkloadPtr = std::shared_ptr<const Workload>;

Workload WorkloadOf(const manifest::WorkloadEntry& entry);
// An endpoint that is written down in a ServiceEntry.
Workload WorkloadOf(const manifest::WorkloadSpec& spec);

}  // namespace weft::registry
