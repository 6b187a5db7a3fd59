// SPDX-License-Identifier: Apache-2.0
#include "weftctl/route_check/route_check_config.h"

#include "base/status_macros.h"
#include "base/strings.h"
#include "manifest/yaml/yaml.h"
#include "weftctl/client/manifest_files.h"
#include "weftctl/route_check/route_check_json.h"

namespace weft::ctl {
namespace {

using manifest::Json;

bool IsRouteConfiguration(const Json& json) {
  if (!json.is_object() || !json.contains("@type")) return true;
  return json["@type"].is_string() && json["@type"].get<std::string>().ends_with("/envoy.config.route.v3.RouteConfiguration");
}

absl::Status AddTable(const Json& json, const std::string& file, RouteConfigFile& out) {
  if (!IsRouteConfiguration(json)) return absl::OkStatus();
  std::vector<std::string> ignored;
  if (auto status = ReadMessage(json, "", out.tables.emplace_back(), ignored); !status.ok()) {
    return absl::InvalidArgumentError(StrCat(file, ": ", ToStd(status.message())));
  }
  for (const std::string& field : ignored) out.ignored.push_back(StrCat(file, ": ", field));
  return absl::OkStatus();
}

absl::Status AddTables(const ManifestFile& file, RouteConfigFile& out) {
  auto documents = manifest::ParseYaml(file.text);
  if (!documents.ok()) return absl::InvalidArgumentError(StrCat(file.name, ": ", ToStd(documents.status().message())));
  for (const manifest::Document& document : *documents) {
    const bool is_list = document.json.is_array();
    for (const Json& json : is_list ? document.json : Json::array({document.json})) {
      WEFT_RETURN_IF_ERROR(AddTable(json, file.name, out));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<RouteConfigFile> ReadRouteConfig(const std::string& path, Terminal& terminal) {
  WEFT_ASSIGN_OR_RETURN(auto files, ReadManifestFiles({path}, terminal));
  RouteConfigFile out;
  for (const ManifestFile& file : files) {
    WEFT_RETURN_IF_ERROR(AddTables(file, out));
  }
  if (out.tables.empty()) return absl::InvalidArgumentError(StrCat(path, ": holds no RouteConfiguration"));
  return out;
}

}  // namespace weft::ctl
