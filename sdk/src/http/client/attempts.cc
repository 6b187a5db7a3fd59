// SPDX-License-Identifier: Apache-2.0
#include "http/client/attempts.h"

#include <algorithm>

#include "base/strings.h"
#include "http/client/header_map.h"

namespace weft::http {
namespace {

constexpr size_t kHeadersOfRules = 8;  // room for those that rules add
constexpr size_t kBytesOfRules = 256;

std::chrono::nanoseconds OrNever(std::chrono::nanoseconds time) { return time.count() > 0 ? time : Deadlines::kNever; }

}  // namespace

Attempts::Attempts(const CallScope& scope, const std::string& authority, Request& request)
    : scope_(scope), authority_(authority), request_(request) {
  if (request.source.next == nullptr) return;
  source_.size = request.source.size;
  source_.next = [this](std::string* out) {
    spent_ = true;
    return request_.source.next(out);
  };
}

Result Attempts::Run(Mesh& mesh) {
  request_headers_ = transport::ViewsOf(request_.headers);
  call_.emplace(mesh.StartCall({.method = request_.method,
                                .authority = authority_,
                                .path = request_.path,
                                .headers = request_headers_,
                                .deadline = scope_.deadline,
                                .context = scope_.context}));
  for (Step step = call_->Next();;) {
    if (auto* send = std::get_if<weft::Send>(&step)) {
      step = Try(std::move(*send));
      continue;
    }
    if (auto* wait = std::get_if<weft::Wait>(&step))
      call_->Sleep(*wait);
    else if (!std::holds_alternative<Mirror>(step))
      return End(step);
    step = call_->Next();
  }
}

Step Attempts::Try(weft::Send send) {
  send_ = &send;
  next_.reset();
  PrepareHead(send.head);
  result_.error = Exchange(send);
  send_ = nullptr;
  const Error& error = result_.error;
  if (next_) {
    send.attempt.Complete(error.ok() ? BodyEnd::kComplete : transport::BodyEndOf(error.ToOutcome().kind));
    return *std::exchange(next_, std::nullopt);
  }
  Outcome outcome = error.ToOutcome();
  if (error.ok()) {
    response_headers_ = transport::ViewsOf(result_.response.headers);
    outcome = Outcome::Response(result_.response.status, response_headers_);
  }
  outcome.replayable = !spent_;
  send.attempt.Finish(outcome);
  return call_->Next();
}

Error Attempts::Exchange(const weft::Send& send) {
  const weft::Connection& to = send.connection;
  if (scope_.canceller.cancelled()) return {ErrorKind::kCancelled, DeadlineKind::kNone, false, "the client was stopped"};
  if (to.tls) {
    return {ErrorKind::kInvalidRequest, DeadlineKind::kNone, false,
            StrCat("TLS is asked for towards ", to.address, ":", to.port, ", and this client speaks plain text only")};
  }
  if (send.tell_deadline) {
    HeaderMap headers(sent_);
    transport::SetTimeLeft(send.deadline - scope_.wiring.env->Now(), headers);
  }
  const auto own = scope_.options.connect_timeout;
  const Endpoint endpoint{.address = to.address,
                          .port = to.port,
                          .id = to.id,
                          .cluster = call_->cluster_name(),
                          .connect_timeout = own.count() > 0 ? own : to.connect_timeout};
  const RequestView request{.method = request_.method,
                            .path = send.head.path,
                            .authority = send.head.authority,
                            .headers = &sent_,
                            .body = request_.body,
                            .source = source_.next != nullptr ? &source_ : nullptr};
  const OperationOptions options = OptionsFor(send);
  ResponseSink sink;
  if (streams()) sink.head = [this](const Response& head) { return OnHead(head); };
  if (scope_.call.sink.data != nullptr) sink.data = [this](std::string_view piece) { return OnData(piece); };
  Operation operation(scope_.wiring, endpoint, request, options, &result_.response, streams() ? &sink : nullptr);
  return RunBlocking(operation, &scope_.canceller);
}

OperationOptions Attempts::OptionsFor(const weft::Send& send) const {
  OperationOptions options{.limits = scope_.options.limits};
  if (!scope_.options.keep_alive) options.pool.exchanges_per_connection = 1;
  options.resend_stale = scope_.options.resend_stale;
  // The step names one moment: the earliest of the rules', the caller's and, when nobody wished for one, the mesh's default.
  const auto inbound = scope_.context != nullptr ? scope_.context->deadline() : std::nullopt;
  const TimePoint callers = std::min(scope_.deadline, inbound.value_or(TimePoint::max()));
  const bool is_callers = !send.tell_deadline || send.deadline >= callers;
  (is_callers ? options.deadlines.caller : options.deadlines.rule) = send.deadline;
  options.deadlines.read_timeout = OrNever(scope_.options.read_timeout);
  options.deadlines.write_timeout = OrNever(scope_.options.write_timeout);
  return options;
}

void Attempts::PrepareHead(const OutgoingHead& head) {
  if (std::exchange(head_prepared_, true)) return;
  size_t bytes = kBytesOfRules;
  for (const HeaderRef& header : request_headers_) bytes += header.name.size() + header.value.size();
  sent_.Reserve(request_headers_.size() + kHeadersOfRules, bytes);
  for (const HeaderRef& header : request_headers_) sent_.Add(header.name, header.value);
  HeaderMap headers(sent_);
  transport::ApplyHead(head, headers);
  if (!scope_.options.keep_alive) sent_.Set("connection", "close");
}

// Asks the call whether the answer stands.
bool Attempts::OnHead(const Response& head) {
  response_headers_ = transport::ViewsOf(head.headers);
  Outcome outcome = Outcome::Head(head.status, response_headers_);
  outcome.replayable = !spent_;
  send_->attempt.Finish(outcome);
  next_ = call_->Next();
  standing_ = std::holds_alternative<Done>(*next_);
  if (!standing_) return false;
  hidden_ = Followable(head).has_value();
  if (hidden_ || scope_.call.sink.head == nullptr) return true;
  const auto changes = Changes();
  if (changes.empty()) return scope_.call.sink.head(head);
  Response changed = head;  // its own headers still say how long the connection may be kept
  HeaderMap headers(changed.headers);
  transport::ApplyChanges(changes, headers);
  return scope_.call.sink.head(changed);
}

bool Attempts::OnData(std::string_view piece) { return hidden_ || scope_.call.sink.data(piece); }

absl::Span<const HeaderChange> Attempts::Changes() {
  if (!changes_) {
    response_headers_ = transport::ViewsOf(result_.response.headers);
    changes_ = call_->ResponseChanges({result_.response.status, response_headers_});
  }
  return *changes_;
}

Result Attempts::End(const Step& step) {
  if (const auto* reply = std::get_if<Reply>(&step)) {
    TakeReply(*reply);
  } else if (std::get<Done>(step).outcome.kind != Outcome::Kind::kResponse || (streams() && !standing_)) {
    EndWithoutAnswer(std::get<Done>(step).outcome);
    return std::move(result_);
  } else {
    HeaderMap headers(result_.response.headers);
    transport::ApplyChanges(Changes(), headers);
  }
  HeaderMap headers(result_.response.headers);
  transport::AddExplanation(*call_, headers);
  return std::move(result_);
}

// The mesh's own answer is one like any other.
void Attempts::TakeReply(const Reply& reply) {
  auto local = transport::MakeLocalResponse(reply, request_.method);
  result_ = {};
  Response& response = result_.response;
  response.status = local.status;
  response.reason = local.reason;
  for (const auto& [name, value] : local.headers.headers()) response.headers.Add(name, value);
  response.body = std::move(local.body);
  if (!streams() || Followable(response)) return;
  const ResponseSink& sink = scope_.call.sink;
  bool wanted = sink.head == nullptr || sink.head(response);
  if (wanted && sink.data != nullptr) {
    const std::string body = std::exchange(response.body, {});
    wanted = body.empty() || sink.data(body);
  }
  if (!wanted) result_.error = {ErrorKind::kCancelled, DeadlineKind::kNone, false, "the caller did not want the answer"};
}

void Attempts::EndWithoutAnswer(const Outcome& outcome) {
  result_.response = {};
  Error& error = result_.error;
  if (outcome.kind == Outcome::Kind::kResponse) {
    error = {ErrorKind::kDeadline, DeadlineKind::kCaller, true, "an answer was dropped for another try, which never was made"};
  } else if (!error.ok()) {
    return;
  } else if (outcome.kind == Outcome::Kind::kTimeout) {
    error = {ErrorKind::kDeadline, DeadlineKind::kCaller, false, "the deadline of the call passed before a request was sent"};
  } else {
    error = {ErrorKind::kCancelled, DeadlineKind::kNone, false, "the call ended before a request was sent"};
  }
}

std::optional<transport::Redirect> Attempts::RedirectOf(const Result& result) const {
  return result.ok() ? Followable(result.response) : std::nullopt;
}

std::optional<transport::Redirect> Attempts::Followable(const Response& response) const {
  if (!scope_.may_follow) return std::nullopt;
  return transport::FollowableRedirect(response.status, response.headers.Get("location").value_or(""), authority_,
                                       request_.method, spent_);
}

}  // namespace weft::http
