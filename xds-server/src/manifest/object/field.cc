// SPDX-License-Identifier: Apache-2.0
#include "manifest/object/field.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "base/strings.h"

namespace weft::manifest {

namespace {

const Json& AbsentValue() {
  static const Json* const kNull = new Json();
  return *kNull;
}

}  // namespace

std::string MemberPath(std::string_view path, std::string_view key) {
  bool plain =
      !key.empty() && std::all_of(key.begin(), key.end(), [](unsigned char c) { return absl::ascii_isalnum(c) || c == '_'; });
  if (!plain) return StrCat(path, "[", key, "]");
  return path.empty() ? std::string(key) : StrCat(path, ".", key);
}

std::string ItemPath(std::string_view path, size_t index) { return StrCat(path, "[", index, "]"); }

const Json& Field::json() const { return value_ == nullptr ? AbsentValue() : *value_; }

Field Field::operator[](std::string_view key) const {
  const Json* member = nullptr;
  if (value_ != nullptr && value_->is_object()) {
    auto it = value_->find(std::string(key));
    if (it != value_->end()) member = &*it;
  }
  return Field(member, MemberPath(path_, key));
}

Field Field::operator[](size_t index) const {
  bool there = value_ != nullptr && value_->is_array() && index < value_->size();
  return Field(there ? &(*value_)[index] : nullptr, ItemPath(path_, index));
}

std::vector<Field> Field::Items() const {
  std::vector<Field> items;
  if (value_ == nullptr || !value_->is_array()) return items;
  items.reserve(value_->size());
  for (size_t i = 0; i < value_->size(); ++i) items.push_back((*this)[i]);
  return items;
}

std::vector<std::pair<std::string, Field>> Field::Members() const {
  std::vector<std::pair<std::string, Field>> members;
  if (value_ == nullptr || !value_->is_object()) return members;
  for (auto it = value_->begin(); it != value_->end(); ++it) {
    members.emplace_back(it.key(), Field(&it.value(), MemberPath(path_, it.key())));
  }
  return members;
}

size_t Field::size() const { return value_ != nullptr && value_->is_structured() ? value_->size() : 0; }

std::string Field::Text(std::string_view fallback) const {
  return value_ != nullptr && value_->is_string() ? value_->get<std::string>() : std::string(fallback);
}

int64_t Field::Int(int64_t fallback) const {
  return value_ != nullptr && value_->is_number_integer() ? value_->get<int64_t>() : fallback;
}

double Field::Number(double fallback) const {
  return value_ != nullptr && value_->is_number() ? value_->get<double>() : fallback;
}

bool Field::Bool(bool fallback) const { return value_ != nullptr && value_->is_boolean() ? value_->get<bool>() : fallback; }

std::vector<std::string> Field::Texts() const {
  std::vector<std::string> texts;
  for (const Field& item : Items()) texts.push_back(item.Text());
  return texts;
}

Labels Field::Pairs() const {
  Labels pairs;
  for (const auto& [key, value] : Members()) pairs[key] = value.Text();
  return pairs;
}

}  // namespace weft::manifest
