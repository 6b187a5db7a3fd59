// SPDX-License-Identifier: Apache-2.0
// A call as a state machine: configuration -> route -> fault -> answer of the route's own, or mirrors -> endpoint -> outcome ->
// retry or end.
//
//   state        what Next() does then
//   kConfigure   looks for the host's configuration; chooses the route and draws the fault
//   kDelay       the fault's delay is over: aborts, answers, or goes on
//   kMirror      a step for each mirror that was drawn
//   kPick        chooses an endpoint
//   kInFlight    the attempt was dropped, or never reported: it counts as cancelled
//   kFinished    the attempt's outcome is known: a retry, or the end
//   kOver        the last outcome, again and again
//
// What belongs to one phase stands in the neighbours: deadline, select, attempts, mirrors, finish.
#pragma once

#include <memory>
#include <optional>

#include "mesh/call/attempts.h"
#include "mesh/call/call_heads.h"
#include "mesh/call/deadline.h"
#include "mesh/call/finish.h"
#include "mesh/call/mirrors.h"
#include "mesh/call/select.h"
#include "mesh/mesh_core.h"
#include "weft/call.h"

namespace weft {

// Driven by one thread at a time. Kept in a free list of the thread, so that a call allocates nothing.
class CallState {
 public:
  CallState(std::shared_ptr<MeshCore> core, const RequestHead& head);
  ~CallState();
  CallState(const CallState&) = delete;
  CallState& operator=(const CallState&) = delete;

  static void* operator new(size_t size);
  static void operator delete(void* memory);

  Step Next();
  void Sleep(const Wait& wait);
  ReadyHandle OnReady(std::function<void()> ready);
  absl::Span<const HeaderChange> ResponseChanges(const ResponseHead& response);
  std::string Explanation() const;
  std::string_view route_name() const { return selection_.route_name(); }
  std::string_view cluster_name() const { return selection_.cluster_name(); }

  // The Attempt of the Send that Next() returned last, wherever it was moved to; null once it has ended.
  void HoldAttempt(Attempt* attempt) { attempt_ = attempt; }
  // True: the attempt is over. False: the body of its answer follows.
  bool FinishAttempt(const Outcome& outcome);
  void CompleteAttempt(BodyEnd end);

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

  // The ends.
  Step Answer();
  Step NoRoute();
  Step TimedOut();
  Step End(int status, std::string_view reason, std::string body, std::optional<int> grpc_status = std::nullopt);
  Step EndWithOutcome();
  void DropAttempt();

  engine::ExpressionInput Input(const RequestHead& head, const ResponseHead* response) const;
  mesh::CallReport::Parts Parts() const { return {head_, selection_, attempts_, deadline_.start()}; }
  const engine::CompiledRoute& route() const { return *selection_.route(); }
  std::chrono::nanoseconds TryTimeout() const;

  const std::shared_ptr<MeshCore> core_;
  const RequestHead head_;
  Random random_;
  mesh::CallDeadline deadline_;
  mesh::CallReport report_;
  mesh::Selection selection_;
  mesh::CallHeads heads_;
  mesh::Mirrors mirrors_;
  mesh::Attempts attempts_;

  Phase phase_ = Phase::kConfigure;
  Attempt* attempt_ = nullptr;
  bool body_follows_ = false;  // the attempt under way has a head, and counts as in flight until its body has ended
  std::optional<model::Duration> retry_delay_;  // of the retry that the last outcome calls for
  Outcome outcome_;                             // without headers: they belong to Finish
};

}  // namespace weft
