// The cluster of a service port and subset, and its endpoints.
#pragma once

#include "envoy/config/cluster/v3/cluster.pb.h"
#include "envoy/config/endpoint/v3/endpoint.pb.h"
#include "translate/lookup.h"

namespace weft::translate {

// An EDS cluster, or a LOGICAL_DNS one with the names to resolve inside. The balancer is the subset's, else the rule's, else
// least request; stock gRPC clients get round robin, the only one that all of them accept.
::envoy::config::cluster::v3::Cluster MakeCluster(const std::string& name, const FoundCluster& found, Flavor flavor);

// One entry per locality, sorted, all of priority 0; within it endpoints sorted by address, each address once. Endpoints whose
// address is no IP literal are left out: no client can use them here. May be empty.
::envoy::config::endpoint::v3::ClusterLoadAssignment MakeEndpoints(const std::string& name, const FoundCluster& found);

}  // namespace weft::translate
