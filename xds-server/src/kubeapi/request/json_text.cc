// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/request/json_text.h"

namespace weft::kubeapi {

std::string ToText(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

const Json* FindIn(const Json& json, std::initializer_list<std::string_view> path) {
  const Json* at = &json;
  for (std::string_view step : path) {
    if (!at->is_object()) return nullptr;
    auto found = at->find(std::string(step));
    if (found == at->end()) return nullptr;
    at = &*found;
  }
  return at;
}

std::string StringIn(const Json& json, std::initializer_list<std::string_view> path) {
  const Json* value = FindIn(json, path);
  return value && value->is_string() ? value->get<std::string>() : std::string();
}

Json& MetadataOf(Json& object) {
  Json& metadata = object["metadata"];
  if (!metadata.is_object()) metadata = Json::object();
  return metadata;
}

void EraseMetadata(Json& object, const char* member) { MetadataOf(object).erase(member); }

}  // namespace weft::kubeapi
