// SPDX-License-Identifier: Apache-2.0
#include "patch/patch_list.h"

#include <set>
#include <unordered_map>
#include <utility>

#include "patch/field_set.h"

namespace weft::patch {
namespace {

std::optional<std::string> ItemElement(const Json& item, const ListRule& rule) {
  if (rule.keys.empty()) {
    if (item.is_structured()) return std::nullopt;
    return ValueElement(item);
  }
  if (!item.is_object()) return std::nullopt;
  Json keys = Json::object();
  for (const std::string& key : rule.keys) {
    const Json& source = item.contains(key) ? item : rule.key_defaults;
    auto it = source.find(key);
    if (it == source.end() || it->is_structured()) return std::nullopt;
    keys[key] = *it;
  }
  return KeyElement(keys);
}

}  // namespace

std::optional<std::vector<std::string>> ItemElements(const Json& list, const ListRule& rule) {
  if (!list.is_array()) return std::nullopt;
  std::vector<std::string> elements;
  std::set<std::string> seen;
  for (const Json& item : list) {
    std::optional<std::string> element = ItemElement(item, rule);
    if (!element || !seen.insert(*element).second) return std::nullopt;
    elements.push_back(*std::move(element));
  }
  return elements;
}

std::vector<size_t> OrderItems(const std::vector<std::string>& items, const std::vector<std::string>& wanted) {
  const std::set<std::string> is_wanted(wanted.begin(), wanted.end());
  std::unordered_map<std::string, std::vector<size_t>> by_name;
  for (size_t i = 0; i < items.size(); ++i) by_name[items[i]].push_back(i);
  std::vector<bool> taken(items.size(), false);
  std::vector<size_t> order;
  auto take = [&](size_t i) {
    if (taken[i]) return;
    taken[i] = true;
    order.push_back(i);
  };
  size_t next = 0;
  auto take_unwanted = [&] {
    for (; next < items.size() && (taken[next] || !is_wanted.contains(items[next])); ++next) take(next);
  };
  for (const std::string& name : wanted) {
    take_unwanted();
    for (size_t i : by_name[name]) take(i);
  }
  for (size_t i = 0; i < items.size(); ++i) take(i);
  return order;
}

Json Reordered(const Json& list, const std::vector<size_t>& order) {
  Json result = Json::array();
  for (size_t i : order) result.push_back(list[i]);
  return result;
}

}  // namespace weft::patch
