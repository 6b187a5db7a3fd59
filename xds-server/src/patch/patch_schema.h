// SPDX-License-Identifier: Apache-2.0
// How the lists and maps of a kind merge: what strategic merge patch and server-side apply must know beside the JSON itself.
// A list without a rule is atomic: it is replaced and owned as a whole. A map is granular unless it is named as atomic.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "manifest/object/object.h"

namespace weft::patch {

using manifest::Json;

// The rule of one list. `path` is dotted from the object's root: "spec.ports".
struct ListRule {
  std::string path;
  // Server-side apply: the fields that tell the items of a map list apart; empty for a list that is a set of scalars.
  std::vector<std::string> keys;
  // The value of a key field that an item leaves out: {"protocol": "TCP"}.
  Json key_defaults = Json::object();
  // Strategic merge patch: the one field items are matched by; empty for a list that is a set of scalars.
  std::string merge_key;
};

// Immutable, lives as long as the process.
struct MergeSchema {
  std::vector<ListRule> lists;
  std::vector<std::string> atomic_maps;  // dotted paths, "spec.selector"

  const ListRule* FindList(std::string_view path) const;
  bool IsAtomicMap(std::string_view path) const;
};

// The schema of a served kind ("" "Service", "networking.istio.io" "ServiceEntry"); that of metadata alone for kinds unknown.
const MergeSchema& MergeSchemaOf(std::string_view group, std::string_view kind);

// Strategic merge patch is defined for the kinds of the core group only; custom resources answer 415.
bool HasStrategicMerge(std::string_view group);

}  // namespace weft::patch
