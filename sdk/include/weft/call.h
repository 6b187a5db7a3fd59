/// \file
/// One outbound call as a state machine that never touches a socket: it says what to do, the transport does it.
///
/// Every transport, and one of your own, gets the same behaviour (routes, faults, timeouts, retries, balancing) by driving it:
///
/// \code
///   weft::Call call = mesh->StartCall(head);
///   for (;;) {
///     weft::Step step = call.Next();
///     if (auto* send = std::get_if<weft::Send>(&step)) {
///       send->attempt.Finish(MyTransport(send->attempt.address(), send->attempt.port(), send->head, send->deadline));
///     } else if (auto* wait = std::get_if<weft::Wait>(&step)) {
///       call.Sleep(*wait);                                   // or arm a timer, see Wait
///     } else if (auto* mirror = std::get_if<weft::Mirror>(&step)) {
///       SendLater(std::move(mirror->target), send_head);     // a copy; nobody waits for its answer
///     } else if (auto* reply = std::get_if<weft::Reply>(&step)) {
///       return LocalResponse(reply->status, reply->body);
///     } else {
///       return std::get<weft::Done>(step).outcome;           // the answer of the last attempt stands
///     }
///   }
/// \endcode
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "weft/request.h"

namespace weft {

class CallState;

/// One try at one endpoint. Report how it ended with Finish; an Attempt destroyed without it reports itself as cancelled.
/// Belongs to the thread that drives the call. Movable.
class Attempt {
 public:
  Attempt(Attempt&& other) noexcept : state_(std::exchange(other.state_, nullptr)) {}
  Attempt& operator=(Attempt&& other) noexcept;
  ~Attempt();

  /// IP address (or, for DNS services, a name) and port to connect to. Not after Finish; the views live as long as the Call.
  std::string_view address() const;
  uint16_t port() const;
  /// `address:port`, ready as the key of a connection pool.
  std::string_view endpoint() const;

  /// Reports the end; the call then decides about a retry. Only the first Finish counts.
  void Finish(Outcome outcome);

 private:
  friend class CallState;
  explicit Attempt(CallState* state) : state_(state) {}
  CallState* state_;
};

/// Send the request, as `head` says, to attempt.address(); give up connecting after `connect_timeout`, and altogether at
/// `deadline`. `head` is the same for all attempts of a call. With `tell_deadline` somebody wished for that deadline: the
/// server should learn what is left of it (`x-envoy-expected-rq-timeout-ms`, or what the protocol has for it).
struct Send {
  Attempt attempt;
  OutgoingHead head;
  TimePoint deadline;
  std::chrono::nanoseconds connect_timeout;
  bool tell_deadline = false;
};

/// Where a copy of the request goes. Owns all it names: it may outlive the Call, on any thread; while it lives it counts as one
/// request in flight at its endpoint. Movable.
class MirrorTarget {
 public:
  MirrorTarget(MirrorTarget&&) noexcept;
  MirrorTarget& operator=(MirrorTarget&&) noexcept;
  ~MirrorTarget();
  std::string_view address() const;
  uint16_t port() const;
  std::string_view endpoint() const;
  /// The `Host` to send.
  std::string_view authority() const;
  std::chrono::nanoseconds connect_timeout() const;
  std::chrono::nanoseconds timeout() const;  ///< of the whole exchange

 private:
  friend class CallState;
  struct Impl;
  explicit MirrorTarget(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Send a copy of the request as well, without waiting for it and without its answer mattering; then go on with Next(). A
/// transport that has too many under way drops it. `head` as in Send, with the target's own authority.
struct Mirror {
  MirrorTarget target;
  OutgoingHead head;
};

/// Nothing to do before `until`: an injected delay, a retry's back-off or, with `for_configuration`, the wait for the first
/// configuration of a host, which Call::OnReady may end earlier.
struct Wait {
  TimePoint until;
  bool for_configuration = false;
};

/// The call ends here without an endpoint: a redirect, a direct response, an injected abort, no route, no healthy upstream, no
/// configuration.
struct Reply {
  int status;
  std::string_view reason;  ///< a word for logs: "fault_abort", "no_route", "no_healthy_upstream", "no_configuration", ...
  std::string body;         ///< text for people; names what is missing and where it looked
  /// Response headers, final: `location` of a redirect, what the rules add. Without `content-type` the body is text/plain.
  std::vector<std::pair<std::string, std::string>> headers = {};
};

/// The outcome of the last attempt is the call's.
struct Done {
  Outcome outcome;
};

using Step = std::variant<Send, Wait, Reply, Done, Mirror>;

/// A call in progress. Movable; driven by one thread at a time; keeps the configuration it started with.
class Call {
 public:
  Call(Call&&) noexcept;
  Call& operator=(Call&&) noexcept;
  ~Call();

  /// What to do now. After Send, call it again when the attempt has finished. After Reply or Done the call is over.
  Step Next();

  /// For synchronous transports: sleeps until the Wait is over or the configuration came.
  void Sleep(const Wait& wait);

  /// For asynchronous transports: `ready` runs once, on any thread, when the host's configuration is there. At once if it is.
  void OnReady(std::function<void()> ready);

  /// What the rules change in the headers of the response that the caller gets. After Done with a response; the views live as
  /// long as the Call.
  absl::Span<const HeaderChange> ResponseChanges(const ResponseHead& response);

  /// How the routes were searched, as one line of JSON, when the request asked for it (`x-weft-explain: 1`) and the bootstrap
  /// allows it; otherwise empty. To be sent back as the response header `x-weft-explain`.
  std::string Explanation() const;

  /// The name of the route and cluster that took the call, once Next() has returned Send or Reply; empty before.
  std::string_view route_name() const;
  std::string_view cluster_name() const;

 private:
  friend class Mesh;
  explicit Call(std::unique_ptr<CallState> state);
  std::unique_ptr<CallState> state_;
};

}  // namespace weft
