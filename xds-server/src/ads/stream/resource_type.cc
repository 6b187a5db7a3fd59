// SPDX-License-Identifier: Apache-2.0
#include "ads/stream/resource_type.h"

#include <algorithm>
#include <utility>

#include "base/status_macros.h"
#include "base/strings.h"

namespace weft::ads {

absl::StatusOr<TypeId> ResourceTypes::FindDependency(const ResourceType& type, std::string_view field,
                                                     const std::string& url) const {
  if (const auto found = Find(url)) return *found;
  return absl::InvalidArgumentError(
      StrCat("resource type \"", type.url, "\": ", field, ": \"", url, "\" is not registered; register it before this type"));
}

absl::StatusOr<TypeId> ResourceTypes::Register(ResourceType type) {
  if (type.url.empty()) return absl::InvalidArgumentError("resource type: url: required, as \"type.googleapis.com/<message>\"");
  if (Find(type.url)) return absl::InvalidArgumentError(StrCat("resource type \"", type.url, "\": url: is registered already"));
  const auto id = static_cast<TypeId>(types_.size());
  Entry entry;
  for (const std::string& url : type.used_by) {
    WEFT_ASSIGN_OR_RETURN(const auto user, FindDependency(type, "used_by", url));
    entry.users.push_back(user);
    entry.depth = std::max(entry.depth, types_[user].depth + 1);
  }
  if (!type.warms.empty()) {
    WEFT_ASSIGN_OR_RETURN(const auto warming, FindDependency(type, "warms", type.warms));
    types_[warming].warmed_by.push_back(id);
  }
  entry.type = std::move(type);
  types_.push_back(std::move(entry));
  SortByDepth();
  return id;
}

void ResourceTypes::SortByDepth() {
  removal_order_.push_back(static_cast<TypeId>(removal_order_.size()));
  std::stable_sort(removal_order_.begin(), removal_order_.end(),
                   [this](TypeId a, TypeId b) { return std::pair(types_[a].depth, a) < std::pair(types_[b].depth, b); });
  send_order_ = removal_order_;
  std::stable_sort(send_order_.begin(), send_order_.end(),
                   [this](TypeId a, TypeId b) { return types_[a].depth > types_[b].depth; });
}

std::optional<TypeId> ResourceTypes::Find(std::string_view url) const {
  for (size_t i = 0; i < types_.size(); ++i) {
    if (types_[i].type.url == url) return static_cast<TypeId>(i);
  }
  return std::nullopt;
}

}  // namespace weft::ads
