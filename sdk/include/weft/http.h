// SPDX-License-Identifier: Apache-2.0
/// \file
/// HTTP calls through the mesh over Weft's own wire, blocking.
///
/// Each call drives a weft::Call on the caller's own thread: routes, faults, timeouts, retries, balancing and header changes
/// are the mesh's, by the duties of a transport in weft/call.h. Messages are plain values, see weft/http_types.h.
///
/// Not yet: mirrors of rules are not sent, endpoints behind TLS are refused with kInvalidRequest, and a timeout of one try is
/// named kRule. weft/httplib.h sends mirrors.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "weft/context.h"
#include "weft/http_types.h"
#include "weft/mesh.h"

namespace weft::http {

/// What may be set of a client; the defaults are right for a service. Zero stands for what the mesh says.
struct ClientOptions {
  std::chrono::nanoseconds deadline{0};         ///< of a whole call, retries and waits included
  std::chrono::nanoseconds connect_timeout{0};  ///< 0: the cluster's
  std::chrono::nanoseconds read_timeout{0};     ///< without a byte of the answer; 0: as long as the call may take
  std::chrono::nanoseconds write_timeout{0};    ///< without a byte that the server takes; 0: as long as the call may take
  Headers default_headers = {};                 ///< for requests that have none of that name
  std::string user_agent = "weft";              ///< for requests that have none; empty: none
  int max_redirects = 0;                        ///< that are followed through the mesh, as FollowableRedirect allows
  bool keep_alive = true;                       ///< false: a connection for each attempt
  /// A request that met a connection which the server was just closing goes out once more on a new one, if its method is
  /// idempotent or no byte of it went out. That is no retry of the rules: it counts for none.
  bool resend_stale = true;
  Limits limits = {};
};

/// What may be set of one call.
struct CallOptions {
  TimePoint deadline = TimePoint::max();  ///< by the clock of the mesh; max: the client's
  const Context* context = nullptr;       ///< of the request that this call is made for; null: this thread's, if there is one
  /// Gets the answer as it comes: the answer that stands, never one that is tried again or a redirect that is followed. From
  /// its head on the call is not tried again. May end the call by false.
  ResponseSink sink = {};
};

/// What became of a call: a response, whatever its status, or an error.
///
/// Of a streamed answer that broke off the head is there too. An error that no attempt made, as when the deadline passed before
/// one, says so in its text.
struct Result {
  Response response = {};
  Error error = {};

  bool ok() const { return error.ok(); }
  explicit operator bool() const { return ok(); }
  const Response& operator*() const { return response; }
  const Response* operator->() const { return &response; }
};

/// A client of one service.
///
/// \par Thread-safety
/// Every method may be called from any thread; a call blocks the thread that makes it and no other. Sources and sinks run on
/// that thread.
///
/// \par Lifetime
/// Keeps the mesh alive. Must outlive its calls. Keep-alive connections are the client's: one client for each service, not one
/// for each call. In a child of fork() no connection of the parent's is used.
///
/// \par Errors
/// By value, never as exceptions; Error::kind tells them apart and Error::text is for people. What the mesh answers itself (an
/// injected fault, no route, no healthy upstream) is a response. Of a deadline, Error::deadline names which: kCaller is that of
/// the client, the call, the request it is made for or the mesh's default; kRule that of a rule, for all or for one try;
/// kReadTimeout and kWriteTimeout are the client's own.
///
/// \par Semantics
/// RFC 9110 and RFC 9112, strictly; limits as Envoy's, see Limits. Bodies from a source can be sent once: a call whose source
/// was asked is not tried again.
///
/// \par Example
/// \code
///   weft::http::Client reviews(mesh, "reviews:9080");
///   weft::http::Result result = reviews.Get("/reviews/0");
///   if (!result) return Fail(result.error.text);
///   Use(result->status, result->body);
///
///   reviews.Send({.path = "/events"}, {.sink = {.data = [&](std::string_view piece) { return Take(piece); }}});
/// \endcode
class Client {
 public:
  /// `authority` as a program writes it: `reviews:9080`, `reviews`, `http://reviews:9080`. What follows the authority in a URL
  /// is dropped.
  Client(std::shared_ptr<Mesh> mesh, std::string_view authority, ClientOptions options = {});
  ~Client();
  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;

  Result Send(Request request, const CallOptions& options = {});

  Result Get(std::string_view path, Headers headers = {});
  Result Head(std::string_view path, Headers headers = {});
  Result Delete(std::string_view path, Headers headers = {});
  Result Options(std::string_view path, Headers headers = {});
  Result Post(std::string_view path, std::string body, std::string_view content_type, Headers headers = {});
  Result Put(std::string_view path, std::string body, std::string_view content_type, Headers headers = {});
  Result Patch(std::string_view path, std::string body, std::string_view content_type, Headers headers = {});

  /// Ends the exchanges under way, and those to come, as kCancelled: for good, from any thread. A call that waits without an
  /// exchange (for its configuration, an injected delay, a retry's back-off) ends after that wait.
  void Cancel();

  /// `host:port`, in lower case.
  const std::string& authority() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace weft::http
