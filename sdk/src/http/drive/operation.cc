// SPDX-License-Identifier: Apache-2.0
#include "http/drive/operation.h"

#include <algorithm>
#include <cstring>

#include "absl/time/time.h"
#include "base/strings.h"

namespace weft::http {
namespace {

constexpr int kRoundsPerStep = 16;  // of one read and one write each

TimePoint After(TimePoint from, std::chrono::nanoseconds time) {
  return time >= TimePoint::max() - from ? TimePoint::max() : from + time;
}

}  // namespace

bool IsIdempotent(std::string_view method) {
  for (const std::string_view known : {"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"}) {
    if (method == known) return true;
  }
  return false;
}

Operation::Operation(const Wiring& wiring, const Endpoint& endpoint, const RequestView& request,
                     const OperationOptions& options, Response* response, const ResponseSink* sink)
    : wiring_(wiring), endpoint_(endpoint), request_(request), options_(options), response_(response), sink_(sink) {}

Wait* Operation::Step() {
  now_ = wiring_.env->Now();
  CheckDeadlines();
  for (;;) {
    bool ready = true;
    switch (state_) {
      case State::kStart:
        Start();
        break;
      case State::kResolving:
        ready = Resolve();
        break;
      case State::kConnecting:
        ready = Connect();
        break;
      case State::kExchanging:
        ready = Pump();
        break;
      case State::kDone:
        return nullptr;
    }
    if (ready) continue;
    BoundWait();
    return &wait_;
  }
}

void Operation::Cancel(std::string_view why) { Fail(ErrorKind::kCancelled, why); }

void Operation::Fail(ErrorKind kind, std::string_view text, DeadlineKind deadline) {
  if (state_ == State::kDone) return;
  const bool sent = exchange_ && exchange_->bytes_written() > 0;
  error_ = {kind, deadline, sent, std::string(text)};
  state_ = State::kDone;
  wait_.items.clear();
  exchange_.reset();
  connection_.reset();
  race_.reset();
  lookup_.reset();
}

void Operation::Expire(DeadlineKind kind) {
  std::string_view doing = "before the request was sent";
  if (state_ == State::kConnecting || state_ == State::kResolving)
    doing = "while connecting";
  else if (exchange_ && exchange_->got_head())
    doing = "within the body of the answer";
  else if (exchange_ && exchange_->upload_over())
    doing = "while waiting for the head of the answer";
  else if (exchange_)
    doing = "while sending the request";
  Fail(ErrorKind::kDeadline, StrCat("deadline (", ToString(kind), ") passed ", doing), kind);
}

void Operation::CheckDeadlines() {
  const Deadlines& deadlines = options_.deadlines;
  if (state_ == State::kDone) return;
  // Where several have passed, the one that was first.
  const TimePoint first = std::min({deadlines.rule, deadlines.per_try, deadlines.caller});
  if (now_ >= first) {
    if (first == deadlines.per_try) return Expire(DeadlineKind::kPerTry);
    return Expire(first == deadlines.rule ? DeadlineKind::kRule : DeadlineKind::kCaller);
  }
  if ((state_ == State::kConnecting || state_ == State::kResolving) && now_ >= connect_deadline_) {
    return Fail(ErrorKind::kConnectTimeout, StrCat("no connection to ", endpoint_.address, ":", endpoint_.port, " within ",
                                                   absl::FormatDuration(absl::FromChrono(endpoint_.connect_timeout))));
  }
  if (state_ != State::kExchanging) return;
  // What has come in the meantime counts as progress, even if this step is late: it is read before the silence is held against
  // the peer.
  const bool ready = !wait_.items.empty() && (wait_.items[0].readable || wait_.items[0].writable);
  if (!ready && now_ >= ProgressDeadline()) {
    return Expire(exchange_->upload_over() ? DeadlineKind::kReadTimeout : DeadlineKind::kWriteTimeout);
  }
  if (exchange_->awaiting_continue() && now_ >= After(head_out_, deadlines.continue_patience)) exchange_->ContinueAnyway();
}

TimePoint Operation::ProgressDeadline() const {
  const Deadlines& deadlines = options_.deadlines;
  if (exchange_->awaiting_continue()) return TimePoint::max();
  return After(progress_, exchange_->upload_over() ? deadlines.read_timeout : deadlines.write_timeout);
}

void Operation::BoundWait() {
  const Deadlines& deadlines = options_.deadlines;
  TimePoint until = std::min({wait_.until, deadlines.rule, deadlines.per_try, deadlines.caller});
  if (state_ == State::kExchanging) {
    until = std::min(until, ProgressDeadline());
    if (exchange_->awaiting_continue()) until = std::min(until, After(head_out_, deadlines.continue_patience));
  } else {
    until = std::min(until, connect_deadline_);
  }
  wait_.until = until;
}

void Operation::Start() {
  if (!resent_) {
    if (auto connection = wiring_.pool->Take(endpoint_.id, options_.pool, now_)) {
      reused_ = true;
      return StartExchange(std::move(connection));
    }
  }
  reused_ = false;
  if (options_.pool.connections != PoolLimits::kNone) {
    place_ = wiring_.pool->Reserve(endpoint_.cluster, options_.pool);
    if (place_ == nullptr) {
      return Fail(ErrorKind::kOverflow,
                  StrCat("cluster '", endpoint_.cluster, "' has its ", options_.pool.connections, " connections already"));
    }
  }
  connect_deadline_ = After(now_, endpoint_.connect_timeout);
  std::string_view address = endpoint_.address;
  if (address.size() > 2 && address.front() == '[' && address.back() == ']') address = address.substr(1, address.size() - 2);
  if (const auto ip = ParseAddress(address, endpoint_.port)) return StartRace({*ip});
  auto lookup = wiring_.resolver->Start(address, endpoint_.port);
  if (!lookup.ok()) return Fail(ErrorKind::kUnresolved, ToStd(lookup.status().message()));
  lookup_ = *std::move(lookup);
  wait_.items = {{.descriptor = &lookup_->ready(), .read = true}};
  wait_.until = TimePoint::max();
  state_ = State::kResolving;
}

void Operation::StartRace(std::vector<SocketAddress> addresses) {
  wait_.items.clear();
  race_.emplace(std::move(addresses));
  state_ = State::kConnecting;
}

bool Operation::Resolve() {
  if (!wait_.items[0].readable) return false;
  const auto addresses = lookup_->Get();
  if (!addresses.ok() || addresses->empty()) {
    Fail(ErrorKind::kUnresolved, addresses.ok() ? StrCat("'", endpoint_.address, "' has no address")
                                                : std::string(ToStd(addresses.status().message())));
    return true;
  }
  wait_.items.clear();
  lookup_.reset();
  StartRace(Interleave(*addresses));
  return true;
}

bool Operation::Connect() {
  switch (race_->Step(now_, &wait_)) {
    case ConnectRace::State::kRacing:
      return false;
    case ConnectRace::State::kLost: {
      const std::string problem = race_->problem();
      Fail(ErrorKind::kConnectRefused, StrCat("no connection: ", problem));
      return true;
    }
    case ConnectRace::State::kWon:
      break;
  }
  auto connection = std::make_unique<Connection>();
  connection->id = endpoint_.id;
  connection->stream = MakePlainStream(race_->TakeSocket());
  connection->created = now_;
  connection->place = std::move(place_);
  race_.reset();
  StartExchange(std::move(connection));
  return true;
}

void Operation::StartExchange(std::unique_ptr<Connection> connection) {
  connection_ = std::move(connection);
  state_ = State::kExchanging;
  progress_ = head_out_ = now_;
  readable_ = write_blocked_ = false;
  wait_.items = {{.descriptor = &connection_->stream->descriptor()}};
  wait_.until = TimePoint::max();
  exchange_.emplace(request_, options_.limits, response_, sink_, &connection_->wire);
  ++connection_->exchanges;
  if (connection_->exchanges_left != UINT64_MAX && connection_->exchanges_left > 0) --connection_->exchanges_left;
}

bool Operation::Pump() {
  WaitItem& item = wait_.items[0];
  readable_ |= item.readable;
  if (item.writable) write_blocked_ = false;
  item.readable = item.writable = false;
  for (int round = 0; round < kRoundsPerStep && !exchange_->done(); ++round) {
    bool progress = readable_ && ReadSome();
    if (!exchange_->done() && !write_blocked_) progress |= WriteSome();
    if (!progress) break;
  }
  if (exchange_->done()) {
    FinishExchange();
    return true;
  }
  item.read = true;
  item.write = !exchange_->upload_over() && !exchange_->awaiting_continue();
  wait_.until = TimePoint::max();
  return false;
}

bool Operation::ReadSome() {
  const auto space = exchange_->Space();
  const IoResult result = connection_->stream->Read(space);
  readable_ = result.kind == IoResult::Kind::kDone && result.bytes == space.size();
  switch (result.kind) {
    case IoResult::Kind::kWouldBlock:
      return false;
    case IoResult::Kind::kEof:
      exchange_->ReadEof();
      break;
    case IoResult::Kind::kFailed:
      exchange_->ReadFailed(std::strerror(result.error));
      break;
    case IoResult::Kind::kDone:
      progress_ = now_;
      exchange_->Read(result.bytes);
      break;
  }
  return true;
}

bool Operation::WriteSome() {
  const auto pieces = exchange_->Output();
  if (pieces.empty()) return false;
  const IoResult result = connection_->stream->Write(pieces);
  switch (result.kind) {
    case IoResult::Kind::kWouldBlock:
      write_blocked_ = true;
      return false;
    case IoResult::Kind::kEof:
    case IoResult::Kind::kFailed:  // what the peer said before it closed may be there
      exchange_->WriteFailed();
      readable_ = true;
      break;
    case IoResult::Kind::kDone:
      progress_ = head_out_ = now_;
      exchange_->Wrote(result.bytes);
      break;
  }
  return true;
}

bool Operation::ShouldResend() const {
  return reused_ && !resent_ && options_.resend_stale && exchange_->error().kind == ErrorKind::kResetBeforeHead &&
         exchange_->untouched() && !exchange_->source_used() &&
         (exchange_->bytes_written() == 0 || IsIdempotent(request_.method));
}

void Operation::FinishExchange() {
  wait_.items.clear();
  if (ShouldResend()) {
    resent_ = true;
    exchange_.reset();
    connection_.reset();
    state_ = State::kStart;
    return;
  }
  error_ = exchange_->error();
  const bool unused = error_.kind == ErrorKind::kInvalidRequest && exchange_->untouched();
  if (exchange_->reusable() || unused) {
    ApplyKeepAliveHint(response_->headers, now_, connection_.get());
    auto& registration = connection_->stream->descriptor().registration;
    if (registration != nullptr && !registration->idle()) registration.reset();
    wiring_.pool->Put(std::move(connection_), options_.pool, now_);
  }
  exchange_.reset();
  connection_.reset();
  state_ = State::kDone;
}

}  // namespace weft::http
