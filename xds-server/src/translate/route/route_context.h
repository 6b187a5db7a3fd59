// SPDX-License-Identifier: Apache-2.0
// What every part of a route table's translation needs.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "registry/world.h"
#include "translate/client.h"

namespace weft::translate {

// Who is being translated for, and where notes go. Lives for one translation.
struct RouteContext {
  const registry::World& world;
  const Client& client;
  std::string host;   // the table's, in full
  uint32_t port = 0;  // the port that the client calls
  std::vector<std::string>& hosts_looked_at;
  std::vector<std::string>& left_out;
  // Where calls come in from outside, as "namespace/name" of Gateways; empty: within the mesh.
  std::vector<std::string> gateways = {};
  bool tls = false;  // calls arrive by https

  // Notes once that part of a rule is not in the table: `field` is where it was written, `why` a clause.
  void LeaveOut(const std::string& field, const std::string& why) const {
    std::string line = field + ": " + why;
    if (std::find(left_out.begin(), left_out.end(), line) == left_out.end()) left_out.push_back(std::move(line));
  }
};

}  // namespace weft::translate
