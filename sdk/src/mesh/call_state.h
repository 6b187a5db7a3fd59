// A call as a state machine: configuration -> route -> fault -> endpoint -> outcome -> retry or end.
#pragma once

#include <memory>

#include "absl/container/inlined_vector.h"
#include "mesh/mesh_core.h"
#include "weft/call.h"

namespace weft {

// Driven by one thread at a time. Must not outlive its core. Kept in a free list of the thread, so that a call allocates nothing.
class CallState {
 public:
  CallState(MeshCore& core, const RequestHead& head);
  ~CallState();
  CallState(const CallState&) = delete;
  CallState& operator=(const CallState&) = delete;

  static void* operator new(size_t size);
  static void operator delete(void* memory);

  Step Next();
  void Sleep(const Wait& wait);
  void OnReady(std::function<void()> ready);
  void FinishAttempt(Outcome outcome);

  const engine::EndpointState& endpoint() const { return *endpoint_; }
  std::string_view route_name() const { return route_ == nullptr ? std::string_view() : route_->name; }
  std::string_view cluster_name() const;

 private:
  enum class Phase { kConfigure, kDelay, kPick, kInFlight, kFinished, kOver };

  Step Configure();
  Step Route();
  Step AfterDelay();
  Step PickEndpoint();
  Step AfterOutcome();
  Step TimedOut();
  Step End(int status, std::string_view reason, std::string body);
  void StartClock();
  bool RetriesLeft() const;
  const mesh::ClusterSlot& slot() const { return host_->clusters[cluster_]; }

  MeshCore& core_;
  const RequestHead head_;
  Phase phase_ = Phase::kConfigure;
  TimePoint deadline_;
  bool route_timeout_ = false;  // deadline_ is the route's, not the caller's
  std::shared_ptr<const mesh::HostConfig> host_;
  const engine::CompiledRoute* route_ = nullptr;
  uint32_t cluster_ = 0;
  uint32_t abort_status_ = 0;
  uint32_t retries_ = 0;
  engine::EndpointState* endpoint_ = nullptr;
  absl::InlinedVector<engine::EndpointState*, 4> tried_;
  Outcome outcome_;
  uint64_t waiter_ = 0;
};

}  // namespace weft
