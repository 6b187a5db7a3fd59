// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a process reports to the control plane so that others can call it.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace weft {

/// One running instance of a service: an Istio WorkloadEntry that lives as long as the process is connected.
///
/// Services select it by its labels, subsets narrow them down (`version`). Ports are named as in the Service (`http`).
/// A plain value.
///
/// \par Example
/// \code
///   mesh->Announce({.labels = {{"app", "reviews"}, {"version", "v2"}}, .address = "127.0.0.1", .ports = {{"http", 41873}}});
/// \endcode
struct Workload {
  /// The name of its WorkloadEntry; when empty: the node's WORKLOAD_NAME or `app` label, then the first port.
  std::string name = {};
  std::map<std::string, std::string> labels = {};
  /// IP address under which this process can be reached.
  std::string address = {};
  /// Port name to port number.
  std::map<std::string, uint16_t> ports = {};
  bool operator==(const Workload&) const = default;
};

}  // namespace weft
