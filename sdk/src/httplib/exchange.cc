// SPDX-License-Identifier: Apache-2.0
#include "httplib/exchange.h"

#include <algorithm>

#include "httplib/headers.h"
#include "httplib/redirect.h"

namespace weft::httplib {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

// cpp-httplib reads 0 as "poll": never less than a millisecond.
microseconds Bounded(milliseconds wanted, Clock::duration left) {
  const auto rest = std::chrono::ceil<microseconds>(left);
  return std::max<microseconds>(milliseconds(1), wanted.count() > 0 ? std::min<microseconds>(wanted, rest) : rest);
}

// Sockets wait in whole milliseconds, rounded down: a wait may end that much before its deadline.
constexpr milliseconds kEarly(2);
bool Passed(TimePoint deadline) { return Clock::now() + kEarly >= deadline; }

// RFC 9110 9.2.2: may be sent again without harm.
bool IsIdempotent(const std::string& method) { return method != "POST" && method != "PATCH"; }

// Bodies of announced length are read into one block, up to this.
constexpr uint64_t kMostReserved = 1 << 20;

constexpr char kContentLength[] = "Content-Length";

::httplib::Response ResponseOf(transport::LocalResponse local) {
  ::httplib::Response response;
  response.version = "HTTP/1.1";
  response.status = local.status;
  response.reason = std::string(local.reason);
  response.body = std::move(local.body);
  for (const auto& [name, value] : local.headers.headers()) response.headers.emplace(name, value);
  return response;
}

bool LacksBody(const ::httplib::Request& request) {
  return request.body.empty() && !request.content_provider_ && request.method != "GET" && !request.has_header(kContentLength);
}

}  // namespace

Exchange::Exchange(ConnectionPool& pool, const ClientSettings& settings, Call& call, RequestPatch& patch,
                   ::httplib::Request& request, ::httplib::Response& response)
    : pool_(pool),
      settings_(settings),
      call_(call),
      patch_(patch),
      request_(request),
      response_(response),
      without_body_(LacksBody(request)),
      user_progress_(std::exchange(request.progress, nullptr)),
      user_receiver_(std::exchange(request.content_receiver, nullptr)),
      user_handler_(std::exchange(request.response_handler, nullptr)),
      user_provider_(std::exchange(request.content_provider_, nullptr)) {
  if (user_progress_) {
    request_.progress = [this](uint64_t current, uint64_t total) { return OnProgress(current, total); };
  }
  request_.content_receiver = [this](const char* data, size_t length, uint64_t offset, uint64_t total) {
    return OnContent(data, length, offset, total);
  };
  if (user_handler_) request_.response_handler = [this](const ::httplib::Response& head) { return OnHead(head); };
  if (user_provider_) {
    request_.content_provider_ = [this](size_t offset, size_t length, ::httplib::DataSink& sink) {
      provider_used_ = true;
      return user_provider_(offset, length, sink);
    };
  }
}

Exchange::~Exchange() {
  DropEmptyContentLength();
  request_.progress = std::move(user_progress_);
  request_.content_receiver = std::move(user_receiver_);
  request_.response_handler = std::move(user_handler_);
  request_.content_provider_ = std::move(user_provider_);
}

Step Exchange::Try(weft::Send send) {
  send_ = &send;
  next_.reset();
  patch_.Apply(send.head);
  if (send.head.authority_rewritten) patch_.SetHost(send.head.authority);
  Outcome outcome = SendTo(send.connection);
  send_ = nullptr;
  if (next_) {
    send.attempt.Complete(transport::BodyEndOf(outcome.kind));
    if (!std::holds_alternative<Done>(*next_)) error_ = ::httplib::Error::Success;  // dropped unseen is no error
    return *std::exchange(next_, std::nullopt);
  }
  outcome.replayable = !provider_used_;
  send.attempt.Finish(outcome);
  return call_.Next();
}

void Exchange::Finish() {
  HeadersAdapter headers(response_.headers);
  transport::ApplyChanges(Changes(), headers);
}

bool Exchange::Answer(const Reply& reply) {
  response_ = ResponseOf(transport::MakeLocalResponse(reply, request_.method));
  if (WillBeFollowed(response_)) return true;
  if (user_handler_ && !user_handler_(response_)) return false;
  if (!user_receiver_) return true;
  const std::string body = std::exchange(response_.body, {});
  return body.empty() || user_receiver_(body.data(), body.size(), 0, body.size());
}

