// SPDX-License-Identifier: Apache-2.0
#include "patch/strategic_merge.h"

#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "base/status_macros.h"
#include "base/strings.h"
#include "patch/patch_list.h"

namespace weft::patch {
namespace {

constexpr absl::string_view kDirective = "$patch";
constexpr absl::string_view kRetainKeys = "$retainKeys";
constexpr absl::string_view kDeleteFromList = "$deleteFromPrimitiveList/";
constexpr absl::string_view kElementOrder = "$setElementOrder/";

std::string StrategicPath(const std::string& path, absl::string_view field) {
  return path.empty() ? std::string(field) : StrCat(path, ".", field);
}

absl::Status BadStrategic(const std::string& path, absl::string_view what) {
  return absl::InvalidArgumentError(StrCat(path.empty() ? "patch" : path, ": ", what));
}

bool IsDirective(absl::string_view name) {
  return name == kDirective || name == kRetainKeys || absl::StartsWith(name, kDeleteFromList) ||
         absl::StartsWith(name, kElementOrder);
}

enum class Directive { kMerge, kReplace, kDelete };

absl::StatusOr<Directive> DirectiveOf(const Json& map, const std::string& path) {
  auto it = map.find(std::string(kDirective));
  if (it == map.end() || *it == "merge") return Directive::kMerge;
  if (*it == "replace") return Directive::kReplace;
  if (*it == "delete") return Directive::kDelete;
  return BadStrategic(path, "$patch must be \"replace\", \"delete\" or \"merge\"");
}

Json WithoutDirectives(Json map) {
  for (auto it = map.begin(); it != map.end();) it = IsDirective(it.key()) ? map.erase(it) : std::next(it);
  return map;
}

void RemoveValues(Json& list, const Json& values) {
  if (!list.is_array()) return;
  const std::set<Json> gone(values.begin(), values.end());
  Json kept = Json::array();
  for (Json& item : list) {
    if (!gone.contains(item)) kept.push_back(std::move(item));
  }
  list = std::move(kept);
}

// The name by which an item of a merging list is known: its merge key, or itself in a list of scalars.
std::optional<std::string> NameOfItem(const Json& item, const ListRule& rule) {
  const Json* name = &item;
  if (!rule.merge_key.empty()) {
    if (!item.is_object() || !item.contains(rule.merge_key)) return std::nullopt;
    name = &item[rule.merge_key];
  }
  if (name->is_structured() || name->is_null()) return std::nullopt;
  return name->dump(-1, ' ', false, Json::error_handler_t::replace);
}

absl::StatusOr<std::vector<std::string>> NamesOfItems(const Json& list, const ListRule& rule, const std::string& path) {
  if (!list.is_array()) return BadStrategic(path, "must be a list");
  std::vector<std::string> names;
  for (const Json& item : list) {
    std::optional<std::string> name = NameOfItem(item, rule);
    if (!name) {
      return BadStrategic(StrCat(path, "[", names.size(), "]"),
                          rule.merge_key.empty() ? std::string("must be a scalar")
                                                 : StrCat("must be a map with the merge key \"", rule.merge_key, "\""));
    }
    names.push_back(*std::move(name));
  }
  return names;
}

class StrategicMerge {
 public:
  explicit StrategicMerge(const MergeSchema& schema) : schema_(schema) {}

  absl::StatusOr<Json> MergeMap(Json map, const Json& patch, const std::string& path) const {
    WEFT_ASSIGN_OR_RETURN(Directive directive, DirectiveOf(patch, path));
    if (directive == Directive::kReplace) return WithoutDirectives(patch);
    if (directive == Directive::kDelete) return Json::object();
    absl::Status status = RetainKeys(map, patch, path);
    if (status.ok()) status = DeleteFromLists(map, patch, path);
    if (status.ok()) status = MergeMembers(map, patch, path);
    if (status.ok()) status = OrderLists(map, patch, path);
    if (!status.ok()) return status;
    return map;
  }

 private:
  absl::Status RetainKeys(Json& map, const Json& patch, const std::string& path) const {
    auto retain = patch.find(std::string(kRetainKeys));
    if (retain == patch.end()) return absl::OkStatus();
    if (!retain->is_array()) return BadStrategic(StrategicPath(path, kRetainKeys), "must be a list of keys");
    const std::set<Json> keys(retain->begin(), retain->end());
    auto kept = [&](const std::string& key) { return keys.contains(Json(key)); };
    for (const auto& [key, value] : patch.items()) {
      if (!IsDirective(key) && !value.is_null() && !kept(key)) {
        return BadStrategic(StrategicPath(path, key), "is set by the patch but not among its $retainKeys");
      }
    }
    for (auto it = map.begin(); it != map.end();) it = kept(it.key()) ? std::next(it) : map.erase(it);
    return absl::OkStatus();
  }

