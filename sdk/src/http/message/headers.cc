// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/strings.h"
#include "weft/http_types.h"

namespace weft::http {

Headers::Headers(std::initializer_list<HeaderRef> headers) {
  for (const HeaderRef& header : headers) Add(header.name, header.value);
}

void Headers::Add(std::string_view name, std::string_view value) {
  Entry entry{static_cast<uint32_t>(text_.size()), static_cast<uint32_t>(name.size()), 0, static_cast<uint32_t>(value.size())};
  const char* const old_text = text_.data();
  const bool own = value.data() >= old_text && value.data() < old_text + text_.size();  // a view of this very object
  const size_t offset = own ? static_cast<size_t>(value.data() - old_text) : 0;
  text_.append(name);
  entry.value = static_cast<uint32_t>(text_.size());
  if (own) value = {text_.data() + offset, value.size()};
  text_.append(value);
  entries_.push_back(entry);
}

void Headers::Set(std::string_view name, std::string_view value) {
  const std::string kept_name(name), kept_value(value);  // they may be views of what goes
  Remove(kept_name);
  Add(kept_name, kept_value);
}

size_t Headers::Remove(std::string_view name) {
  const size_t before = entries_.size();
  std::erase_if(entries_, [&](const Entry& entry) { return EqualsIgnoreCase(At(entry).name, name); });
  const size_t removed = before - entries_.size();
  if (removed == 0) return 0;
  std::string kept;  // removed text must not pile up under Set in a loop
  kept.reserve(text_.size());
  for (Entry& entry : entries_) {
    const HeaderRef header = At(entry);
    entry.name = static_cast<uint32_t>(kept.size());
    kept.append(header.name);
    entry.value = static_cast<uint32_t>(kept.size());
    kept.append(header.value);
  }
  text_ = std::move(kept);
  return removed;
}

void Headers::Clear() {
  text_.clear();
  entries_.clear();
}

void Headers::Reserve(size_t headers, size_t bytes) {
  entries_.reserve(headers);
  text_.reserve(bytes);
}

std::optional<std::string_view> Headers::Get(std::string_view name) const {
  for (const Entry& entry : entries_) {
    if (entry.name_size == name.size() && EqualsIgnoreCase(At(entry).name, name)) return At(entry).value;
  }
  return std::nullopt;
}

size_t Headers::Count(std::string_view name) const {
  return static_cast<size_t>(
      std::count_if(begin(), end(), [&](const HeaderRef& header) { return EqualsIgnoreCase(header.name, name); }));
}

std::string Headers::Joined(std::string_view name) const {
  std::string joined;
  bool first = true;
  for (const HeaderRef& header : *this) {
    if (!EqualsIgnoreCase(header.name, name)) continue;
    if (!first) joined += ", ";
    first = false;
    joined += header.value;
  }
  return joined;
}

bool Headers::operator==(const Headers& other) const {
  return std::equal(begin(), end(), other.begin(), other.end(), [](const HeaderRef& a, const HeaderRef& b) {
    return EqualsIgnoreCase(a.name, b.name) && a.value == b.value;
  });
}

}  // namespace weft::http
