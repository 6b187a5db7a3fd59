#include "mesh/call/call_state.h"

#include <algorithm>
#include <bit>

#include "base/strings.h"
#include "engine/explain/explain.h"
#include "engine/retry/classify.h"
#include "engine/retry/retry.h"
#include "mesh/call/call_memory.h"
#include "mesh/call/local_reply.h"
#include "mesh/call/mirror_target.h"
#include "weft/context.h"

namespace weft {
namespace {

constexpr int kNotFound = 404;
constexpr int kUnavailable = 503;
constexpr int kGatewayTimeout = 504;
constexpr std::string_view kExplain = "x-weft-explain";
constexpr size_t kMostExplanation = 7000;  // clients refuse header lines of 8 kB

// `reviews:9080` -> `reviews-shadow:9080`.
std::string ShadowAuthority(std::string_view authority) {
  const size_t colon = authority.rfind(':');
  const bool has_port = colon != std::string_view::npos && authority.find(']', colon) == std::string_view::npos;
  const std::string_view host = has_port ? authority.substr(0, colon) : authority;
  return StrCat(host, "-shadow", authority.substr(host.size()));
}

}  // namespace

void* CallState::operator new(size_t size) { return mesh::TakeCallMemory(size); }
void CallState::operator delete(void* memory) { mesh::GiveCallMemory(memory); }

CallState::CallState(MeshCore& core, const RequestHead& head)
    : core_(core), head_(head), start_(core.Now()), deadline_(head.deadline), heads_(head_) {
  deadline_wished_ = deadline_ != TimePoint::max();
  if (!deadline_wished_) deadline_ = start_ + core_.default_deadline();
  const Context* const context = Context::Current();
  if (context == nullptr || !context->deadline() || *context->deadline() >= deadline_) return;
  deadline_ = *context->deadline();
  deadline_wished_ = true;
  deadline_inbound_ = true;
}

CallState::~CallState() {
  FinishAttempt(Outcome::Cancelled());
  if (waiter_ != 0) core_.Cancel(waiter_);
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
      FinishAttempt(Outcome::Cancelled());
      return AfterOutcome();
    case Phase::kOver:
      break;
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
  if (core_.Now() < deadline_) return Wait{deadline_, true};
  // That a hurried caller could not wait says nothing about the host.
  if (!deadline_inbound_) core_.GiveUpOn(head_.authority);
  return End(kUnavailable, "no_configuration", core_.Explain(head_.authority));
}

Step CallState::Route() {
  if (core_.Forked()) return End(kUnavailable, "unusable", core_.Unusable());
  Random& random = ThreadRandom();
  draws_ = random;
  route_ = host_->routes->Match(head_, random);
  if (route_ == nullptr) return NoRoute();
  if (!route_->answers()) {
    split_ = route_->PickSplit(random);
    cluster_ = route_->splits[split_].cluster;
  }
  if (route_->fault == nullptr) return Forward();
  fault_ = engine::Inject(*route_->fault, random);
  if (fault_.delay.count() == 0) return AfterDelay();
  phase_ = Phase::kDelay;
  return Wait{std::min<TimePoint>(core_.Now() + fault_.delay, deadline_), false};
}

Step CallState::AfterDelay() {
  if (fault_.abort_status != 0) {
    return End(static_cast<int>(fault_.abort_status), "fault_abort", "fault filter abort", fault_.abort_grpc_status);
  }
  if (core_.Now() >= deadline_) return TimedOut();
  return Forward();
}

Step CallState::Forward() {
  if (route_->answers()) return Answer();
  if (deadline_ <= start_) return TimedOut();  // an inbound deadline that had passed already: nobody waits for the answer
  StartClock();
  heads_.BuildRequest(*route_, split_, Input(head_, nullptr));
  return route_->actions == nullptr || route_->actions->mirrors.empty() ? PickEndpoint() : SendMirrors();
}

// The route's timeout starts behind the faults, as in Envoy: they are injected ahead of the router.
void CallState::StartClock() {
  if (route_->timeout.count() == 0) return;
  const TimePoint end = core_.Now() + route_->timeout;
  if (end >= deadline_) return;
  deadline_ = end;
  deadline_wished_ = true;
  route_timeout_ = true;
}

// One step for each mirror; none when the request itself has nowhere to go.
Step CallState::SendMirrors() {
  const auto& mirrors = route_->actions->mirrors;
  const bool goes = slot().cluster != nullptr && slot().cluster->available() > 0;
  phase_ = Phase::kMirror;
  while (goes && next_mirror_ < mirrors.size()) {
    if (auto mirror = MirrorTo(mirrors[next_mirror_++])) return *std::move(mirror);
  }
  return PickEndpoint();
}

std::optional<Mirror> CallState::MirrorTo(const engine::CompiledMirror& mirror) {
  const mesh::ClusterSlot& target = host_->clusters[mirror.cluster];
  Random& random = ThreadRandom();
  if (!random.PerMillion(mirror.per_million) || target.cluster == nullptr) return std::nullopt;
  engine::EndpointState* const endpoint = target.cluster->Pick({.random = random});
  if (endpoint == nullptr) return std::nullopt;
  OutgoingHead head = heads_.request();
  std::string authority = mirror.shadow_suffix ? ShadowAuthority(head.authority) : std::string(head.authority);
  auto impl = std::make_unique<MirrorTarget::Impl>(host_, *endpoint, std::move(authority), target.cluster->connect_timeout(),
                                                   deadline_ - core_.Now());
  head.authority = impl->authority;
  head.authority_rewritten = head.authority_rewritten || mirror.shadow_suffix;
  return Mirror{MirrorTarget(std::move(impl)), head};
}

Step CallState::PickEndpoint() {
  if (slot().cluster == nullptr) {
    return End(kUnavailable, "no_cluster", StrCat("weft: no cluster \"", cluster_name(), "\": ", slot().problem));
  }
  const unsigned reselect = route_->retry && route_->retry->exclude_previous_hosts ? route_->retry->host_selection_attempts : 0;
  if (retries_ > 0) level_ = LevelOfRetry();
  endpoint_ = slot().cluster->Pick(
      {.random = ThreadRandom(), .excluded = tried_, .attempts = tried_.empty() ? 0 : reselect, .priority = level_});
  if (endpoint_ == nullptr) {
    return End(kUnavailable, "no_healthy_upstream",
               StrCat("weft: no healthy upstream: cluster \"", cluster_name(), "\" has ", slot().cluster->endpoints().size(),
                      " endpoints, none of which takes calls"));
  }
  slot().runtime->OnAttemptStart(*endpoint_);
  phase_ = Phase::kInFlight;
  attempt_start_ = Clock::now();
  TimePoint until = deadline_;
  bool tell = deadline_wished_;
  if (TriesHaveTimeouts()) {
    until = std::min<TimePoint>(until, attempt_start_ + route_->retry->per_try_timeout);
    tell = tell || until < deadline_;
  }
  return Send{Attempt(this), heads_.request(), until, slot().cluster->connect_timeout(), tell};
}

// Semantics: Envoy's previous_priorities.
size_t CallState::LevelOfRetry() {
  const uint32_t frequency = route_->retry->priority_update_frequency;
  const size_t levels = std::min<size_t>(slot().cluster->levels(), 64);
  tried_levels_ |= uint64_t{1} << level_;
  if (frequency == 0 || retries_ % frequency != 0) return level_;
  const size_t next = static_cast<size_t>(std::countr_one(tried_levels_));
  if (next < levels) return next;
  tried_levels_ = 0;
  return 0;
}

void CallState::FinishAttempt(const Outcome& outcome) {
  if (phase_ != Phase::kInFlight) return;
  phase_ = Phase::kFinished;
  retry_delay_ = ReportAttempt(outcome);
  outcome_ = outcome;
  outcome_.headers = {};
}

// Gives the delay of the retry; nothing when there is to be none.
std::optional<model::Duration> CallState::ReportAttempt(const Outcome& outcome) const {
  const engine::CompiledRetryPolicy* const policy = route_->retry.get();
  const bool retriable = policy != nullptr && engine::ShouldRetry(*policy, outcome) && engine::MayRetryRequest(*policy, head_);
  const bool allowed =
      slot().runtime->OnAttemptEnd(*endpoint_, {engine::Classify(outcome), retriable, Clock::now() - attempt_start_});
  if (!allowed || retries_ >= policy->num_retries || !outcome.replayable) return std::nullopt;
  return engine::RetryDelay(*policy, retries_, outcome, ThreadRandom());
}

// A delay that leads beyond the deadline is not waited for: the answer that is there is worth more than a timeout later.
Step CallState::AfterOutcome() {
  if (retry_delay_) {
    const TimePoint again = core_.Now() + *retry_delay_;
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

// The edits of a route reach its own answers, but not failures: as in Envoy.
Step CallState::Answer() {
  phase_ = Phase::kOver;
  const engine::RouteActions& actions = *route_->actions;
  Reply reply{0, "redirect", {}};
  if (actions.redirect) {
    reply.status = actions.redirect->status();
    reply.headers = {{"location", actions.redirect->Location(head_)}};
  } else {
    reply = {actions.direct_response->status, "direct_response", actions.direct_response->body};
  }
  absl::InlinedVector<HeaderRef, 1> headers;
  for (const auto& [name, value] : reply.headers) headers.push_back({name, value});
  mesh::ApplyChanges(ResponseChanges({reply.status, headers}), reply);
  outcome_ = Outcome::Response(reply.status);
  return reply;
}

Step CallState::NoRoute() {
  return End(kNotFound, "no_route",
             StrCat("weft: no route: none of the rules in \"", host_->routes->name(), "\" matches ", head_.method, " ",
                    head_.authority, head_.path));
}

// A timeout that the mesh set is the mesh's to answer; the caller's own deadline is the caller's to report.
Step CallState::TimedOut() {
  outcome_ = Outcome::Timeout();
  if (route_timeout_ || (TriesHaveTimeouts() && core_.Now() < deadline_)) {
    return End(kGatewayTimeout, "timeout", "upstream request timeout");
  }
  phase_ = Phase::kOver;
  return Done{outcome_};
}

Step CallState::End(int status, std::string_view reason, std::string body, std::optional<int> grpc_status) {
  phase_ = Phase::kOver;
  Reply reply = mesh::FailureReply(head_, status, reason, std::move(body), grpc_status);
  outcome_ = Outcome::Response(reply.status);
  return reply;
}

void CallState::Sleep(const Wait& wait) {
  if (wait.for_configuration)
    core_.WaitUntilReady(head_.authority, wait.until);
  else
    core_.env().SleepUntil(wait.until);
}

void CallState::OnReady(std::function<void()> ready) { waiter_ = core_.OnReady(head_.authority, std::move(ready)); }

engine::ExpressionInput CallState::Input(const RequestHead& head, const ResponseHead* response) const {
  engine::ExpressionInput input{.request = head, .request_changes = heads_.request().changes, .response = response};
  input.route_name = route_->name;
  if (!route_->answers()) input.cluster = cluster_name();
  input.start = start_;
  input.env = &core_.env();
  if (endpoint_ == nullptr) return input;
  input.endpoint = endpoint_->endpoint;
  input.address = endpoint_->address;
  input.port = endpoint_->port;
  input.attempts = retries_ + 1;
  return input;
}

absl::Span<const HeaderChange> CallState::ResponseChanges(const ResponseHead& response) {
  if (route_ == nullptr || route_->actions == nullptr) return {};
  RequestHead sent = head_;
  sent.authority = heads_.request().authority;
  sent.path = heads_.request().path;
  return heads_.BuildResponse(*route_, split_, Input(sent, &response));
}

std::string CallState::Explanation() const {
  if (!core_.allow_explain() || host_ == nullptr || host_->source == nullptr) return {};
  if (engine::MessageHeaders{head_.headers}.First(kExplain) != "1") return {};
  Random draws = draws_;
  return engine::ToJson(engine::Explain(*host_->source, head_, draws), kMostExplanation);
}

std::string_view CallState::cluster_name() const {
  return route_ == nullptr || route_->answers() ? std::string_view() : host_->routes->cluster_names()[cluster_];
}

}  // namespace weft
