// SPDX-License-Identifier: Apache-2.0
// The resources of a type whose values are T's.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "base/status_macros.h"
#include "base/strings.h"
#include "xds/resource/resource_set.h"

namespace weft::xds {

template <typename T>
struct Parsed {
  T value;
  std::vector<std::string> ignored;  // paths of fields that Weft does not apply
};

// All that the client needs of a type: what a type registers. Pure functions.
template <typename T>
struct TypeHandler {
  TypeInfo type;
  absl::StatusOr<Parsed<T>> (*parse)(const google::protobuf::Any& content);
  std::string (*name)(const T& value);
  // The name inside of content that `parse` refuses, for the message; empty when there is none.
  std::string (*name_in)(const google::protobuf::Any& content);
  // What the value refers to, of types that are registered after this one. Null: nothing.
  void (*references)(const T& value, ResourceSet::ReferenceSink sink) = nullptr;
};

// What is known of a resource.
template <typename T>
struct Resource : ResourceStatus {
  std::shared_ptr<const T> value;  // set while the state is kKnown
};

// Reads as a map from name to Resource<T>.
template <typename T>
class Resources final : public ResourceSet {
 public:
  using Map = std::map<std::string, Resource<T>, std::less<>>;

  explicit Resources(const TypeHandler<T>& handler) : ResourceSet(handler.type), handler_(handler) {}

  typename Map::const_iterator begin() const { return map_.begin(); }
  typename Map::const_iterator end() const { return map_.end(); }
  typename Map::const_iterator find(std::string_view name) const { return map_.find(name); }
  bool contains(std::string_view name) const { return map_.contains(name); }
  const Resource<T>& at(const std::string& name) const { return map_.at(name); }

  // Makes `value` the known one, without a server.
  void Set(const std::string& name, T value) {
    Resource<T>& resource = map_[name];
    resource.state = ResourceState::kKnown;
    resource.value = std::make_shared<const T>(std::move(value));
  }

  void Keep(const Names& names) override {
    std::erase_if(map_, [&names](const auto& entry) { return !names.contains(entry.first); });
    for (const std::string& name : names) map_.try_emplace(name);
  }

  void ForEachReference(const Names& names, ReferenceSink sink) const override {
    if (handler_.references == nullptr) return;
    for (const auto& [name, resource] : map_) {
      if (resource.value != nullptr && names.contains(name)) handler_.references(*resource.value, sink);
    }
  }

 protected:
  absl::StatusOr<Taken> Take(const google::protobuf::Any& content, const std::string& sent_as) override {
    WEFT_ASSIGN_OR_RETURN(auto parsed, handler_.parse(content));
    Taken taken{handler_.name(parsed.value)};
    if (!sent_as.empty() && sent_as != taken.name) {
      return absl::InvalidArgumentError(StrCat("name: \"", taken.name, "\" is not the name it was sent by"));
    }
    const auto it = map_.find(taken.name);
    if (it == map_.end()) return taken;
    Resource<T>& resource = it->second;
    resource.ignored = std::move(parsed.ignored);
    taken.changed = resource.value == nullptr || !(*resource.value == parsed.value);
    if (taken.changed) resource.value = std::make_shared<const T>(std::move(parsed.value));
    return taken;
  }

  std::string NameIn(const google::protobuf::Any& content) const override { return handler_.name_in(content); }

  void DropValue(const std::string& name) override {
    if (const auto it = map_.find(name); it != map_.end()) it->second.value.reset();
  }

  ResourceStatus* FindStatus(const std::string& name) override {
    const auto it = map_.find(name);
    return it == map_.end() ? nullptr : &it->second;
  }

  void ForEachStatus(StatusSink sink) override {
    for (auto& [name, resource] : map_) sink(name, resource);
  }
  void ForEachStatus(ConstStatusSink sink) const override {
    for (const auto& [name, resource] : map_) sink(name, resource);
  }

 private:
  const TypeHandler<T> handler_;
  Map map_;
};

// For `name_in` of a type whose content is a message Proto with a `name`.
template <typename Proto>
std::string NameInMessage(const google::protobuf::Any& content) {
  Proto message;
  return content.UnpackTo(&message) ? message.name() : std::string();
}

}  // namespace weft::xds
