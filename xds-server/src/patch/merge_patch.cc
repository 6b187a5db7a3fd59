// SPDX-License-Identifier: Apache-2.0
#include "patch/merge_patch.h"

#include <utility>

namespace weft::patch {

Json ApplyMergePatch(Json document, const Json& patch) {
  if (!patch.is_object()) return patch;
  if (!document.is_object()) document = Json::object();
  for (const auto& [name, value] : patch.items()) {
    if (value.is_null()) {
      document.erase(name);
    } else {
      Json& member = document[name];
      member = ApplyMergePatch(std::move(member), value);
    }
  }
  return document;
}

}  // namespace weft::patch
