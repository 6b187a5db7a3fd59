// SPDX-License-Identifier: Apache-2.0
// Finding what a name means to a client, and saying in words why nothing was found.
#pragma once

#include <string>
#include <vector>

#include "registry/world.h"
#include "translate/client.h"
#include "translate/naming/names.h"

namespace weft::translate {

struct Found {
  const registry::Service* service = nullptr;  // nullptr: see `missing`
  std::string host;                            // the one of `hosts` that it was found under
  std::string missing;
};

// The first of `hosts` that is a visible service with this port.
Found FindVisible(const registry::World& world, const Client& client, const std::vector<std::string>& hosts, uint32_t port);

// The service behind a cluster's name and, for one with a subset, the labels that narrow it down.
struct FoundCluster {
  const registry::Service* service = nullptr;
  int port_index = 0;
  registry::MergedRule rule;
  const manifest::Subset* subset = nullptr;
  manifest::AppliedPolicy policy = {};
  std::string missing;
};
FoundCluster FindCluster(const registry::World& world, const Client& client, const ClusterName& name);

// What the rule and, where one is called, its subset say about calls of `client` to the port; without its settings for the
// port where the client has one policy for all.
manifest::AppliedPolicy PolicyOf(const registry::MergedRule& rule, const manifest::Subset* subset, uint32_t port,
                                 const Client& client);

// The endpoints of a cluster: those of the service that serve the port and carry the subset's labels.
std::vector<const registry::Endpoint*> SelectEndpoints(const FoundCluster& cluster);

}  // namespace weft::translate
