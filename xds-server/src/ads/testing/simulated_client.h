// SPDX-License-Identifier: Apache-2.0
// For tests: a client of either protocol variant that keeps the protocol's rules, behind a network that delays. "*" is a name
// among others: all gates, or all pools (fake_source.h). With the user agent "warms" it is one that needs members again for a
// pool that changed.
//
// Requests and responses lie in queues until the test delivers them, so subscriptions cross with responses in every way. What
// the client holds is what a real one would: of gates and pools a state-of-the-world response is everything, an
// unsubscribed resource is forgotten, a refused one leaves the old copy.
#pragma once

#include <array>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "ads/hub/hub.h"
#include "ads/stream/delta_subscription.h"
#include "ads/testing/fake_source.h"
#include "gtest/gtest.h"

namespace weft::ads::testing {

inline bool HoldsAll(TypeId type) { return type == kGate || type == kPool; }

class SimulatedClient : public Hub::Sink {
 public:
  SimulatedClient(const std::string& agent, const std::string& cluster) {
    node_.set_id("simulated");
    node_.set_cluster(cluster);
    node_.set_user_agent_name(agent);
  }
  virtual ~SimulatedClient() = default;

  // A new stream: what lies in the queues is lost, what is held stays.
  void Connect(Hub& hub, uint64_t stream) {
    hub_ = &hub;
    stream_ = stream;
    nonces_ = {};
    response_ = nullptr;
    Reset();
    hub.Open(stream, variant(), *this, "simulated");
    for (TypeId type = 0; type < kTestTypes; ++type) {
      if (!subscribed_[type].empty()) Restate(type);
    }
  }
  void Disconnect() {
    hub_->Close(stream_, false);
    hub_ = nullptr;
  }
  bool connected() const { return hub_ != nullptr; }

  void Subscribe(TypeId type, const std::string& name) {
    if (subscribed_[type].insert(name).second && connected()) SendChange(type, name, true);
  }
  void Unsubscribe(TypeId type, const std::string& name) {
    if (subscribed_[type].erase(name) == 0) return;
    std::erase_if(held_[type], [&](const auto& resource) { return !Covers(type, resource.first); });
    if (type == kMember) cold_.erase(name);
    if (connected()) SendChange(type, name, false);
  }

  // Takes one request out of the client's queue; false when there is none.
  virtual bool DeliverRequest() = 0;
  // Reads the response that is under way, if any; `refuse` answers it with a NACK.
  bool ReadResponse(bool refuse) {
    if (response_ == nullptr) return false;
    const auto push = std::move(response_);
    NoteMembers(*push);
    Receive(*push, refuse && !HoldsAll(push->type));  // what is refused must change for being sent again; these do not
    hub_->OnSent(stream_);
    return true;
  }

  void Send(const Push& push) override {
    EXPECT_EQ(response_, nullptr) << "a second response before the first was read";
    response_ = std::make_unique<Copy>(Copy{push, *hub_->types().Find(push.type_url), {}, {}});
    for (const auto& resource : push.resources) {
      response_->resources.emplace_back(*resource.name, resource.encoded->any().value());
      response_->versions.push_back(DeltaSubscription::VersionOf(resource.encoded->hash()));
    }
  }

  // Is it subscribed, be it as one of all?
  bool Covers(TypeId type, const std::string& name) const {
    return subscribed(type).contains(name) || (HoldsAll(type) && subscribed(type).contains("*"));
  }
  // Pools that a client which warms cannot take into use, because it was not sent their members after it was sent them.
  const std::set<std::string>& cold() const { return cold_; }
  const ::envoy::config::core::v3::Node& node() const { return node_; }
  const std::set<std::string>& subscribed(TypeId type) const { return subscribed_[type]; }
  const std::map<std::string, std::string>& held(TypeId type) const { return held_[type]; }

 protected:
  struct Copy {
    Push push;
    TypeId type = 0;
    std::vector<std::pair<std::string, std::string>> resources;  // name, bytes
    std::vector<std::string> versions;                           // of the resources
  };
  void Hold(TypeId type, const std::string& name, const std::string& bytes) {
    std::string& held = held_[type][name];
    const bool is_new = held != bytes;
    held = bytes;
    const bool awaits_members = subscribed(kMember).contains(name) && node_.user_agent_name() == "warms";
    if (type == kPool && is_new && awaits_members) cold_.insert(name);
  }
  void NoteMembers(const Copy& copy) {
    if (copy.type != kMember) return;
    for (const auto& [name, bytes] : copy.resources) cold_.erase(name);
    for (const std::string& name : copy.push.removed) cold_.erase(name);
  }

  virtual Hub::Variant variant() const = 0;
  virtual void Reset() = 0;
  virtual void Restate(TypeId type) = 0;
  virtual void SendChange(TypeId type, const std::string& name, bool subscribe) = 0;
  virtual void Receive(const Copy& copy, bool refuse) = 0;

