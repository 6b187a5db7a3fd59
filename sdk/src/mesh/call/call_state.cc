// SPDX-License-Identifier: Apache-2.0
#include "mesh/call/call_state.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "base/strings.h"
#include "mesh/call/call_memory.h"
#include "mesh/call/local_reply.h"
#include "mesh/call/mirror_target.h"
#include "mesh/call/ready_wait.h"

namespace weft {
namespace {

constexpr int kNotFound = 404;
constexpr int kUnavailable = 503;
constexpr int kGatewayTimeout = 504;
constexpr std::string_view kExplain = "x-weft-explain";

// Its next word would be to a call that is gone. A build without assertions lets it report to nobody.
void RefuseToLeaveAttempt([[maybe_unused]] const Attempt* attempt) {
#ifndef NDEBUG
  if (attempt == nullptr) return;
  std::fputs("weft: an Attempt outlives its Call: finish or destroy every Attempt before the Call that it came from\n", stderr);
  std::abort();
#endif
}

}  // namespace

void* CallState::operator new(size_t size) { return mesh::TakeCallMemory(size); }
void CallState::operator delete(void* memory) { mesh::GiveCallMemory(memory); }

CallState::CallState(std::shared_ptr<MeshCore> core, const RequestHead& head)
    : core_(std::move(core)),
      head_(head),
      random_(core_->env().Random()),
      deadline_(head_, core_->Now(), core_->default_deadline()),
      report_(core_->observer(), core_->env()),
      heads_(head_) {
  report_.Start(head_, deadline_.start());
}

CallState::~CallState() {
  RefuseToLeaveAttempt(attempt_);
  DropAttempt();
  report_.End(Parts(), phase_ == Phase::kOver ? outcome_ : Outcome::Cancelled(), BodyEnd::kComplete, {});
}

Step CallState::Next() {
  switch (phase_) {
    case Phase::kConfigure:
      return Configure();
    case Phase::kDelay:
      return AfterDelay();
    case Phase::kMirror:
      return SendMirrors();
    case Phase::kPick:
      return PickEndpoint();
    case Phase::kFinished:
      return AfterOutcome();
    case Phase::kInFlight:  // the attempt was dropped or never reported
      DropAttempt();
      return AfterOutcome();
    case Phase::kOver:
      break;
  }
  return Done{outcome_};
}

Step CallState::Configure() {
  const auto* host = core_->Read().Find(head_.authority);
  if (host != nullptr && (*host)->routes != nullptr) {
    if (core_->Forked()) return End(kUnavailable, "unusable", core_->Unusable());
    return selection_.Match(*host, head_, random_) ? Route() : NoRoute();
  }
  if (std::string problem = core_->Unusable(); !problem.empty()) return End(kUnavailable, "unusable", std::move(problem));
  core_->Subscribe(head_.authority, head_.scheme);
  if (core_->HasTimedOut(head_.authority)) return End(kUnavailable, "no_configuration", core_->Explain(head_.authority));
  if (!deadline_.PassedAt(core_->Now())) return Wait{deadline_.end(), true};
  // That a hurried caller could not wait has no meaning for the host.
  if (!deadline_.inbound()) core_->MarkTimedOut(head_.authority);
  return End(kUnavailable, "no_configuration", core_->Explain(head_.authority));
}

Step CallState::Route() {
  if (route().fault == nullptr) return Forward();
  if (selection_.fault().delay.count() == 0) return AfterDelay();
  phase_ = Phase::kDelay;
  return Wait{std::min<TimePoint>(core_->Now() + selection_.fault().delay, deadline_.end()), false};
}

Step CallState::AfterDelay() {
  const engine::FaultDecision& fault = selection_.fault();
  if (fault.abort_status != 0) {
    return End(static_cast<int>(fault.abort_status), "fault_abort", "fault filter abort", fault.abort_grpc_status);
  }
  if (deadline_.PassedAt(core_->Now())) return TimedOut();
  return Forward();
}

// The route's timeout starts behind the faults, as in Envoy: they are injected ahead of the router.
Step CallState::Forward() {
  if (route().answers()) return Answer();
  if (deadline_.PassedAtStart()) return TimedOut();
  if (route().timeout.count() > 0) deadline_.StartRouteTimeout(route().timeout, core_->Now());
  heads_.BuildRequest(route(), selection_.split(), Input(head_, nullptr), random_);
  return route().actions == nullptr ? PickEndpoint() : SendMirrors();
}

Step CallState::SendMirrors() {
  phase_ = Phase::kMirror;
  OutgoingHead head = heads_.request();
  auto mirror = mirrors_.Next(selection_, head, random_);
  if (!mirror) return PickEndpoint();
  auto impl = std::make_unique<MirrorTarget::Impl>(selection_.host(), mirror->endpoint, std::move(mirror->authority),
                                                   mirror->connect_timeout, deadline_.end() - core_->Now());
  head.authority = impl->authority;
  head.authority_rewritten = mirror->authority_rewritten;
  return Mirror{MirrorTarget(std::move(impl)), head};
}

Step CallState::PickEndpoint() {
  const engine::LoadBalancedCluster* const cluster = selection_.cluster();
  if (cluster == nullptr) {
    return End(kUnavailable, "no_cluster", StrCat("weft: no cluster \"", cluster_name(), "\": ", selection_.slot().problem));
  }
  const engine::EndpointState* const endpoint = attempts_.Begin(selection_.slot(), route().retry.get(), random_, core_->Now());
  if (endpoint == nullptr) {
    return End(kUnavailable, "no_healthy_upstream",
               StrCat("weft: no healthy upstream: cluster \"", cluster_name(), "\" has ", cluster->endpoints().size(),
                      " endpoints, none of which takes calls"));
  }
  phase_ = Phase::kInFlight;
  const auto limit = deadline_.ForTry(TryTimeout(), attempts_.start());
  return Send{Attempt(this), mesh::ConnectionTo(*endpoint, cluster->connect_timeout()), heads_.request(), limit.until,
              limit.configured};
}

// 0: none of its own.
std::chrono::nanoseconds CallState::TryTimeout() const {
  return route().retry == nullptr ? model::Duration(0) : route().retry->per_try_timeout;
}

bool CallState::FinishAttempt(const Outcome& outcome) {
  if (phase_ != Phase::kInFlight) return !body_follows_;
  phase_ = Phase::kFinished;
  retry_delay_ = attempts_.Finish(selection_.slot(), route().retry.get(), head_, outcome, random_, core_->env());
  outcome_ = outcome;
  outcome_.headers = {};
  body_follows_ = outcome.body_follows && outcome.kind == Outcome::Kind::kResponse;
  if (!body_follows_) report_.EndAttempt(Parts(), outcome, BodyEnd::kComplete);
  return !body_follows_;
}

void CallState::CompleteAttempt(BodyEnd end) {
  if (phase_ == Phase::kInFlight) {
    FinishAttempt(end == BodyEnd::kBroken    ? Outcome::Reset()
                  : end == BodyEnd::kTimeout ? Outcome::Timeout()
                                             : Outcome::Cancelled());
  } else if (body_follows_) {
    body_follows_ = false;
    attempts_.EndBody(selection_.slot());
    report_.EndAttempt(Parts(), outcome_, end);
    if (phase_ == Phase::kOver) report_.End(Parts(), outcome_, end, {});
  }
}

// Whoever holds the attempt has nothing to report any more.
void CallState::DropAttempt() {
  CompleteAttempt(BodyEnd::kCancelled);
  if (attempt_ != nullptr) attempt_->Detach();
}

// A delay that leads beyond the deadline is not waited for: the answer that is there is worth more than a timeout later.
Step CallState::AfterOutcome() {
  if (retry_delay_) {
    const TimePoint again = core_->Now() + *retry_delay_;
    if (!deadline_.PassedAt(again)) {
      DropAttempt();
      attempts_.Retry();
      phase_ = Phase::kPick;
      return Wait{again, false};
    }
  }
  return outcome_.kind == Outcome::Kind::kTimeout ? TimedOut() : EndWithOutcome();
}

Step CallState::EndWithOutcome() {
  phase_ = Phase::kOver;
  if (!body_follows_) report_.End(Parts(), outcome_, BodyEnd::kComplete, {});
  return Done{outcome_};
}

// The edits of a route reach its own answers, but not failures: as in Envoy.
Step CallState::Answer() {
  phase_ = Phase::kOver;
  Reply reply = mesh::AnswerOfRoute(*route().actions, head_);
  absl::InlinedVector<HeaderRef, 1> headers;
  for (const auto& [name, value] : reply.headers) headers.push_back({name, value});
  mesh::ApplyChanges(ResponseChanges({reply.status, headers}), reply);
  outcome_ = Outcome::Response(reply.status);
  report_.End(Parts(), outcome_, BodyEnd::kComplete, reply.reason);
  return reply;
}

Step CallState::NoRoute() {
  return End(kNotFound, "no_route",
             StrCat("weft: no route: none of the rules in \"", selection_.host()->routes->name(), "\" matches ", head_.method,
                    " ", head_.authority, head_.path));
}

// A timeout that the mesh set is the mesh's to answer; the caller's own deadline is the caller's to report.
Step CallState::TimedOut() {
  if (deadline_.routes() || (TryTimeout().count() > 0 && !deadline_.PassedAt(core_->Now()))) {
    return End(kGatewayTimeout, "timeout", "upstream request timeout");
  }
  outcome_ = Outcome::Timeout();
  return EndWithOutcome();
}

Step CallState::End(int status, std::string_view reason, std::string body, std::optional<int> grpc_status) {
  phase_ = Phase::kOver;
  Reply reply = mesh::FailureReply(head_, status, reason, std::move(body), grpc_status);
  outcome_ = Outcome::Response(reply.status);
  report_.End(Parts(), outcome_, BodyEnd::kComplete, reason);
  return reply;
}

void CallState::Sleep(const Wait& wait) {
  if (wait.for_configuration)
    core_->WaitUntilReady(head_.authority, wait.until);
  else
    core_->env().SleepUntil(wait.until);
}

ReadyHandle CallState::OnReady(std::function<void()> ready) {
  auto callback = std::make_shared<mesh::CancellableCallback>(std::move(ready));
  const uint64_t waiter = core_->OnReady(head_.authority, [callback] { callback->Run(); });
  return ReadyHandle(std::unique_ptr<ReadyHandle::Impl>(new ReadyHandle::Impl{core_, std::move(callback), waiter}));
}

engine::ExpressionInput CallState::Input(const RequestHead& head, const ResponseHead* response) const {
  engine::ExpressionInput input{.request = head, .request_changes = heads_.request().changes, .response = response};
  input.route_name = route_name();
  input.cluster = cluster_name();
  input.start = deadline_.start();
  input.env = &core_->env();
  const engine::EndpointState* const endpoint = attempts_.endpoint();
  if (endpoint == nullptr) return input;
  input.endpoint = endpoint->endpoint;
  input.address = endpoint->address;
  input.port = endpoint->port;
  input.attempts = attempts_.count();
  return input;
}

absl::Span<const HeaderChange> CallState::ResponseChanges(const ResponseHead& response) {
  if (selection_.route() == nullptr || route().actions == nullptr) return {};
  RequestHead sent = head_;
  sent.authority = heads_.request().authority;
  sent.path = heads_.request().path;
  return heads_.BuildResponse(route(), selection_.split(), Input(sent, &response));
}

std::string CallState::Explanation() const {
  if (!core_->allow_explain() || engine::MessageHeaders{head_.headers}.First(kExplain) != "1") return {};
  return selection_.Explain(head_);
}

}  // namespace weft