  absl::Status DeleteFromLists(Json& map, const Json& patch, const std::string& path) const {
    for (const auto& [key, values] : patch.items()) {
      absl::string_view field = key;
      if (!absl::ConsumePrefix(&field, kDeleteFromList)) continue;
      if (!values.is_array()) return BadStrategic(StrategicPath(path, key), "must be a list of the values to remove");
      auto list = map.find(std::string(field));
      if (list != map.end()) RemoveValues(*list, values);
    }
    return absl::OkStatus();
  }

  absl::Status MergeMembers(Json& map, const Json& patch, const std::string& path) const {
    for (const auto& [key, value] : patch.items()) {
      if (IsDirective(key)) continue;
      if (value.is_null() || (value.is_object() && value.value(std::string(kDirective), Json()) == "delete")) {
        map.erase(key);
        continue;
      }
      Json current = map.contains(key) ? std::move(map[key]) : Json();
      WEFT_ASSIGN_OR_RETURN(map[key], Merge(std::move(current), value, StrategicPath(path, key)));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<Json> Merge(Json current, const Json& patch, const std::string& path) const {
    if (patch.is_object()) return MergeMap(current.is_object() ? std::move(current) : Json::object(), patch, path);
    const ListRule* rule = patch.is_array() ? schema_.FindList(path) : nullptr;
    if (rule == nullptr) return patch;
    return MergeList(current.is_array() ? std::move(current) : Json::array(), patch, path, *rule);
  }

  absl::StatusOr<Json> MergeList(Json list, const Json& patch, const std::string& path, const ListRule& rule) const {
    Json items = Json::array();
    std::set<std::string> gone;
    for (size_t i = 0; i < patch.size(); ++i) {
      absl::StatusOr<Directive> directive = Directive::kMerge;
      if (patch[i].is_object()) directive = DirectiveOf(patch[i], StrCat(path, "[", i, "]"));
      if (!directive.ok()) return directive.status();
      if (*directive == Directive::kReplace) {
        list = Json::array();
        if (patch[i].size() == 1) continue;
      }
      if (*directive != Directive::kDelete) {
        items.push_back(patch[i]);
        continue;
      }
      const std::optional<std::string> name = NameOfItem(patch[i], rule);
      if (!name) return NamesOfItems(Json::array({patch[i]}), rule, path).status();
      gone.insert(*name);
    }
    RemoveNamed(list, gone, rule);
    return MergeItems(std::move(list), items, path, rule);
  }

  static void RemoveNamed(Json& list, const std::set<std::string>& gone, const ListRule& rule) {
    if (gone.empty()) return;
    Json kept = Json::array();
    for (Json& item : list) {
      const std::optional<std::string> name = NameOfItem(item, rule);
      if (!name || !gone.contains(*name)) kept.push_back(std::move(item));
    }
    list = std::move(kept);
  }

  absl::StatusOr<Json> MergeItems(Json list, const Json& items, const std::string& path, const ListRule& rule) const {
    WEFT_ASSIGN_OR_RETURN(std::vector<std::string> names, NamesOfItems(items, rule, path));
    std::unordered_map<std::string, size_t> places;
    for (size_t i = 0; i < list.size(); ++i) {
      if (std::optional<std::string> name = NameOfItem(list[i], rule)) places.try_emplace(*std::move(name), i);
    }
    for (size_t i = 0; i < items.size(); ++i) {
      auto [place, fresh] = places.try_emplace(names[i], list.size());
      if (fresh) list.push_back(nullptr);
      if (!fresh && !items[i].is_object()) continue;  // a set has it already
      Json& item = list[place->second];
      WEFT_ASSIGN_OR_RETURN(item, Merge(std::move(item), items[i], path + "[]"));
    }
    return list;
  }

  absl::Status OrderLists(Json& map, const Json& patch, const std::string& path) const {
    for (const auto& [key, order] : patch.items()) {
      absl::string_view field = key;
      if (!absl::ConsumePrefix(&field, kElementOrder)) continue;
      const ListRule* rule = schema_.FindList(StrategicPath(path, field));
      auto list = map.find(std::string(field));
      if (rule == nullptr || list == map.end()) continue;
      WEFT_ASSIGN_OR_RETURN(std::vector<std::string> wanted, NamesOfItems(order, *rule, StrategicPath(path, key)));
      WEFT_ASSIGN_OR_RETURN(std::vector<std::string> names, NamesOfItems(*list, *rule, StrategicPath(path, field)));
      *list = Reordered(*list, OrderItems(names, wanted));
    }
    return absl::OkStatus();
  }

  const MergeSchema& schema_;
};

}  // namespace

absl::StatusOr<Json> ApplyStrategicMergePatch(const Json& document, const Json& patch, const MergeSchema& schema) {
  if (!patch.is_object()) return BadStrategic("", StrCat("must be a JSON object, not ", patch.type_name()));
  return StrategicMerge(schema).MergeMap(document.is_object() ? document : Json::object(), patch, "");
}

}  // namespace weft::patch
