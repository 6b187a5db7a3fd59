// SPDX-License-Identifier: Apache-2.0
#include "patch/field_set.h"

#include <cstddef>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "base/status_macros.h"
#include "base/strings.h"

namespace weft::patch {
namespace {

// Sets come from clients too; recursion over them stays bounded.
constexpr int kMaxFieldDepth = 128;

std::string CompactText(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

// The spelling under which equal elements are equal text: keys and values as compact JSON with sorted members.
absl::StatusOr<std::string> CanonicalElement(const std::string& element) {
  const absl::string_view text(element);
  if (absl::StartsWith(text, "f:")) return element;
  const bool keys = absl::StartsWith(text, "k:");
  if (keys || absl::StartsWith(text, "v:") || absl::StartsWith(text, "i:")) {
    const Json json = Json::parse(element.begin() + 2, element.end(), nullptr, /*allow_exceptions=*/false);
    if (!json.is_discarded() && json.is_object() == keys && !json.is_array()) {
      return StrCat(text.substr(0, 2), CompactText(json));
    }
  }
  return absl::InvalidArgumentError(StrCat("\"", element, "\" is no path element (f:, k:, v: or i:)"));
}

std::string PrintedElement(const std::string& element) {
  const std::string rest = element.substr(2);
  switch (element[0]) {
    case 'f':
      return StrCat(".", rest);
    case 'v':
      return StrCat("[=", rest, "]");
    case 'i':
      return StrCat("[", rest, "]");
    default:
      break;
  }
  const Json keys = Json::parse(rest, nullptr, /*allow_exceptions=*/false);
  std::vector<std::string> parts;
  for (const auto& [key, value] : keys.items()) parts.push_back(StrCat(key, "=", CompactText(value)));
  return StrCat("[", absl::StrJoin(parts, ","), "]");
}

absl::StatusOr<FieldSet> FieldSetFromJson(const Json& fields, int depth) {
  if (!fields.is_object()) return absl::InvalidArgumentError(StrCat("fields must be maps, not ", fields.type_name()));
  if (depth > kMaxFieldDepth) return absl::InvalidArgumentError("fields nest too deep");
  FieldSet set;
  for (const auto& [name, value] : fields.items()) {
    if (name == ".") {
      set.InsertSelf();
      continue;
    }
    WEFT_ASSIGN_OR_RETURN(std::string element, CanonicalElement(name));
    WEFT_ASSIGN_OR_RETURN(FieldSet child, FieldSetFromJson(value, depth + 1));
    if (child.Empty()) child.InsertSelf();
    set.Insert(std::move(element), std::move(child));
  }
  return set;
}

}  // namespace

absl::StatusOr<FieldSet> FieldSet::FromJson(const Json& fields_v1) { return FieldSetFromJson(fields_v1, 0); }

Json FieldSet::ToJson() const {
  Json json = Json::object();
  if (member_ && !children_.empty()) json["."] = Json::object();
  for (const auto& [element, child] : children_) json[element] = child.ToJson();
  return json;
}

bool FieldSet::Has(const std::vector<std::string>& path) const {
  const FieldSet* at = this;
  for (const std::string& element : path) {
    at = at->Find(element);
    if (at == nullptr) return false;
  }
  return at->member_;
}

const FieldSet* FieldSet::Find(std::string_view element) const {
  auto it = children_.find(element);
  return it == children_.end() ? nullptr : &it->second;
}

void FieldSet::Insert(const std::vector<std::string>& path) {
  FieldSet* at = this;
  for (const std::string& element : path) at = &at->children_[element];
  at->member_ = true;
}

void FieldSet::Insert(std::string element, FieldSet subset) {
  if (subset.Empty()) return;
  auto [it, fresh] = children_.try_emplace(std::move(element));
  if (fresh) {
    it->second = std::move(subset);
  } else {
    it->second.Union(subset);
  }
}

void FieldSet::Union(const FieldSet& other) {
  member_ |= other.member_;
  for (const auto& [element, child] : other.children_) children_[element].Union(child);
}

void FieldSet::Subtract(const FieldSet& other) {
  if (&other == this) {
    *this = FieldSet();
    return;
  }
  member_ &= !other.member_;
  for (const auto& [element, child] : other.children_) {
    auto it = children_.find(element);
    if (it == children_.end()) continue;
    it->second.Subtract(child);
    if (it->second.Empty()) children_.erase(it);
  }
}

FieldSet FieldSet::Intersect(const FieldSet& other) const {
  FieldSet common;
  common.member_ = member_ && other.member_;
  for (const auto& [element, child] : children_) {
    if (const FieldSet* twin = other.Find(element)) common.Insert(element, child.Intersect(*twin));
  }
  return common;
}

void FieldSet::Erase(std::string_view element) {
  auto it = children_.find(element);
  if (it != children_.end()) children_.erase(it);
}

std::vector<std::string> FieldSet::Paths() const {
  std::vector<std::string> paths;
  Collect("", paths);
  return paths;
}

void FieldSet::Collect(const std::string& prefix, std::vector<std::string>& paths) const {
  if (member_ && !prefix.empty()) paths.push_back(prefix);
  for (const auto& [element, child] : children_) child.Collect(prefix + PrintedElement(element), paths);
}

std::string FieldElement(std::string_view field) { return "f:" + std::string(field); }
std::string KeyElement(const Json& keys) { return "k:" + CompactText(keys); }
std::string ValueElement(const Json& value) { return "v:" + CompactText(value); }

}  // namespace weft::patch
