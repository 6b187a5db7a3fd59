#include "mesh/call_state.h"

#include <algorithm>
#include <thread>

#include "base/strings.h"
#include "engine/fault.h"
#include "engine/retry.h"

namespace weft {
namespace {

// Memory of finished calls, reused by the thread that made them.
class CallMemory {
 public:
  ~CallMemory() {
    while (count_ > 0) ::operator delete(blocks_[--count_]);
  }
  void* Take(size_t size) { return count_ > 0 ? blocks_[--count_] : ::operator new(size); }
  void Give(void* memory) {
    if (count_ < kKept) blocks_[count_++] = memory;
    else ::operator delete(memory);
  }

 private:
  static constexpr size_t kKept = 16;
  void* blocks_[kKept];
  size_t count_ = 0;
};

thread_local CallMemory call_memory;

constexpr int kNotFound = 404;
constexpr int kUnavailable = 503;
constexpr int kGatewayTimeout = 504;

}  // namespace

void* CallState::operator new(size_t size) { return call_memory.Take(size); }
void CallState::operator delete(void* memory) { call_memory.Give(memory); }

CallState::CallState(MeshCore& core, const RequestHead& head) : core_(core), head_(head), deadline_(head.deadline) {
  if (deadline_ == TimePoint::max()) deadline_ = core_.DefaultDeadline();
}

CallState::~CallState() {
  if (phase_ == Phase::kInFlight) endpoint_->End();
  if (waiter_ != 0) core_.Cancel(waiter_);
}

Step CallState::Next() {
  switch (phase_) {
    case Phase::kConfigure: return Configure();
    case Phase::kDelay: return AfterDelay();
    case Phase::kPick: return PickEndpoint();
    case Phase::kFinished: return AfterOutcome();
    case Phase::kInFlight:  // the attempt was dropped or never reported
      FinishAttempt(Outcome::Cancelled());
      return AfterOutcome();
    case Phase::kOver: break;
  }
  return Done{outcome_};
}

Step CallState::Configure() {
  const auto* host = core_.Read().Find(head_.authority);
  if (host != nullptr && (*host)->routes != nullptr) {
    host_ = *host;
    return Route();
  }
  if (std::string problem = core_.Unusable(); !problem.empty()) return End(kUnavailable, "unusable", std::move(problem));
  core_.Want(head_.authority, head_.scheme);
  if (core_.GivenUp(head_.authority)) return End(kUnavailable, "no_configuration", core_.Explain(head_.authority));
  if (Clock::now() < deadline_) return Wait{deadline_, true};
  core_.GiveUpOn(head_.authority);
  return End(kUnavailable, "no_configuration", core_.Explain(head_.authority));
}

Step CallState::Route() {
  if (core_.Forked()) return End(kUnavailable, "unusable", core_.Unusable());
  Random& random = ThreadRandom();
  route_ = host_->routes->Match(head_, random);
  if (route_ == nullptr) {
    return End(kNotFound, "no_route",
               StrCat("weft: no route: none of the rules in \"", host_->routes->name(), "\" matches ", head_.method, " ",
                      head_.authority, head_.path));
  }
  cluster_ = route_->PickCluster(random);
  if (!route_->fault) {
    StartClock();
    return PickEndpoint();
  }
  const engine::FaultDecision fault = engine::Inject(*route_->fault, random);
  abort_status_ = fault.abort_status;
  if (fault.delay.count() == 0) return AfterDelay();
  phase_ = Phase::kDelay;
  return Wait{std::min<TimePoint>(Clock::now() + fault.delay, deadline_), false};
}

// The route's timeout starts behind the faults, as in Envoy: they are injected ahead of the router.
void CallState::StartClock() {
  if (route_->timeout.count() == 0) return;
  const TimePoint end = Clock::now() + route_->timeout;
  if (end >= deadline_) return;
  deadline_ = end;
  route_timeout_ = true;
}

Step CallState::AfterDelay() {
  if (abort_status_ != 0) return End(static_cast<int>(abort_status_), "fault_abort", "fault filter abort");
  if (Clock::now() >= deadline_) return TimedOut();
  StartClock();
  return PickEndpoint();
}

Step CallState::PickEndpoint() {
  if (slot().cluster == nullptr) {
    return End(kUnavailable, "no_cluster", StrCat("weft: no cluster \"", cluster_name(), "\": ", slot().problem));
  }
  const unsigned reselect = route_->retry && route_->retry->exclude_previous_hosts ? route_->retry->host_selection_attempts : 0;
  endpoint_ = slot().cluster->Pick(ThreadRandom(), tried_, tried_.empty() ? 0 : reselect);
  if (endpoint_ == nullptr) {
    return End(kUnavailable, "no_healthy_upstream",
               StrCat("weft: no healthy upstream: cluster \"", cluster_name(), "\" has ", slot().cluster->endpoints().size(),
                      " endpoints, none of which takes calls"));
  }
  endpoint_->Begin();
  phase_ = Phase::kInFlight;
  TimePoint until = deadline_;
  if (route_->retry && route_->retry->per_try_timeout.count() > 0) {
    until = std::min<TimePoint>(until, Clock::now() + route_->retry->per_try_timeout);
  }
  return Send{Attempt(this), {head_.authority, head_.path, {}}, until, slot().cluster->connect_timeout()};
}

void CallState::FinishAttempt(Outcome outcome) {
  if (phase_ != Phase::kInFlight) return;
  endpoint_->End();
  outcome_ = outcome;
  phase_ = Phase::kFinished;
}

bool CallState::RetriesLeft() const {
  return route_->retry && retries_ < route_->retry->num_retries && engine::ShouldRetry(*route_->retry, outcome_);
}

Step CallState::AfterOutcome() {
  if (RetriesLeft()) {
    const TimePoint again = Clock::now() + engine::BackOff(*route_->retry, retries_, ThreadRandom());
    if (again < deadline_) {
      ++retries_;
      tried_.push_back(endpoint_);
      phase_ = Phase::kPick;
      return Wait{again, false};
    }
  }
  if (outcome_.kind == Outcome::Kind::kTimeout) return TimedOut();
  phase_ = Phase::kOver;
  return Done{outcome_};
}

// A timeout that the mesh set is the mesh's to answer; the caller's own deadline is the caller's to report.
Step CallState::TimedOut() {
  const bool per_try = route_->retry && route_->retry->per_try_timeout.count() > 0 && Clock::now() < deadline_;
  outcome_ = Outcome::Timeout();
  if (route_timeout_ || per_try) return End(kGatewayTimeout, "timeout", "upstream request timeout");
  phase_ = Phase::kOver;
  return Done{outcome_};
}

Step CallState::End(int status, std::string_view reason, std::string body) {
  phase_ = Phase::kOver;
  outcome_ = Outcome::Response(status);
  return Reply{status, reason, std::move(body)};
}

void CallState::Sleep(const Wait& wait) {
  if (wait.for_configuration) core_.WaitUntilReady(head_.authority, wait.until);
  else std::this_thread::sleep_until(wait.until);
}

void CallState::OnReady(std::function<void()> ready) { waiter_ = core_.OnReady(head_.authority, std::move(ready)); }

std::string_view CallState::cluster_name() const {
  return route_ == nullptr ? std::string_view() : host_->routes->cluster_names()[cluster_];
}

}  // namespace weft
