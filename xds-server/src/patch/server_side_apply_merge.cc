// SPDX-License-Identifier: Apache-2.0
#include "patch/server_side_apply_merge.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/strings.h"
#include "patch/patch_list.h"

namespace weft::patch {
namespace {

std::string MemberPath(const std::string& path, const std::string& field) { return path.empty() ? field : path + "." + field; }

class ApplyMerge {
 public:
  explicit ApplyMerge(const MergeSchema& schema) : schema_(schema) {}

  Json Merge(const Json& live, const Json& applied, const std::string& path) const {
    if (applied.is_object() && !schema_.IsAtomicMap(path)) return MergeMaps(live, applied, path);
    if (const ListRule* rule = applied.is_array() ? schema_.FindList(path) : nullptr)
      return MergeLists(live, applied, path, *rule);
    return applied;
  }

 private:
  Json MergeMaps(const Json& live, const Json& applied, const std::string& path) const {
    Json merged = live.is_object() ? live : Json::object();
    for (const auto& [name, value] : applied.items()) {
      if (value.is_null()) continue;
      Json& member = merged[name];
      member = Merge(member, value, MemberPath(path, name));
    }
    return merged;
  }

  Json MergeLists(const Json& live, const Json& applied, const std::string& path, const ListRule& rule) const {
    std::vector<std::string> elements = ItemElements(live, rule).value_or(std::vector<std::string>());
    Json items = elements.empty() ? Json::array() : live;
    const std::vector<std::string> wanted = ItemElements(applied, rule).value_or(std::vector<std::string>());
    std::unordered_map<std::string, size_t> places;
    for (size_t i = 0; i < elements.size(); ++i) places[elements[i]] = i;
    for (size_t i = 0; i < wanted.size(); ++i) {
      auto [place, fresh] = places.try_emplace(wanted[i], items.size());
      if (fresh) {
        elements.push_back(wanted[i]);
        items.push_back(nullptr);
      }
      Json& item = items[place->second];
      item = Merge(item, applied[i], path + "[]");
    }
    return Reordered(items, OrderItems(elements, wanted));
  }

  const MergeSchema& schema_;
};

class ApplyPrune {
 public:
  explicit ApplyPrune(const MergeSchema& schema) : schema_(schema) {}

  void PruneMap(Json& map, const FieldSet& given_up, const FieldSet& owned, const std::string& path) const {
    for (const auto& [element, below] : given_up.children()) {
      if (element[0] != 'f') continue;
      const std::string name = element.substr(2);
      auto member = map.find(name);
      if (member != map.end() && Remove(*member, element, below, owned, MemberPath(path, name))) map.erase(member);
    }
  }

 private:
  // Prunes below `value`; true when it has to go itself.
  bool Remove(Json& value, const std::string& element, const FieldSet& given_up, const FieldSet& owned_around,
              const std::string& path) const {
    static const FieldSet& nothing = *new FieldSet();
    const FieldSet* found = owned_around.Find(element);
    const FieldSet& owned = found == nullptr ? nothing : *found;
    const bool is_item = element[0] != 'f';
    if (given_up.IsMember() && owned.Empty() && (is_item || given_up.children().empty())) return true;
    if (!value.is_structured() || value.empty() || given_up.children().empty()) return false;
    if (value.is_object()) {
      PruneMap(value, given_up, owned, path);
    } else if (const ListRule* rule = schema_.FindList(path)) {
      PruneList(value, given_up, owned, path, *rule);
    }
    return value.empty() && owned.Empty();
  }

  void PruneList(Json& list, const FieldSet& given_up, const FieldSet& owned, const std::string& path,
                 const ListRule& rule) const {
    const std::optional<std::vector<std::string>> elements = ItemElements(list, rule);
    if (!elements) return;
    Json kept = Json::array();
    for (size_t i = 0; i < elements->size(); ++i) {
      const FieldSet* below = given_up.Find((*elements)[i]);
      if (below != nullptr && Remove(list[i], (*elements)[i], *below, owned, path + "[]")) continue;
      kept.push_back(std::move(list[i]));
    }
    list = std::move(kept);
  }

  const MergeSchema& schema_;
};

const Json* AtDottedPath(const Json& object, const std::string& path) {
  const Json* at = &object;
  for (size_t start = 0; start <= path.size();) {
    const size_t dot = std::min(path.find('.', start), path.size());
    if (!at->is_object()) return nullptr;
    auto it = at->find(path.substr(start, dot - start));
    if (it == at->end()) return nullptr;
    at = &*it;
    start = dot + 1;
  }
  return at;
}

}  // namespace

absl::Status CheckMergeLists(const Json& applied, const MergeSchema& schema) {
  for (const ListRule& rule : schema.lists) {
    const Json* list = AtDottedPath(applied, rule.path);
    if (list == nullptr || list->is_null() || ItemElements(*list, rule)) continue;
    std::string keys;
    for (const std::string& key : rule.keys) absl::StrAppend(&keys, keys.empty() ? "" : " and ", key);
    return absl::InvalidArgumentError(
        rule.keys.empty() ? StrCat(rule.path, ": must be a list of scalars, each there once")
                          : StrCat(rule.path, ": must be a list of maps that each have a ", keys, " of their own"));
  }
  return absl::OkStatus();
}

Json MergeApplied(const Json& live, const Json& applied, const MergeSchema& schema) {
  return ApplyMerge(schema).Merge(live, applied, "");
}

void PruneFields(Json& object, const FieldSet& given_up, const FieldSet& owned, const MergeSchema& schema) {
  if (object.is_object()) ApplyPrune(schema).PruneMap(object, given_up, owned, "");
}

}  // namespace weft::patch
