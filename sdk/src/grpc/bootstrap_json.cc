// SPDX-License-Identifier: Apache-2.0
#include "grpc/bootstrap_json.h"

#include <cstdlib>

#include "nlohmann/json.hpp"

namespace weft::grpc {
namespace {

nlohmann::json ServerToJson(const XdsServer& server) {
  return {{"server_uri", server.server_uri},
          {"channel_creds", nlohmann::json::array({{{"type", server.channel_creds}}})},
          {"server_features", server.server_features}};
}

nlohmann::json NodeToJson(const Node& node) {
  nlohmann::json json = {
      {"id", node.id},
      {"cluster", node.cluster},
      {"locality", {{"region", node.locality.region}, {"zone", node.locality.zone}, {"sub_zone", node.locality.sub_zone}}}};
  auto metadata = nlohmann::json::parse(node.metadata_json, nullptr, false);
  if (metadata.is_object()) json["metadata"] = std::move(metadata);
  return json;
}

// gRPC looks at its two variables in this order, and at no other.
absl::StatusOr<Bootstrap> BootstrapOfGrpc() {
  if (const char* path = std::getenv("GRPC_XDS_BOOTSTRAP"); path != nullptr) return Bootstrap::FromFile(path);
  if (const char* text = std::getenv("GRPC_XDS_BOOTSTRAP_CONFIG"); text != nullptr) return Bootstrap::FromJson(text);
  return absl::NotFoundError("the environment holds no bootstrap for gRPC");
}

}  // namespace

std::string BootstrapToJson(const Bootstrap& bootstrap) {
  nlohmann::json servers = nlohmann::json::array();
  for (const XdsServer& server : bootstrap.xds_servers) servers.push_back(ServerToJson(server));
  const nlohmann::json json = {{"xds_servers", std::move(servers)},
                               {"node", NodeToJson(bootstrap.node)},
                               {"server_listener_resource_name_template", "xds.istio.io/grpc/lds/inbound/%s"}};
  return json.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

bool EnvironmentHolds(const Bootstrap& bootstrap) {
  const auto of_grpc = BootstrapOfGrpc();
  return of_grpc.ok() && of_grpc->xds_servers == bootstrap.xds_servers && of_grpc->node == bootstrap.node;
}

}  // namespace weft::grpc
