// SPDX-License-Identifier: Apache-2.0
// One stream of the control plane of the tests, in either variant of the protocol.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "xds/ads/ads_messages.h"
#include "xds/ads/ads_transport.h"

namespace weft::mesh {

// By type URL and name.
struct FakeWorld {
  std::map<std::string, std::map<std::string, google::protobuf::Any>> resources;
  std::map<std::string, std::map<std::string, std::string>> errors;
};

// A request for both variants. `names`: the subscription of the type from here on.
struct FakeRequest {
  std::string type_url;
  std::set<std::string> names;
  std::map<std::string, std::string> versions;  // initial_resource_versions
  envoy::config::core::v3::Node node;
  std::string problem;  // of a NACK
};

class FakeSession {
 public:
  using Callbacks = xds::AdsTransport::Callbacks;

  explicit FakeSession(Callbacks callbacks) : callbacks_(std::move(callbacks)) {}
  virtual ~FakeSession() = default;
  // Takes the names of the request into the subscription.
  virtual FakeRequest Read(const xds::AdsRequest& request) = 0;
  // Sends what the client does not have yet; nothing about names that have neither a resource nor an error.
  virtual void Push(const FakeWorld& world) = 0;

  const Callbacks& callbacks() const { return callbacks_; }

 protected:
  template <typename Map>
  static const typename Map::mapped_type::mapped_type* Find(const Map& map, const std::string& type, const std::string& name) {
    const auto of_type = map.find(type);
    if (of_type == map.end()) return nullptr;
    const auto found = of_type->second.find(name);
    return found == of_type->second.end() ? nullptr : &found->second;
  }
  template <typename Response>
  static void AddError(const std::string& name, const std::string& message, Response& response) {
    auto* error = response.add_resource_errors();
    error->mutable_resource_name()->set_name(name);
    error->mutable_error_detail()->set_code(5);
    error->mutable_error_detail()->set_message(message);
  }
  std::string NextNonce() { return std::to_string(++nonces_); }

 private:
  const Callbacks callbacks_;
  uint64_t nonces_ = 0;
};

class FakeSotwSession : public FakeSession {
 public:
  using FakeSession::FakeSession;

  FakeRequest Read(const xds::AdsRequest& message) override {
    const auto& request = std::get<xds::SotwRequest>(message);
    auto& names = names_[request.type_url()];
    names = {request.resource_names().begin(), request.resource_names().end()};
    return {request.type_url(), names, {}, request.node(), request.error_detail().message()};
  }

  void Push(const FakeWorld& world) override {
    for (const auto& [type, names] : names_) {
      xds::SotwResponse response = State(world, type, names);
      const std::string content = response.SerializeAsString();
      std::string& last = sent_[type];
      if (content == last || (last.empty() && response.resources().empty() && response.resource_errors().empty())) continue;
      last = content;
      response.set_nonce(NextNonce());
      response.set_version_info(response.nonce());
      callbacks().on_response(std::move(response));
    }
  }

 private:
  static xds::SotwResponse State(const FakeWorld& world, const std::string& type, const std::set<std::string>& names) {
    xds::SotwResponse response;
    response.set_type_url(type);
    for (const std::string& name : names) {
      if (const auto* resource = Find(world.resources, type, name)) *response.add_resources() = *resource;
      if (const auto* error = Find(world.errors, type, name)) AddError(name, *error, response);
    }
    return response;
  }

  std::map<std::string, std::set<std::string>> names_;  // by type
  std::map<std::string, std::string> sent_;             // by type: the last content
};

class FakeDeltaSession : public FakeSession {
 public:
  using FakeSession::FakeSession;

  FakeRequest Read(const xds::AdsRequest& message) override {
    const auto& request = std::get<xds::DeltaRequest>(message);
    auto& sent = sent_[request.type_url()];
    for (const std::string& name : request.resource_names_subscribe()) sent[name].clear();
    for (const std::string& name : request.resource_names_unsubscribe()) sent.erase(name);
    FakeRequest read{request.type_url(), {}, {}, request.node(), request.error_detail().message()};
    for (const auto& [name, version] : request.initial_resource_versions()) sent[name] = read.versions[name] = version;
    for (const auto& [name, version] : sent) read.names.insert(name);
    return read;
  }

  void Push(const FakeWorld& world) override {
    for (auto& [type, sent] : sent_) {
      xds::DeltaResponse response;
      response.set_type_url(type);
      for (auto& [name, version] : sent) Add(world, name, version, response);
      if (response.resources().empty() && response.removed_resources().empty()) continue;
      response.set_nonce(NextNonce());
      callbacks().on_response(std::move(response));
    }
  }

 private:
  // `version`: what the client has of the resource; empty: none was sent.
  static void Add(const FakeWorld& world, const std::string& name, std::string& version, xds::DeltaResponse& response) {
    const auto* resource = Find(world.resources, response.type_url(), name);
    const auto* error = Find(world.errors, response.type_url(), name);
    std::string now;
    if (resource != nullptr)
      now = std::to_string(std::hash<std::string>()(resource->value()));
    else if (error != nullptr)
      now = "error: " + *error;
    if (now == version) return;
    version = now;
    if (resource != nullptr) {
      auto* item = response.add_resources();
      item->set_name(name);
      item->set_version(version);
      *item->mutable_resource() = *resource;
      return;
    }
    response.add_removed_resources(name);
    if (error != nullptr) AddError(name, *error, response);
  }

  std::map<std::string, std::map<std::string, std::string>> sent_;  // by type and subscribed name: the version
};

}  // namespace weft::mesh
