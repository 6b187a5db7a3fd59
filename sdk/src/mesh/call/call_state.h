// A call as a state machine: configuration -> route -> fault -> answer of the route's own, or mirrors -> endpoint -> outcome ->
// retry or end.
#pragma once

#include <memory>
#include <optional>

#include "absl/container/inlined_vector.h"
#include "engine/actions/fault.h"
#include "mesh/call/call_heads.h"
#include "mesh/mesh_core.h"
#include "weft/call.h"

namespace weft {

// Driven by one thread at a time. Must not outlive its core. Kept in a free list of the thread, so that a call allocates
// nothing.
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
  void FinishAttempt(const Outcome& outcome);

  absl::Span<const HeaderChange> ResponseChanges(const ResponseHead& response);
  std::string Explanation() const;
  const engine::EndpointState& endpoint() const { return *endpoint_; }
  std::string_view route_name() const { return route_ == nullptr ? std::string_view() : route_->name; }
  std::string_view cluster_name() const;

 private:
  enum class Phase { kConfigure, kDelay, kMirror, kPick, kInFlight, kFinished, kOver };

  // The steps, in their order.
  Step Configure();
  Step Route();
  Step AfterDelay();
  Step Forward();
  Step SendMirrors();
  Step PickEndpoint();
  Step AfterOutcome();

  // The ends that are not Done.
  Step Answer();
  Step NoRoute();
  Step TimedOut();
  Step End(int status, std::string_view reason, std::string body, std::optional<int> grpc_status = std::nullopt);

  void StartClock();
  std::optional<model::Duration> ReportAttempt(const Outcome& outcome) const;
  std::optional<Mirror> MirrorTo(const engine::CompiledMirror& mirror);
  engine::ExpressionInput Input(const RequestHead& head, const ResponseHead* response) const;
  const mesh::ClusterSlot& slot() const { return host_->clusters[cluster_]; }
  size_t LevelOfRetry();
  bool TriesHaveTimeouts() const { return route_->retry != nullptr && route_->retry->per_try_timeout.count() > 0; }

  MeshCore& core_;
  const RequestHead head_;
  Phase phase_ = Phase::kConfigure;
  const TimePoint start_;
  TimePoint deadline_;
  bool deadline_wished_ = false;   // deadline_ is not the mesh's default
  bool deadline_inbound_ = false;  // deadline_ is that of the request that this call is made for
  bool route_timeout_ = false;     // deadline_ is the route's, not the caller's
  std::shared_ptr<const mesh::HostConfig> host_;
  const engine::CompiledRoute* route_ = nullptr;
  Random draws_{0};  // as they were before the route was matched; for Explanation
  uint32_t split_ = 0;
  uint32_t cluster_ = 0;  // of the split
  mesh::CallHeads heads_;
  engine::FaultDecision fault_;
  size_t next_mirror_ = 0;
  uint32_t retries_ = 0;
  std::optional<model::Duration> retry_delay_;  // of the retry that the last outcome calls for
  engine::EndpointState* endpoint_ = nullptr;
  TimePoint attempt_start_;
  absl::InlinedVector<engine::EndpointState*, 4> tried_;
  size_t level_ = 0;           // the priority that endpoint_ is of
  uint64_t tried_levels_ = 0;  // bits
  Outcome outcome_;            // without headers: they belong to Finish
  uint64_t waiter_ = 0;
};

}  // namespace weft
