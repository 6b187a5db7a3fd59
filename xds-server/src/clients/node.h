// SPDX-License-Identifier: Apache-2.0
// Who is at the other end of a stream, as the node of its first request tells.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/client.h"
#include "envoy/config/core/v3/base.pb.h"
#include "registry/services/workloads.h"

namespace weft::clients {

// What a client says of itself. What of it matters, and whether an Envoy is a gateway, depends on the world (client_of.h).
struct NodeInfo {
  std::string id;
  std::string ns;  // metadata.NAMESPACE, else from an id of the form `sidecar~ip~name.ns~ns.svc.domain`, else "default"
  registry::Labels labels;  // metadata.LABELS
  registry::Locality locality;
  CapabilitySet capabilities = OfGrpc();
  ProxyOptions proxy;      // who listens on sockets: metadata.WEFT_PROXY; a gateway if the id begins with "router~"
  std::string user_agent;  // name and version
  std::string cluster;     // node.cluster
  std::string version;     // of the user agent

  bool Can(Capability capability) const { return capabilities.Has(capability); }
};

inline constexpr std::string_view kFeaturePrefix = "weft.";

// The product that `user_agent_name` names ("weft", "envoy", else gRPC) tells the forms that it takes, and what it can do if
// the node announces nothing. Else its policies are those of the `weft.<name>` among its `client_features`, no more and no
// less. Releases with a fault lose what would trigger it.
CapabilitySet CapabilitiesOf(const ::envoy::config::core::v3::Node& node);

// InvalidArgument without an id, or with a metadata.WEFT_PROXY that cannot be meant, as proxy_metadata.h says.
absl::StatusOr<NodeInfo> ParseNode(const ::envoy::config::core::v3::Node& node);

// metadata.WEFT_WORKLOADS: a list of {name, address, labels{}, ports{name: number}}. InvalidArgument names the path of what is
// wrong.
absl::StatusOr<std::vector<registry::Announcement>> ParseAnnouncements(const ::envoy::config::core::v3::Node& node);

}  // namespace weft::clients
