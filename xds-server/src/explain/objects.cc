// SPDX-License-Identifier: Apache-2.0
#include "explain/objects.h"

#include <algorithm>
#include <utility>

#include "manifest/object/group.h"

namespace weft::explain {

namespace {

constexpr std::string_view kRulePlural = "virtualservices";

}  // namespace

void Objects::Put(store::Object object, Place place) {
  if (place != nullptr) places_.insert_or_assign(object.key, std::move(place));
  store::Key key = object.key;
  objects_.insert_or_assign(std::move(key), std::move(object));
}

bool Objects::HasWorkloads() const {
  return std::any_of(objects_.begin(), objects_.end(),
                     [](const auto& object) { return object.first.plural == "workloadentries"; });
}

std::string Objects::PlaceOfRule(std::string_view ns, std::string_view name, std::string_view field) const {
  auto found =
      places_.find({std::string(manifest::kNetworkingGroup), std::string(kRulePlural), std::string(ns), std::string(name)});
  return found == places_.end() ? std::string() : found->second(field);
}

}  // namespace weft::explain