Outcome Exchange::SendTo(const Connection& to) {
  if (auto reused = settings_.keep_alive ? pool_.Take(to.id) : nullptr) {
    if (SendOnce(*reused, to.connect_timeout)) {
      pool_.Give(to.id, std::move(reused), Clock::now());
      return Answered();
    }
    if (!MayBeStale()) return Failed();
  }
  auto fresh = std::make_unique<::httplib::ClientImpl>(std::string(to.address), to.port);
  fresh->set_keep_alive(settings_.keep_alive);
  fresh->set_tcp_nodelay(true);
  if (!SendOnce(*fresh, to.connect_timeout)) return Failed();
  if (settings_.keep_alive) pool_.Give(to.id, std::move(fresh), Clock::now());
  return Answered();
}

bool Exchange::SendOnce(::httplib::ClientImpl& connection, nanoseconds connect_timeout) {
  started_ = Clock::now();
  const auto left = send_->deadline - started_;
  const auto connect = settings_.connection_timeout.count() > 0 ? settings_.connection_timeout
                                                                : std::chrono::ceil<milliseconds>(connect_timeout);
  read_timeout_ = Bounded(settings_.read_timeout, left);
  connection.set_connection_timeout(Bounded(connect, left));
  connection.set_read_timeout(read_timeout_);
  connection.set_write_timeout(Bounded(settings_.write_timeout, left));
  if (send_->tell_deadline) transport::SetTimeLeft(left, patch_);
  DropEmptyContentLength();
  response_ = ::httplib::Response();
  error_ = ::httplib::Error::Success;
  timed_out_ = false;
  return connection.send(request_, response_, error_);
}

// cpp-httplib adds one more `Content-Length: 0` each time it sends a request without a body.
void Exchange::DropEmptyContentLength() {
  if (without_body_) request_.headers.erase(kContentLength);
}

Outcome Exchange::Answered() {
  response_headers_ = transport::ViewsOf(response_.headers);
  return Outcome::Response(response_.status, response_headers_);
}

// A keep-alive connection that the server closed at the very moment: nothing was answered, a fresh one may be tried at once.
bool Exchange::MayBeStale() const {
  const bool broken = error_ == ::httplib::Error::Read || error_ == ::httplib::Error::Write;
  const bool answered = response_.status != -1 || timed_out_ || Passed(started_ + read_timeout_);
  return broken && !answered && !provider_used_ && IsIdempotent(request_.method) && !Passed(send_->deadline);
}

Outcome Exchange::Failed() const {
  if (error_ == ::httplib::Error::Connection || error_ == ::httplib::Error::ConnectionTimeout ||
      error_ == ::httplib::Error::BindIPAddress) {
    return Passed(send_->deadline) ? Outcome::Timeout() : Outcome::ConnectFailure();
  }
  if (timed_out_ || Passed(send_->deadline)) return Outcome::Timeout();
  if (error_ == ::httplib::Error::Read || error_ == ::httplib::Error::Write) return Outcome::Reset();
  return Outcome::Cancelled();
}

bool Exchange::OnHead(const ::httplib::Response& head) {
  if (!ShowToCaller()) return false;
  if (WillBeFollowed(head)) return true;
  const auto changes = Changes();
  if (changes.empty()) return user_handler_(head);
  ::httplib::Response changed = head;  // its own headers still define how the body is to be read
  HeadersAdapter headers(changed.headers);
  transport::ApplyChanges(changes, headers);
  return user_handler_(changed);
}

bool Exchange::OnContent(const char* data, size_t length, uint64_t offset, uint64_t total) {
  if (!InTime()) return false;
  if (!user_receiver_) {
    if (response_.body.empty() && length < total) response_.body.reserve(static_cast<size_t>(std::min(total, kMostReserved)));
    response_.body.append(data, length);
    return true;
  }
  if (!ShowToCaller()) return false;
  return WillBeFollowed(response_) || user_receiver_(data, length, offset, total);
}

bool Exchange::OnProgress(uint64_t current, uint64_t total) { return InTime() && user_progress_(current, total); }

// Asks the call, the first time, whether the response stands.
bool Exchange::ShowToCaller() {
  if (!next_) {
    Outcome outcome = Answered();
    outcome.replayable = !provider_used_;
    outcome.body_follows = true;
    send_->attempt.Finish(outcome);
    next_ = call_.Next();
  }
  return std::holds_alternative<Done>(*next_);
}

bool Exchange::InTime() {
  timed_out_ = timed_out_ || Clock::now() >= send_->deadline;
  return !timed_out_;
}

// As with ::httplib::Client, callbacks do not see a redirect that is going to be followed.
bool Exchange::WillBeFollowed(const ::httplib::Response& head) const {
  return settings_.follow_location && RedirectOf(head, {}, request_, provider_used_).has_value();
}

absl::Span<const HeaderChange> Exchange::Changes() {
  if (!changes_) {
    Answered();
    changes_ = call_.ResponseChanges({response_.status, response_headers_});
  }
  return *changes_;
}

}  // namespace weft::httplib
