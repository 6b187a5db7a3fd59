// SPDX-License-Identifier: Apache-2.0
// A set of field paths, the currency of field ownership.
//
// On the wire it is FieldsV1: a tree whose keys are path elements, `f:spec` (a field), `k:{"name":"http"}` (the item of a map
// list), `v:"a"` (the value of a set), `i:0` (an index). A leaf `{}` is a member; a node with children is one when it holds
// `.`.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "manifest/object/object.h"

namespace weft::patch {

using manifest::Json;

// A value type; not thread-safe to change. Elements are kept as on the wire, in canonical spelling.
class FieldSet {
 public:
  using Children = std::map<std::string, FieldSet, std::less<>>;

  // From and to FieldsV1. The error names the element that is none.
  static absl::StatusOr<FieldSet> FromJson(const Json& fields_v1);
  Json ToJson() const;

  bool Empty() const { return !member_ && children_.empty(); }
  bool IsMember() const { return member_; }
  bool Has(const std::vector<std::string>& path) const;
  const Children& children() const { return children_; }
  const FieldSet* Find(std::string_view element) const;  // nullptr when nothing at or below it is a member

  void Insert(const std::vector<std::string>& path);
  // Makes this node itself a member.
  void InsertSelf() { member_ = true; }
  // Puts `subset` below `element`; an empty one leaves no trace.
  void Insert(std::string element, FieldSet subset);

  void Union(const FieldSet& other);
  void Subtract(const FieldSet& other);  // exactly the members of `other`, not what lies below them
  FieldSet Intersect(const FieldSet& other) const;
  // Drops the element with all that lies below it.
  void Erase(std::string_view element);

  // For people, in order: ".spec.http", `.spec.ports[name="http"].number`.
  std::vector<std::string> Paths() const;

  bool operator==(const FieldSet&) const = default;

 private:
  void Collect(const std::string& prefix, std::vector<std::string>& paths) const;

  bool member_ = false;
  Children children_;
};

// Path elements.
std::string FieldElement(std::string_view field);  // f:spec
std::string KeyElement(const Json& keys);          // k:{"name":"http"}
std::string ValueElement(const Json& value);       // v:"a"

}  // namespace weft::patch
