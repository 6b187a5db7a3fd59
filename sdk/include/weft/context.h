// SPDX-License-Identifier: Apache-2.0
/// \file
/// What travels with a request from hop to hop: the headers an inbound call carried that every outbound call made for it must
/// carry too (tracing ids, the end user, cookies a rule matches on).
///
/// Header rules deep in a call graph only work when the services between hand the headers on. Middleware of a server transport
/// captures them into a Context; outbound calls made for the request add them by themselves.
/// What is left of the caller's deadline travels too: nobody works on an answer that nobody waits for any more.
///
/// A Context is a value. Asynchronous code keeps it with its request and names it in RequestHead::context; for synchronous
/// handlers, whose request has a thread to itself, Scope makes one current and clients look there.
///
/// \par Example
/// \code
///   weft::httplib::Instrument(server);                        // captures for each request
///   server.Get("/page", [&](const auto&, auto& res) {
///     if (auto* context = weft::Context::Current()) context->Set("end-user", "jason");
///     auto reviews_result = reviews.Get("/reviews/0");        // carries x-request-id, cookie, ..., end-user
///   });
/// \endcode
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "weft/request.h"

namespace weft {

/// The propagated headers of one inbound request, and when its caller stops waiting.
///
/// Thread-safety: a Context belongs to one thread at a time. Lifetime: a plain value; Scope makes it current for a thread.
/// Header names are compared without regard to case and kept in lower case.
class Context {
 public:
  using Header = std::pair<std::string, std::string>;

  /// Replaces or adds a header. An empty value removes it.
  void Set(std::string_view name, std::string_view value);
  std::optional<std::string_view> Get(std::string_view name) const;
  const std::vector<Header>& headers() const { return headers_; }

  /// When the inbound request must be answered. Calls made under this context end by then, whatever their own deadline is.
  std::optional<TimePoint> deadline() const { return deadline_; }
  void set_deadline(std::optional<TimePoint> deadline) { deadline_ = deadline; }

  /// The context of this thread's request, or nullptr outside of one.
  static Context* Current();

  /// Makes a context current for this thread until it is destroyed, then restores the one before.
  class Scope {
   public:
    explicit Scope(Context* context);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Context* previous_;
  };

 private:
  std::vector<Header> headers_;
  std::optional<TimePoint> deadline_;
};

/// The name of the header that gives, in whole milliseconds, how long a caller waits: set by outbound calls, read by
/// middleware.
inline constexpr std::string_view kExpectedTimeoutHeader = "x-envoy-expected-rq-timeout-ms";

/// What the headers of an inbound request contain about how long its caller waits: the shorter one of kExpectedTimeoutHeader
/// and gRPC's `grpc-timeout`. Either may be empty: absent. Nothing when neither is readable; zero is no timeout.
std::optional<std::chrono::nanoseconds> InboundTimeout(std::string_view expected_timeout_ms, std::string_view grpc_timeout);

/// The headers that are captured unless configured otherwise: `x-request-id`, W3C and B3 trace context, `x-forwarded-for`,
/// `end-user`, `user-agent`, `cookie`, `authorization`, `jwt` and the vendors' trace headers that Istio documents for its
/// Bookinfo sample.
const std::vector<std::string>& DefaultPropagatedHeaders();

/// Appends the caller's address to the inbound `x-forwarded-for`, as proxies do (RFC 7239 names its successor).
std::string AppendForwardedFor(std::string_view inbound, std::string_view caller_address);

}  // namespace weft
