// SPDX-License-Identifier: Apache-2.0
// One request to one endpoint, from the pool or a connect to the end of the answer, on non-blocking sockets: Step does what can
// be done now and says what to wait for. Blocking and asynchronous drivers differ in how they wait, and in nothing else.
//
// States: start, resolving, connecting, exchanging, done. Every step first looks at the clock: a deadline ends the operation in
// whatever state, and a step does a bounded amount of I/O, so that neither a peer that trickles nor one that floods outlives
// it. A request on a connection of the pool that ends before any byte of an answer was met by a peer that closed an idle
// connection (RFC 9112 section 9.3.1): it is sent once more, on a new connection, if its method is idempotent or no byte of it
// went out.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string_view>

#include "http/connect/race.h"
#include "http/connect/resolver.h"
#include "http/exchange/exchange.h"
#include "http/pool/pool.h"
#include "weft/env.h"

namespace weft::http {

// Where to send. Views outlive the operation.
struct Endpoint {
  std::string_view address;  // IP, or a name to look up
  uint16_t port = 80;
  std::string_view id;       // what may share connections; see Pool
  std::string_view cluster;  // whose limits count
  std::chrono::nanoseconds connect_timeout = std::chrono::seconds(10);
};

// When to give up, each named in the error it makes.
struct Deadlines {
  static constexpr std::chrono::nanoseconds kNever = std::chrono::nanoseconds::max();
  TimePoint rule = TimePoint::max();
  TimePoint per_try = TimePoint::max();
  TimePoint caller = TimePoint::max();
  std::chrono::nanoseconds read_timeout = kNever;                        // without a byte of the answer
  std::chrono::nanoseconds write_timeout = kNever;                       // without a byte that the peer takes
  std::chrono::nanoseconds continue_patience = std::chrono::seconds(1);  // for a 100
};

struct OperationOptions {
  Limits limits = {};
  PoolLimits pool = {};
  Deadlines deadlines = {};
  bool resend_stale = true;  // off where a rule switches retries off
};

// What operations share. All outlive them.
struct Wiring {
  const Env* env;
  Pool* pool;
  Resolver* resolver;
};

// Driven by one thread at a time. What it is given must outlive it; so must the request's views.
class Operation {
 public:
  Operation(const Wiring& wiring, const Endpoint& endpoint, const RequestView& request, const OperationOptions& options,
            Response* response, const ResponseSink* sink = nullptr);

  // nullptr: done, see error(). Else wait, mark in the items what is ready, and step again.
  Wait* Step();
  // Ends it; the next Step says so.
  void Cancel(std::string_view why);

  const Error& error() const { return error_; }
  // The time that the last Step saw.
  TimePoint now() const { return now_; }
  bool reused() const { return reused_; }
  bool resent() const { return resent_; }

 private:
  enum class State { kStart, kResolving, kConnecting, kExchanging, kDone };

  void CheckDeadlines();
  void Expire(DeadlineKind kind);
  void BoundWait();
  TimePoint ProgressDeadline() const;

  void Start();
  void StartRace(std::vector<SocketAddress> addresses);
  bool Resolve();  // these: false, wait
  bool Connect();
  bool Pump();

  void StartExchange(std::unique_ptr<Connection> connection);
  bool ReadSome();
  bool WriteSome();
  void FinishExchange();
  bool ShouldResend() const;
  void Fail(ErrorKind kind, std::string_view text, DeadlineKind deadline = DeadlineKind::kNone);

  const Wiring wiring_;
  const Endpoint endpoint_;
  const RequestView request_;
  const OperationOptions& options_;
  Response* const response_;
  const ResponseSink* const sink_;

  State state_ = State::kStart;
  TimePoint now_ = {};
  Wait wait_;
  Error error_;
  TimePoint connect_deadline_ = TimePoint::max();
  TimePoint progress_ = {};  // when a byte was last written or read
  TimePoint head_out_ = {};  // when the wait for a 100 began
  std::shared_ptr<Place> place_;
  std::unique_ptr<Lookup> lookup_;
  std::optional<ConnectRace> race_;
  std::unique_ptr<Connection> connection_;
  std::optional<Exchange> exchange_;
  bool reused_ = false, resent_ = false, readable_ = false, write_blocked_ = false;
};

// By RFC 9110 section 9.2.2.
bool IsIdempotent(std::string_view method);

}  // namespace weft::http
