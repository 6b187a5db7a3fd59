// SPDX-License-Identifier: Apache-2.0
#include "weft/bootstrap.h"

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "absl/status/status.h"
#include "base/status_macros.h"
#include "base/strings.h"
#include "nlohmann/json.hpp"

namespace weft {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kSupportedCreds = "insecure";

// Walks the document and keeps the path for its errors.
class BootstrapReader {
 public:
  absl::StatusOr<Bootstrap> Read(const Json& root) {
    Bootstrap bootstrap;
    if (!root.is_object()) return Wrong("", root, "an object");
    WEFT_RETURN_IF_ERROR(ReadServers(root, bootstrap));
    WEFT_RETURN_IF_ERROR(ReadNode(root, bootstrap.node));
    WEFT_RETURN_IF_ERROR(ReadExtensions(root, bootstrap));
    return bootstrap;
  }

 private:
  static absl::Status Wrong(const std::string& path, const Json& value, std::string_view expected) {
    return absl::InvalidArgumentError(StrCat("bootstrap: ", path.empty() ? "the document" : path, ": ",
                                             value.dump(-1, ' ', true, Json::error_handler_t::replace).substr(0, 80),
                                             " is not ", expected));
  }

  static absl::Status ReadString(const Json& object, const std::string& path, const char* key, std::string& out) {
    const auto it = object.find(key);
    if (it == object.end()) return absl::OkStatus();
    if (!it->is_string()) return Wrong(StrCat(path, ".", key), *it, "a string");
    out = it->get<std::string>();
    return absl::OkStatus();
  }

  absl::Status ReadServers(const Json& root, Bootstrap& bootstrap) {
    const auto servers = root.find("xds_servers");
    if (servers == root.end() || (servers->is_array() && servers->empty())) {
      return absl::InvalidArgumentError(
          "bootstrap: xds_servers: required value; give at least one, for instance "
          R"([{"server_uri": "127.0.0.1:15010", "channel_creds": [{"type": "insecure"}]}])");
    }
    if (!servers->is_array()) return Wrong("xds_servers", *servers, "a list");
    for (size_t i = 0; i < servers->size(); ++i) {
      XdsServer server;
      WEFT_RETURN_IF_ERROR(ReadServer((*servers)[i], StrCat("xds_servers[", i, "]"), server));
      bootstrap.xds_servers.push_back(std::move(server));
    }
    return absl::OkStatus();
  }

  absl::Status ReadServer(const Json& json, const std::string& path, XdsServer& server) {
    if (!json.is_object()) return Wrong(path, json, "an object");
    WEFT_RETURN_IF_ERROR(ReadString(json, path, "server_uri", server.server_uri));
    if (server.server_uri.empty()) {
      return absl::InvalidArgumentError(
          StrCat("bootstrap: ", path, ".server_uri: required value, for instance ", "\"127.0.0.1:15010\""));
    }
    WEFT_RETURN_IF_ERROR(ReadCreds(json, path, server));
    const auto features = json.find("server_features");
    if (features == json.end()) return absl::OkStatus();
    if (!features->is_array()) return Wrong(path + ".server_features", *features, "a list of strings");
    for (size_t i = 0; i < features->size(); ++i) {
      const Json& feature = (*features)[i];
      if (!feature.is_string()) return Wrong(StrCat(path, ".server_features[", i, "]"), feature, "a string");
      server.server_features.push_back(feature.get<std::string>());
    }
    return absl::OkStatus();
  }

  absl::Status ReadCreds(const Json& json, const std::string& path, XdsServer& server) {
    const std::string creds_path = path + ".channel_creds";
    const auto creds = json.find("channel_creds");
    if (creds == json.end()) {
      return absl::InvalidArgumentError(
          StrCat("bootstrap: ", creds_path, R"(: required value; supported is [{"type": "insecure"}])"));
    }
    if (!creds->is_array()) return Wrong(creds_path, *creds, "a list of objects");
    for (size_t i = 0; i < creds->size(); ++i) {
      const Json& entry = (*creds)[i];
      std::string type;
      if (!entry.is_object()) return Wrong(StrCat(creds_path, "[", i, "]"), entry, "an object");
      WEFT_RETURN_IF_ERROR(ReadString(entry, StrCat(creds_path, "[", i, "]"), "type", type));
      if (type != kSupportedCreds) continue;
      server.channel_creds = type;
      return absl::OkStatus();
    }
    return Wrong(creds_path, *creds, R"(a list with a supported type; supported is "insecure")");
  }

