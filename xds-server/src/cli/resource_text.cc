// SPDX-License-Identifier: Apache-2.0
#include "cli/resource_text.h"

#include "base/status_macros.h"
#include "base/strings.h"
#include "google/protobuf/util/json_util.h"
#include "manifest/yaml/yaml.h"

namespace weft {
namespace {

absl::StatusOr<manifest::Json> ResourceAsJson(const NamedResource& resource) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string text;
  auto status = google::protobuf::util::MessageToJsonString(resource.resource, &text, options);
  if (!status.ok()) return absl::InternalError(StrCat(resource.name, ": ", status.ToString()));
  return manifest::Json::parse(text);
}

}  // namespace

absl::StatusOr<std::string> ResourcesAsYaml(const std::vector<NamedResource>& resources) {
  std::string out;
  for (const NamedResource& resource : resources) {
    WEFT_ASSIGN_OR_RETURN(auto json, ResourceAsJson(resource));
    StrAppend(&out, "---\n# ", translate::ShortName(resource.type), " ", resource.name, "\n", manifest::ToYaml(json));
  }
  return out;
}

absl::StatusOr<std::string> ResourcesAsJson(const std::vector<NamedResource>& resources) {
  manifest::Json list = manifest::Json::array();
  for (const NamedResource& resource : resources) {
    WEFT_ASSIGN_OR_RETURN(auto json, ResourceAsJson(resource));
    list.push_back(std::move(json));
  }
  return list.dump(2) + "\n";
}

}  // namespace weft
