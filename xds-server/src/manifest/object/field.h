// SPDX-License-Identifier: Apache-2.0
// A value inside a manifest together with the path that leads to it: what parsers and validators walk on.
//
// Reading never fails: what is absent, null or of another type reads as the fallback, so code that runs before or without the
// schema cannot crash on a strange manifest. Cheap to copy. The document must outlive every Field of it. Not thread-safe to
// the same degree as the document itself: reading is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "manifest/object/object.h"

namespace weft::manifest {

class Field {
 public:
  explicit Field(const Json& document, std::string path = "") : value_(&document), path_(std::move(path)) {}

  // Present and not null.
  explicit operator bool() const { return value_ != nullptr && !value_->is_null(); }
  const std::string& path() const { return path_; }
  const Json& json() const;

  // A member of a map, an item of a list; absent when there is none.
  Field operator[](std::string_view key) const;
  Field operator[](size_t index) const;

  // Items of a list, members of a map; empty for everything else.
  std::vector<Field> Items() const;
  std::vector<std::pair<std::string, Field>> Members() const;
  size_t size() const;

  std::string Text(std::string_view fallback = "") const;
  int64_t Int(int64_t fallback = 0) const;
  double Number(double fallback = 0) const;
  bool Bool(bool fallback = false) const;
  std::vector<std::string> Texts() const;
  Labels Pairs() const;

 private:
  Field(const Json* value, std::string path) : value_(value), path_(std::move(path)) {}

  const Json* value_;  // null when absent
  std::string path_;
};

// "spec.http" + "match" is "spec.http.match"; a key that is no identifier is put in brackets: "metadata.labels[app.io/name]".
std::string MemberPath(std::string_view path, std::string_view key);
std::string ItemPath(std::string_view path, size_t index);

}  // namespace weft::manifest