  absl::Status ReadNode(const Json& root, Node& node) {
    const auto json = root.find("node");
    if (json == root.end()) return absl::OkStatus();
    if (!json->is_object()) return Wrong("node", *json, "an object");
    WEFT_RETURN_IF_ERROR(ReadString(*json, "node", "id", node.id));
    WEFT_RETURN_IF_ERROR(ReadString(*json, "node", "cluster", node.cluster));
    if (const auto metadata = json->find("metadata"); metadata != json->end()) {
      if (!metadata->is_object()) return Wrong("node.metadata", *metadata, "an object");
      node.metadata_json = metadata->dump();
    }
    return ReadLocality(*json, node.locality);
  }

  // What is Weft's own, apart from gRPC's keys.
  static absl::Status ReadExtensions(const Json& root, Bootstrap& bootstrap) {
    const auto json = root.find("weft");
    if (json == root.end()) return absl::OkStatus();
    if (!json->is_object()) return Wrong("weft", *json, "an object");
    if (const auto allow = json->find("allow_explain"); allow != json->end()) {
      if (!allow->is_boolean()) return Wrong("weft.allow_explain", *allow, "true or false");
      bootstrap.allow_explain = allow->get<bool>();
    }
    return ReadProtocol(*json, bootstrap.xds_protocol);
  }

  static absl::Status ReadProtocol(const Json& weft, XdsProtocol& protocol) {
    const auto json = weft.find("xds_protocol");
    if (json == weft.end()) return absl::OkStatus();
    if (*json == "delta")
      protocol = XdsProtocol::kDelta;
    else if (*json == "state-of-the-world")
      protocol = XdsProtocol::kStateOfTheWorld;
    else
      return Wrong("weft.xds_protocol", *json, "\"delta\" or \"state-of-the-world\"");
    return absl::OkStatus();
  }

  absl::Status ReadLocality(const Json& node, Locality& locality) {
    const auto json = node.find("locality");
    if (json == node.end()) return absl::OkStatus();
    if (!json->is_object()) return Wrong("node.locality", *json, "an object");
    WEFT_RETURN_IF_ERROR(ReadString(*json, "node.locality", "region", locality.region));
    WEFT_RETURN_IF_ERROR(ReadString(*json, "node.locality", "zone", locality.zone));
    return ReadString(*json, "node.locality", "sub_zone", locality.sub_zone);
  }
};

}  // namespace

absl::StatusOr<Bootstrap> Bootstrap::FromJson(std::string_view text) {
  // nlohmann's parser does not recurse, but dump() does: bound the depth.
  bool too_deep = false;
  const auto bound_depth = [&too_deep](int depth, Json::parse_event_t, Json&) {
    too_deep = too_deep || depth > 64;
    return !too_deep;
  };
  try {
    const Json root = Json::parse(text, bound_depth);
    if (too_deep) return absl::InvalidArgumentError("bootstrap: nested deeper than 64 levels");
    return BootstrapReader().Read(root);
  } catch (const Json::exception& error) {
    return absl::InvalidArgumentError(StrCat("bootstrap: not valid JSON: ", error.what()));
  }
}

absl::StatusOr<Bootstrap> Bootstrap::FromFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::NotFoundError(StrCat("bootstrap: cannot read the file \"", path, "\""));
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  auto bootstrap = FromJson(text);
  if (bootstrap.ok()) return bootstrap;
  return absl::Status(bootstrap.status().code(), StrCat(bootstrap.status().message(), " (file \"", path, "\")"));
}

absl::StatusOr<Bootstrap> Bootstrap::FromEnvironment() {
  for (const char* variable : {"WEFT_BOOTSTRAP", "GRPC_XDS_BOOTSTRAP"}) {
    if (const char* path = std::getenv(variable); path != nullptr && *path != '\0') return FromFile(path);
  }
  if (const char* json = std::getenv("GRPC_XDS_BOOTSTRAP_CONFIG"); json != nullptr && *json != '\0') return FromJson(json);
  return absl::FailedPreconditionError(
      "bootstrap: none of WEFT_BOOTSTRAP, GRPC_XDS_BOOTSTRAP (paths of a JSON file) and GRPC_XDS_BOOTSTRAP_CONFIG "
      "(the JSON itself) is set");
}

}  // namespace weft
