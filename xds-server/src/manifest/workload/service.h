// SPDX-License-Identifier: Apache-2.0
// Service and Namespace of the core group, as far as a mesh reads them.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "manifest/object/object.h"

namespace weft::manifest {

struct ServicePort {
  std::string name;
  uint32_t port = 0;
  std::string target_port_name;  // set when targetPort is a name
  uint32_t target_port = 0;      // set when targetPort is a number; the port itself when not given
  std::string app_protocol;
};

struct Service {
  Meta meta;
  Labels selector;
  std::vector<ServicePort> ports;
  std::vector<std::string> cluster_ips;  // virtual addresses, as written
  bool headless = false;                 // `clusterIP: None`: each of its workloads has a name below its own
};

absl::StatusOr<Service> ParseService(const Json& object);

}  // namespace weft::manifest
