// SPDX-License-Identifier: Apache-2.0
/// \file
/// One outbound call as a state machine that never touches a socket: it returns what to do, the transport does it.
///
/// Every transport, and one of your own, gets the same behaviour (routes, faults, timeouts, retries, balancing) by driving it:
///
/// \code
///   weft::Call call = mesh->StartCall(head);
///   for (;;) {
///     weft::Step step = call.Next();
///     if (auto* send = std::get_if<weft::Send>(&step)) {
///       send->attempt.Finish(MyTransport(send->connection, send->head, send->deadline));
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
///
/// \par The duties of a transport
/// Beside each the helper that does it; those of weft/transport.h work on headers of any type.
///
///   duty                                                                                  helper
///   1. name the request this call is made for, and add its headers to those of the call   RequestHead::context, AddContext
///   2. let the rules see every header that will go out                                    RequestHead::headers, ViewsOf
///   3. send the head as it comes out of the rules: path, `Host` where it was rewritten,
///      header changes in their order (an x-request-id is among them)                      ApplyHead, ApplyChanges
///   4. connect as the step states, and reuse only connections of the same id              Send::connection
///   5. end by the step's deadline, and send the server the rest of it where required      Send::deadline, SetTimeLeft
///   6. report how each attempt ended, and of a streamed answer how its body ended         Attempt::Finish, Complete
///   7. state where a request cannot be sent again because its body is spent               Outcome::replayable
///   8. wait without holding the call up for good                                          Call::Sleep, Call::OnReady
///   9. send mirrors in the background, within bounds, without regard to their answers     MirrorTarget
///  10. make an answer of what the mesh replies itself                                     MakeLocalResponse
///  11. change the headers of the answer as the rules define, before the caller sees them  Call::ResponseChanges, ApplyChanges
///  12. hand the explanation to the caller that requested it                               AddExplanation
///  13. follow redirects through the mesh, where the caller has set that                   FollowableRedirect
///
/// sdk/examples/beast_client.h and coroutine_client.h do all of it but mirrors on Boost.Beast, blocking and with coroutines.
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

/// How the body of an answer ended whose head was reported with Outcome::Head.
enum class BodyEnd : uint8_t {
  kComplete,   ///< all of it came
  kBroken,     ///< the connection broke
  kTimeout,    ///< the deadline passed
  kCancelled,  ///< the rest is not needed: the caller gave up, or the call tries again
};

/// One try at one endpoint. Report how it ended; an Attempt destroyed before that reports itself as cancelled.
///
/// An answer that is read whole takes one report, `Finish(Outcome::Response(...))`. One that is streamed takes two: the call
/// decides by `Finish(Outcome::Head(...))` whether the answer stands, and until `Complete` it counts as in flight. When Next()
/// then returns anything but Done, the answer is dropped unseen and the attempt is over: Complete changes nothing any more.
///
/// \code
///   send->attempt.Finish(weft::Outcome::Head(status, headers));
///   weft::Step next = call.Next();
///   if (std::holds_alternative<weft::Done>(next)) send->attempt.Complete(HandOn(socket, caller));
/// \endcode
///
/// Belongs to the thread that drives the call. Movable. Must end before the Call does; a build with assertions ends the process
/// otherwise.
class Attempt {
 public:
  Attempt(Attempt&& other) noexcept;
  Attempt& operator=(Attempt&& other) noexcept;
  ~Attempt();

  /// Reports the answer, or that there is none; the call then decides about a retry. Only the first Finish counts.
  void Finish(const Outcome& outcome);

  /// Reports the end of the body that was to follow. Only the first Complete counts. Before Finish it means that there is no
  /// answer: a reset, a timeout or a cancelled attempt.
  void Complete(BodyEnd end);

 private:
  friend class CallState;
  explicit Attempt(CallState* state);
  void Detach();
  CallState* state_;
};

/// Where to connect, and how. The views live as long as the Call, or the MirrorTarget, that it is of.
struct Connection {
  std::string_view address;  ///< an IP address or, for DNS services, a name
  uint16_t port = 0;
  bool tls = false;              ///< false: plain text
  std::string_view server_name;  ///< with TLS: what to request (SNI) and what the certificate must name
  std::chrono::nanoseconds connect_timeout{0};
  /// What a pool keys on: a connection may be used again by exactly those Sends that have its id. In plain text it reads
  /// `address:port`.
  std::string_view id;
};

/// Send the request as in `head`, over `connection`; give up altogether at `deadline`. `head` is the same for all attempts
/// of a call. With `tell_deadline` somebody wished for that deadline: the server should learn what is left of it
/// (`x-envoy-expected-rq-timeout-ms`, or what the protocol has for it).
struct Send {
  Attempt attempt;
  Connection connection;
  OutgoingHead head;
  TimePoint deadline;
  bool tell_deadline = false;
};

/// Where a copy of the request goes. Owns all it names: it may outlive the Call, on any thread; while it lives it counts as one
/// request in flight at its endpoint. Movable.
class MirrorTarget {
 public:
  MirrorTarget(MirrorTarget&&) noexcept;
  MirrorTarget& operator=(MirrorTarget&&) noexcept;
  ~MirrorTarget();
  Connection connection() const;
  /// The `Host` to send.
  std::string_view authority() const;
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

/// A wait that Call::OnReady began. When it has ended (Cancel, the destructor, an assignment), the callback does not run any
/// more and is not running: what it captured may go. A callback may end its own wait; anybody else blocks as long as the
/// callback runs, so that nothing the callback waits for may be held meanwhile. Movable; may outlive the Call and the mesh.
class ReadyHandle {
 public:
  ReadyHandle() noexcept;
  ReadyHandle(ReadyHandle&& other) noexcept;
  ReadyHandle& operator=(ReadyHandle&& other) noexcept;
  ~ReadyHandle();
  void Cancel();

 private:
  friend class CallState;
  struct Impl;
  explicit ReadyHandle(std::unique_ptr<Impl> impl) noexcept;
  std::unique_ptr<Impl> impl_;
};

/// A call in progress. Movable; driven by one thread at a time; keeps the configuration it started with. May outlive the mesh,
/// and then ends by itself.
class Call {
 public:
  Call(Call&&) noexcept;
  Call& operator=(Call&&) noexcept;
  ~Call();

  /// What to do now. After Send, call it again when the attempt has finished. After Reply or Done the call is over.
  Step Next();

  /// For synchronous transports: sleeps until the Wait is over or the configuration came.
  void Sleep(const Wait& wait);

  /// For asynchronous transports: `ready` runs at most once, on any thread, when the host's configuration is there or the mesh
  /// is shut down; at once, on this thread, if that is so already. Not after the handle has ended: keep it beside the Call.
  [[nodiscard]] ReadyHandle OnReady(std::function<void()> ready);

  /// What the rules change in the headers of the response that the caller gets. After Done with a response; the views live as
  /// long as the Call.
  absl::Span<const HeaderChange> ResponseChanges(const ResponseHead& response);

  /// How the routes were searched, as one line of JSON, when the request has the header (`x-weft-explain: 1`) and the bootstrap
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
