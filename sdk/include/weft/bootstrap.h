// SPDX-License-Identifier: Apache-2.0
/// \file
/// Where the control plane is and who this process is: gRPC's xDS bootstrap as a value.
///
/// The JSON is gRPC's own (gRFC A27, A36, A47), so that one file serves a gRPC channel and a Weft mesh of the same process.
/// Fields that Weft does not use are ignored; a field of the wrong type is an error that names its path.
///
/// \par Example
/// \code
///   auto bootstrap = weft::Bootstrap::FromJson(R"({
///     "xds_servers": [{"server_uri": "127.0.0.1:15010", "channel_creds": [{"type": "insecure"}]}],
///     "node": {"id": "sidecar~127.0.0.1~shop-1.default~default.svc.cluster.local", "metadata": {"NAMESPACE": "default"}}
///   })");
///   if (!bootstrap.ok()) std::cerr << bootstrap.status() << "\n";
/// \endcode
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace weft {

/// A place, from coarse to fine. Empty parts are unknown. Source: envoy.config.core.v3.Locality.
struct Locality {
  std::string region;
  std::string zone;
  std::string sub_zone;
  bool operator==(const Locality&) const = default;
};

/// The identity that the control plane sees. Source: envoy.config.core.v3.Node and Istio's node conventions.
struct Node {
  /// `sidecar~<ip>~<name>.<namespace>~<namespace>.svc.<domain>` as in Istio; unique for each process.
  std::string id;
  std::string cluster;
  Locality locality;
  /// A JSON object, as text. Weft reads and sends NAMESPACE, LABELS and WORKLOAD_NAME; everything is passed on.
  std::string metadata_json = "{}";
  bool operator==(const Node&) const = default;
};

/// One control plane. Tried in the order given.
struct XdsServer {
  /// A gRPC target: `host:port`, `dns:///host:port` or `unix:///path`.
  std::string server_uri = {};
  /// The first supported type of `channel_creds`; today `insecure`.
  std::string channel_creds = "insecure";
  std::vector<std::string> server_features = {};
  bool operator==(const XdsServer&) const = default;
};

/// How configuration travels. Delta sends what changed, with a version for each resource; state of the world restates each
/// type. A server that does not support delta gets requests in state of the world by default.
enum class XdsProtocol : uint8_t { kDelta, kStateOfTheWorld };

/// A plain value: copy it, compare it, change it. Thread-safe as any value is.
struct Bootstrap {
  std::vector<XdsServer> xds_servers;
  Node node;
  /// Whether a call that carries `x-weft-explain: 1` gets the explanation of how its route was found (Call::Explanation). The
  /// answer shows names of rules and clusters: for test beds and trusted callers. JSON: `"weft": {"allow_explain": true}`,
  /// which gRPC passes over.
  bool allow_explain = false;
  /// JSON: `"weft": {"xds_protocol": "delta"}` or `"state-of-the-world"`.
  XdsProtocol xds_protocol = XdsProtocol::kDelta;

  /// Parses gRPC's bootstrap JSON. InvalidArgument names the field path, the value and what would be right.
  static absl::StatusOr<Bootstrap> FromJson(std::string_view json);
  /// Reads a file and parses it. NotFound or InvalidArgument name the path.
  static absl::StatusOr<Bootstrap> FromFile(const std::string& path);
  /// The first that is set of: WEFT_BOOTSTRAP (a path), GRPC_XDS_BOOTSTRAP (a path), GRPC_XDS_BOOTSTRAP_CONFIG (the JSON
  /// itself). FailedPrecondition when none is set.
  static absl::StatusOr<Bootstrap> FromEnvironment();

  bool operator==(const Bootstrap&) const = default;
};

}  // namespace weft
