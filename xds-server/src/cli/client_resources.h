// SPDX-License-Identifier: Apache-2.0
// Everything that a client would be sent if it called every service that it can see.
#pragma once

#include <string>
#include <vector>

#include "translate/translate.h"

namespace weft {

struct NamedResource {
  translate::Type type;
  std::string name;
  ::google::protobuf::Any resource;
};

struct ClientResources {
  std::vector<NamedResource> resources;  // listeners, routes, clusters, endpoints, each by name
  std::vector<std::string> missing;      // `CDS outbound|80|v9|a: why`, in the same order
  std::vector<std::string> left_out;     // `RDS 9080: what of a rule is not in it, and why`
};

// Follows the chain that a client follows: a listener `host:port` for each port of each visible service, the routes that it
// names, the clusters that those name, and their endpoints. An Envoy asks for all its listeners and clusters and follows from
// there. Pure.
ClientResources ResourcesOf(const registry::World& world, const translate::Client& client);

}  // namespace weft
