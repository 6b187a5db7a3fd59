// SPDX-License-Identifier: Apache-2.0
// For tests: a hub of the invented types with one stream of each variant, whose responses are read as lines.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ads/hub/hub.h"
#include "ads/testing/fake_source.h"
#include "gmock/gmock.h"

namespace weft::ads::testing {

using SotwResponse = ::envoy::service::discovery::v3::DiscoveryResponse;
using DeltaResponse = ::envoy::service::discovery::v3::DeltaDiscoveryResponse;

// Keeps what it is sent; it is taken only when the test says so.
template <typename Response>
class KeepingSink : public Hub::Sink {
 public:
  void Send(const Push& push) override { Encode(push, responses.emplace_back()); }
  std::vector<Response> responses;
};

// Stream 1 is of the state of the world, stream 2 incremental. There are the gates, paths, pools and members "a" and "b", each
// with the content "1".
class HubFixture : public ::testing::Test {
 protected:
  static constexpr uint64_t kSotw = 1, kDelta = 2;

  HubFixture() {
    for (TypeId type : {kGate, kPath, kPool, kMember}) {
      for (const char* name : {"a", "b"}) source_.Put(type, name, "1");
    }
    source_.Take();
    hub_.Open(kSotw, Hub::Variant::kSotw, sotw_, "ipv4:127.0.0.1:1");
    hub_.Open(kDelta, Hub::Variant::kDelta, delta_, "ipv4:127.0.0.1:2");
  }

  static ::envoy::config::core::v3::Node Node(const std::string& agent, const std::string& cluster = "") {
    ::envoy::config::core::v3::Node node;
    node.set_id("node-1");
    node.set_cluster(cluster);
    node.set_user_agent_name(agent);
    return node;
  }
  Hub::SotwRequest NewRequest(TypeId type, const std::vector<std::string>& names, const std::string& nonce = "") {
    Hub::SotwRequest request;
    request.set_type_url(types_.at(type).url);
    for (const std::string& name : names) request.add_resource_names(name);
    request.set_response_nonce(nonce);
    return request;
  }
  // On stream 1. The agent counts in the first request alone.
  void Ask(TypeId type, const std::vector<std::string>& names, const std::string& nonce = "", const std::string& error = "",
           const std::string& agent = "plain") {
    Hub::SotwRequest request = NewRequest(type, names, nonce);
    *request.mutable_node() = Node(agent);
    if (!error.empty()) request.mutable_error_detail()->set_message(error);
    const absl::Status status = hub_.OnRequest(kSotw, request);
    EXPECT_TRUE(status.ok()) << status;
  }
  // On stream 2.
  void AskDelta(TypeId type, const std::vector<std::string>& subscribe, const std::string& nonce = "",
                const std::string& agent = "plain") {
    Hub::DeltaRequest request;
    request.set_type_url(types_.at(type).url);
    *request.mutable_node() = Node(agent);
    for (const std::string& name : subscribe) request.add_resource_names_subscribe(name);
    request.set_response_nonce(nonce);
    EXPECT_TRUE(hub_.OnRequest(kDelta, request).ok());
  }
  // What was put into the source goes out.
  void Publish() {
    hub_.OnChange(source_.Take());
    while (hub_.PushSome(1)) {
    }
  }
  void Change(TypeId type, const std::string& name, const std::string& content) {
    source_.Put(type, name, content);
    Publish();
  }

  // The responses of stream 1 since the last call, each taken: "PATH 1 2" has resources with those contents, and "!a" an error
  // about that name.
  std::vector<std::string> Take() {
    std::vector<std::string> lines;
    while (!sotw_.responses.empty()) {
      last_ = std::move(sotw_.responses.front());
      sotw_.responses.erase(sotw_.responses.begin());
      const TypeId type = *types_.Find(last_.type_url());
      nonces_[type] = last_.nonce();
      std::string& line = lines.emplace_back(types_.at(type).short_name);
      for (const auto& resource : last_.resources()) line += " " + resource.value();
      for (const auto& error : last_.resource_errors()) line += " !" + error.resource_name().name();
      hub_.OnSent(kSotw);
    }
    return lines;
  }
  // Those of stream 2: "POOL +name -name".
  std::vector<std::string> TakeDelta() {
    std::vector<std::string> lines;
    while (!delta_.responses.empty()) {
      last_delta_ = std::move(delta_.responses.front());
      delta_.responses.erase(delta_.responses.begin());
      std::string& line = lines.emplace_back(types_.at(*types_.Find(last_delta_.type_url())).short_name);
      for (const auto& resource : last_delta_.resources()) line += " +" + resource.name();
      for (const auto& name : last_delta_.removed_resources()) line += " -" + name;
      hub_.OnSent(kDelta);
    }
    return lines;
  }

  const ResourceTypes types_ = TestTypes();
  FakeSource source_;
  std::vector<std::string> log_;
  absl::Time now_ = absl::FromUnixSeconds(1'000);
  Hub hub_{types_, source_, {[this](const std::string& line) { log_.push_back(line); }, [this] { return now_; }}};
  KeepingSink<SotwResponse> sotw_;
  KeepingSink<DeltaResponse> delta_;
  SotwResponse last_;
  DeltaResponse last_delta_;
  std::map<TypeId, std::string> nonces_;  // of the last response of stream 1 about that type
};

}  // namespace weft::ads::testing
