// SPDX-License-Identifier: Apache-2.0
// What differs between two worlds.
#pragma once

#include <set>
#include <string>
#include <utility>

#include "registry/hostname.h"

namespace weft::registry {

// As the full hosts whose services or rules changed. A value.
struct Changes {
  bool everything = false;  // something with a wildcard changed
  std::set<std::string> hosts;
  bool gateways = false;  // Gateways, or rules bound to one, changed
  bool empty() const { return !everything && hosts.empty() && !gateways; }

  // A full host, or a wildcard, which may concern every host.
  void AddHost(const std::string& host) {
    if (IsWildcard(host)) {
      everything = true;
    } else {
      hosts.insert(host);
    }
  }
  void Merge(Changes other) {
    everything |= other.everything;
    gateways |= other.gateways;
    hosts.merge(std::move(other.hosts));
  }
};

}  // namespace weft::registry
