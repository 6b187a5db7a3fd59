// SPDX-License-Identifier: Apache-2.0
// The cluster of a service port and subset, and its endpoints.
#pragma once

#include <string>
#include <vector>

#include "envoy/config/cluster/v3/cluster.pb.h"
#include "envoy/config/endpoint/v3/endpoint.pb.h"
#include "translate/naming/lookup.h"

namespace weft::translate {

// Who is being translated for, and where notes go. Lives for one translation.
struct ClusterContext {
  const FoundCluster& found;
  const Client& client;
  std::vector<std::string>& left_out;

  // Notes that part of a policy is not in the cluster: `field` is where it was written, `why` a clause.
  void LeaveOut(const std::string& field, const std::string& why) const { left_out.push_back(field + ": " + why); }
};

// An EDS cluster, or one with the names to resolve inside: LOGICAL_DNS, or STRICT_DNS of several of them for who has that.
//
// Of its DestinationRule a client gets what it can do; the rest is left out, and noted. Without a balancer that is the least
// loaded endpoint.
::envoy::config::cluster::v3::Cluster MakeCluster(const ClusterContext& context, const std::string& name);

// One entry per priority and locality (see PlaceEndpoints), sorted; within it endpoints sorted by address, each address once.
// Endpoints whose address is no IP literal are left out: no client can use them here. May be empty.
::envoy::config::endpoint::v3::ClusterLoadAssignment MakeEndpoints(const std::string& name, const FoundCluster& found,
                                                                   const Client& client);

// The same for the names that a STRICT_DNS cluster holds.
::envoy::config::endpoint::v3::ClusterLoadAssignment MakeNames(const std::string& name, const FoundCluster& found,
                                                               const Client& client);

}  // namespace weft::translate
