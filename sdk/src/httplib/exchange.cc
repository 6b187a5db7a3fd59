#include "httplib/exchange.h"

#include <algorithm>

namespace weft::httplib {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

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

}  // namespace

Exchange::Exchange(ConnectionPool& pool, const ClientSettings& settings, ::httplib::Request& request,
                   ::httplib::Response& response)
    : pool_(pool),
      settings_(settings),
      request_(request),
      response_(response),
      user_progress_(std::move(request.progress)),
      user_receiver_(std::move(request.content_receiver)) {
  request_.progress = [this](uint64_t current, uint64_t total) { return OnProgress(current, total); };
  request_.content_receiver = nullptr;
  if (user_receiver_) {
    request_.content_receiver = [this](const char* data, size_t length, uint64_t offset, uint64_t total) {
      delivered_ = true;
      return user_receiver_(data, length, offset, total);
    };
  }
}

Exchange::~Exchange() {
  request_.progress = user_progress_;
  request_.content_receiver = user_receiver_;
}

Outcome Exchange::Try(const weft::Send& send) {
  deadline_ = send.deadline;
  if (auto reused = settings_.keep_alive ? pool_.Take(send.attempt.endpoint()) : nullptr) {
    if (SendOnce(*reused, send)) {
      pool_.Give(send.attempt.endpoint(), std::move(reused), Clock::now());
      return Outcome::Response(response_.status);
    }
    if (!MayBeStale()) return Failed();
  }
  auto fresh = std::make_unique<::httplib::ClientImpl>(std::string(send.attempt.address()), send.attempt.port());
  fresh->set_keep_alive(settings_.keep_alive);
  fresh->set_tcp_nodelay(true);
  if (!SendOnce(*fresh, send)) return Failed();
  if (settings_.keep_alive) pool_.Give(send.attempt.endpoint(), std::move(fresh), Clock::now());
  return Outcome::Response(response_.status);
}

bool Exchange::SendOnce(::httplib::ClientImpl& connection, const weft::Send& send) {
  const auto left = send.deadline - Clock::now();
  const auto connect = settings_.connection_timeout.count() > 0
                           ? settings_.connection_timeout
                           : std::chrono::ceil<milliseconds>(send.connect_timeout);
  connection.set_connection_timeout(Bounded(connect, left));
  connection.set_read_timeout(Bounded(settings_.read_timeout, left));
  connection.set_write_timeout(Bounded(settings_.write_timeout, left));
  response_ = ::httplib::Response();
  error_ = ::httplib::Error::Success;
  timed_out_ = false;
  return connection.send(request_, response_, error_);
}

// A keep-alive connection that the server closed at the very moment: nothing was answered, and a fresh one may be tried at once.
bool Exchange::MayBeStale() const {
  const bool broken = error_ == ::httplib::Error::Read || error_ == ::httplib::Error::Write;
  return broken && !delivered_ && !request_.content_provider_ && IsIdempotent(request_.method) && !Passed(deadline_);
}

Outcome Exchange::Failed() const {
  if (error_ == ::httplib::Error::Connection || error_ == ::httplib::Error::ConnectionTimeout ||
      error_ == ::httplib::Error::BindIPAddress) {
    return Passed(deadline_) ? Outcome::Timeout() : Outcome::ConnectFailure();
  }
  if (delivered_ || request_.content_provider_) return Outcome::Cancelled();
  if (timed_out_ || Passed(deadline_)) return Outcome::Timeout();
  if (error_ == ::httplib::Error::Read || error_ == ::httplib::Error::Write) return Outcome::Reset();
  return Outcome::Cancelled();
}

bool Exchange::OnProgress(uint64_t current, uint64_t total) {
  if (Clock::now() >= deadline_) {
    timed_out_ = true;
    return false;
  }
  return !user_progress_ || user_progress_(current, total);
}

}  // namespace weft::httplib
