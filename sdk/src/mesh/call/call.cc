// SPDX-License-Identifier: Apache-2.0
#include "weft/call.h"

#include "mesh/call/call_state.h"

namespace weft {

Attempt::Attempt(CallState* state) : state_(state) { state_->HoldAttempt(this); }

Attempt::Attempt(Attempt&& other) noexcept : state_(std::exchange(other.state_, nullptr)) {
  if (state_ != nullptr) state_->HoldAttempt(this);
}

Attempt& Attempt::operator=(Attempt&& other) noexcept {
  if (this == &other) return *this;
  Complete(BodyEnd::kCancelled);
  state_ = std::exchange(other.state_, nullptr);
  if (state_ != nullptr) state_->HoldAttempt(this);
  return *this;
}

Attempt::~Attempt() { Complete(BodyEnd::kCancelled); }

void Attempt::Finish(const Outcome& outcome) {
  if (state_ != nullptr && state_->FinishAttempt(outcome)) Detach();
}

void Attempt::Complete(BodyEnd end) {
  if (state_ == nullptr) return;
  CallState* const state = state_;
  Detach();
  state->CompleteAttempt(end);
}

void Attempt::Detach() { std::exchange(state_, nullptr)->HoldAttempt(nullptr); }

Call::Call(std::unique_ptr<CallState> state) : state_(std::move(state)) {}
Call::Call(Call&&) noexcept = default;
Call& Call::operator=(Call&&) noexcept = default;
Call::~Call() = default;

Step Call::Next() { return state_->Next(); }
void Call::Sleep(const Wait& wait) { state_->Sleep(wait); }
ReadyHandle Call::OnReady(std::function<void()> ready) { return state_->OnReady(std::move(ready)); }
absl::Span<const HeaderChange> Call::ResponseChanges(const ResponseHead& response) { return state_->ResponseChanges(response); }
std::string Call::Explanation() const { return state_->Explanation(); }
std::string_view Call::route_name() const { return state_->route_name(); }
std::string_view Call::cluster_name() const { return state_->cluster_name(); }

}  // namespace weft
