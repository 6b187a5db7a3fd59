#include "weft/call.h"

#include "mesh/call/call_state.h"

namespace weft {

Attempt& Attempt::operator=(Attempt&& other) noexcept {
  if (this == &other) return *this;
  Finish(Outcome::Cancelled());
  state_ = std::exchange(other.state_, nullptr);
  return *this;
}

Attempt::~Attempt() { Finish(Outcome::Cancelled()); }

std::string_view Attempt::address() const { return state_->endpoint().address; }
uint16_t Attempt::port() const { return state_->endpoint().port; }
std::string_view Attempt::endpoint() const { return state_->endpoint().endpoint; }

void Attempt::Finish(Outcome outcome) {
  if (CallState* state = std::exchange(state_, nullptr)) state->FinishAttempt(outcome);
}

Call::Call(std::unique_ptr<CallState> state) : state_(std::move(state)) {}
Call::Call(Call&&) noexcept = default;
Call& Call::operator=(Call&&) noexcept = default;
Call::~Call() = default;

Step Call::Next() { return state_->Next(); }
void Call::Sleep(const Wait& wait) { state_->Sleep(wait); }
absl::Span<const HeaderChange> Call::ResponseChanges(const ResponseHead& response) { return state_->ResponseChanges(response); }
std::string Call::Explanation() const { return state_->Explanation(); }
void Call::OnReady(std::function<void()> ready) { state_->OnReady(std::move(ready)); }
std::string_view Call::route_name() const { return state_->route_name(); }
std::string_view Call::cluster_name() const { return state_->cluster_name(); }

}  // namespace weft
