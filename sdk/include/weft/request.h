// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a rule can see of an outbound request, and how an attempt to send it ended.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/types/span.h"

namespace weft {

class Context;

using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;

/// A header as the caller holds it. Names are compared without regard to case.
struct HeaderRef {
  std::string_view name;
  std::string_view value;
};

/// The head of a request. All views must stay valid until the Call made from it is done, the body of its answer included.
struct RequestHead {
  std::string_view method = "GET";
  std::string_view scheme = "http";
  /// Host and port as the program wrote them: `reviews:9080`. Decides the virtual host.
  std::string_view authority = {};
  /// Path with query: `/reviews/0?lang=en`. Paths are matched without the query.
  std::string_view path = "/";
  absl::Span<const HeaderRef> headers = {};
  /// When the whole call must be over, waiting for configuration included. The default is the mesh's (15 s from now).
  TimePoint deadline = TimePoint::max();
  /// The request that this one is made for, or null: when that must be answered, this call is over too. Its headers do not
  /// count by themselves; a transport has them among `headers` (weft/transport.h: AddContext), so that rules see them.
  const Context* context = nullptr;
};

/// One change of a message's headers, to be applied in order. Names are in lower case and compared without regard to case.
struct HeaderChange {
  enum class Kind : uint8_t {
    kRemove,  ///< every header of this name goes
    kAppend,  ///< one more header of this name
    kSet,     ///< in place of every header of this name
  };
  Kind kind;
  std::string_view name;
  std::string_view value;
};

/// The head as the rules define it. Views live as long as the Call.
struct OutgoingHead {
  std::string_view authority;              ///< the `Host`; a `Host` header of the caller's gives way only to a rewritten one
  std::string_view path;                   ///< with query
  absl::Span<const HeaderChange> changes;  ///< of the headers that the caller gave
  bool authority_rewritten = false;
};

/// The head of a response, as far as rules look at it.
struct ResponseHead {
  int status = 0;
  absl::Span<const HeaderRef> headers = {};
};

/// How one attempt ended.
struct Outcome {
  enum class Kind : uint8_t {
    kResponse,        ///< a response came; `status` is set. Whole, or its head alone, see `body_follows`
    kConnectFailure,  ///< no connection: the request was certainly not sent
    kReset,           ///< the connection broke after the request may have been sent
    kTimeout,         ///< the attempt's deadline passed
    kCancelled,       ///< the caller gave up (also: an Attempt destroyed without Finish)
    kRefused,         ///< the server refused the stream unprocessed (HTTP/2 REFUSED_STREAM)
  };
  Kind kind = Kind::kCancelled;
  int status = 0;
  /// kResponse: what came. Read during Attempt::Finish only (Retry-After, grpc-status, the retriable headers of a policy).
  absl::Span<const HeaderRef> headers = {};
  /// False: the request cannot be sent again, whatever the rules define, because its body was there only once.
  bool replayable = true;
  /// kResponse: the head came and the body is still to come; Attempt::Complete states how that ended.
  bool body_follows = false;

  static Outcome Response(int status, absl::Span<const HeaderRef> headers = {}) { return {Kind::kResponse, status, headers}; }
  /// The head of a response whose body is read, or handed on, after the call has decided about it.
  static Outcome Head(int status, absl::Span<const HeaderRef> headers = {}) {
    return {Kind::kResponse, status, headers, true, true};
  }
  static Outcome Refused() { return {Kind::kRefused, 0, {}}; }
  static Outcome ConnectFailure() { return {Kind::kConnectFailure, 0, {}}; }
  static Outcome Reset() { return {Kind::kReset, 0, {}}; }
  static Outcome Timeout() { return {Kind::kTimeout, 0, {}}; }
  static Outcome Cancelled() { return {Kind::kCancelled, 0, {}}; }
};

}  // namespace weft
