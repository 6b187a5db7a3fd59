// Who is at the other end of a stream, as the node of its first request tells.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "envoy/config/core/v3/base.pb.h"
#include "registry/workloads.h"
#include "translate/client.h"

namespace weft::ads {

struct NodeInfo {
  std::string id;
  std::string ns;  // metadata.NAMESPACE, else from an id of the form `sidecar~ip~name.ns~ns.svc.domain`, else "default"
  registry::Labels labels;  // metadata.LABELS
  registry::Locality locality;
  translate::Flavor flavor = translate::Flavor::kGrpc;
  std::string user_agent;  // name and version
  std::string cluster;     // node.cluster
  std::string version;     // of the user agent
};

// InvalidArgument without an id.
absl::StatusOr<NodeInfo> ParseNode(const ::envoy::config::core::v3::Node& node);

// metadata.WEFT_WORKLOADS: a list of {name, address, labels{}, ports{name: number}}. InvalidArgument names the path of what is
// wrong.
absl::StatusOr<std::vector<registry::Announcement>> ParseAnnouncements(const ::envoy::config::core::v3::Node& node);

}  // namespace weft::ads