  Hub* hub_ = nullptr;
  uint64_t stream_ = 0;
  std::array<std::string, kTestTypes> nonces_;
  std::array<std::set<std::string>, kTestTypes> subscribed_;
  std::array<std::map<std::string, std::string>, kTestTypes> held_;
  std::set<std::string> cold_;
  std::unique_ptr<Copy> response_;
  ::envoy::config::core::v3::Node node_;
};

class SimulatedSotwClient : public SimulatedClient {
 public:
  using SimulatedClient::SimulatedClient;
  bool DeliverRequest() override {
    if (requests_.empty()) return false;
    const Hub::SotwRequest request = std::move(requests_.front());
    requests_.pop_front();
    EXPECT_TRUE(hub_->OnRequest(stream_, request).ok());
    return true;
  }

 private:
  Hub::Variant variant() const override { return Hub::Variant::kSotw; }
  void Reset() override { requests_.clear(); }
  void Restate(TypeId type) override { Request(type, false); }
  void SendChange(TypeId type, const std::string&, bool) override { Request(type, false); }

  void Request(TypeId type, bool refuse) {
    Hub::SotwRequest request;
    *request.mutable_node() = node_;
    request.set_type_url(hub_->types().at(type).url);
    for (const std::string& name : subscribed_[type]) request.add_resource_names(name);
    request.set_response_nonce(nonces_[type]);
    request.set_version_info(versions_[type]);
    if (refuse) request.mutable_error_detail()->set_message("refused");
    requests_.push_back(std::move(request));
  }

  void Receive(const Copy& copy, bool refuse) override {
    const TypeId index = copy.type;
    nonces_[index] = copy.push.nonce;
    if (!refuse) {
      versions_[index] = copy.push.version;
      if (HoldsAll(copy.type)) Keep(copy);
      for (const auto& [name, bytes] : copy.resources) {
        if (Covers(copy.type, name)) Hold(copy.type, name, bytes);
      }
    }
    Request(copy.type, refuse);
  }

  // What a response that holds all leaves out is gone.
  void Keep(const Copy& copy) {
    std::set<std::string> named;
    for (const auto& [name, bytes] : copy.resources) named.insert(name);
    std::erase_if(held_[copy.type], [&](const auto& resource) { return !named.contains(resource.first); });
  }

  std::deque<Hub::SotwRequest> requests_;
  std::array<std::string, kTestTypes> versions_;  // accepted
};

class SimulatedDeltaClient : public SimulatedClient {
 public:
  using SimulatedClient::SimulatedClient;
  bool DeliverRequest() override {
    if (requests_.empty()) return false;
    const Hub::DeltaRequest request = std::move(requests_.front());
    requests_.pop_front();
    EXPECT_TRUE(hub_->OnRequest(stream_, request).ok());
    return true;
  }

 private:
  Hub::Variant variant() const override { return Hub::Variant::kDelta; }
  void Reset() override { requests_.clear(); }

  Hub::DeltaRequest New(TypeId type) const {
    Hub::DeltaRequest request;
    *request.mutable_node() = node_;
    request.set_type_url(hub_->types().at(type).url);
    return request;
  }
  void Restate(TypeId type) override {
    Hub::DeltaRequest request = New(type);
    for (const std::string& name : subscribed_[type]) request.add_resource_names_subscribe(name);
    for (const auto& [name, bytes] : held_[type]) {
      (*request.mutable_initial_resource_versions())[name] = versions_[type][name];
    }
    requests_.push_back(std::move(request));
  }
  void SendChange(TypeId type, const std::string& name, bool subscribe) override {
    Hub::DeltaRequest request = New(type);
    if (subscribe)
      request.add_resource_names_subscribe(name);
    else
      request.add_resource_names_unsubscribe(name);
    requests_.push_back(std::move(request));
  }

  void Receive(const Copy& copy, bool refuse) override {
    const TypeId index = copy.type;
    if (!refuse) {
      for (size_t i = 0; i < copy.resources.size(); ++i) {
        const auto& [name, bytes] = copy.resources[i];
        if (!Covers(copy.type, name)) continue;
        Hold(copy.type, name, bytes);
        versions_[index][name] = copy.versions[i];
      }
    }
    for (const std::string& name : copy.push.removed) held_[index].erase(name);  // there is nothing in these to refuse
    Hub::DeltaRequest answer = New(copy.type);
    answer.set_response_nonce(copy.push.nonce);
    if (refuse) answer.mutable_error_detail()->set_message("refused");
    requests_.push_back(std::move(answer));
  }

  std::deque<Hub::DeltaRequest> requests_;
  std::array<std::map<std::string, std::string>, kTestTypes> versions_;
};

}  // namespace weft::ads::testing
