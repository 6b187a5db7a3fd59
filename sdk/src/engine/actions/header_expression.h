// SPDX-License-Identifier: Apache-2.0
// The value of a header edit, compiled: literal text with %COMMAND% expressions in between (syntax: base/format_string.h).
//
// What a command stands for (semantics: Envoy's header formatters, where a value that is missing is empty):
//
//   REQ(X?Y)                        the request's first header X or else Y, edits before this list included; :method, :path,
//                                   :authority (also: host) and :scheme name the head's parts
//   RESP(X?Y)                       the same of the response; :status is its status
//   QUERY_PARAM(X)                  the first query parameter X, as sent
//   PROTOCOL                        HTTP/1.1
//   ROUTE_NAME, UPSTREAM_CLUSTER    of the route that took the request
//   UPSTREAM_HOST, UPSTREAM_REMOTE_ADDRESS, ..._WITHOUT_PORT, UPSTREAM_REMOTE_PORT
//                                   the endpoint that answered: in responses only, for requests are edited before one is chosen
//   UPSTREAM_REQUEST_ATTEMPT_COUNT  attempts so far, 0 in requests
//   RESPONSE_CODE                   the status, 0 in requests
//   START_TIME, START_TIME(FORMAT)  when the call began, UTC, as strftime has it; also %1f to %9f, digits of the second's
//                                   fraction, and %s, seconds since 1970
//   HOSTNAME, ENVIRONMENT(X)        of this process, read when the expression is compiled
//
// All others are missing: between a program and its sockets there is no downstream connection, no TLS, no dynamic metadata.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "base/format_string.h"
#include "engine/match/message_headers.h"
#include "weft/env.h"
#include "weft/request.h"

namespace weft::engine {

// What expressions look at. Views: valid as long as what they look at.
struct ExpressionInput {
  const RequestHead& request;
  absl::Span<const HeaderChange> request_changes = {};  // made to the request's headers so far
  const ResponseHead* response = nullptr;               // null: the request is on its way
  absl::Span<const HeaderChange> response_changes = {};
  std::string_view route_name = {};
  std::string_view cluster = {};
  std::string_view endpoint = {};  // "10.0.0.1:9080"
  std::string_view address = {};   // "10.0.0.1"
  uint16_t port = 0;
  uint32_t attempts = 0;
  TimePoint start = {};
  const Env* env = nullptr;  // whose clock `start` is of; null: the system's

  MessageHeaders RequestHeaders() const { return {request.headers, request_changes}; }
  MessageHeaders ResponseHeaders() const {
    return {response == nullptr ? absl::Span<const HeaderRef>() : response->headers, response_changes};
  }
};

// Immutable, thread-safe.
class HeaderExpression {
 public:
  HeaderExpression() = default;  // the empty text

  // Fails with a FieldError that names the position.
  static absl::StatusOr<HeaderExpression> Compile(std::string_view text);

  // Whether the value is the same for every message: literal().
  bool is_literal() const { return parts_.empty(); }
  std::string_view literal() const { return literal_; }

  std::string Evaluate(const ExpressionInput& input) const;

 private:
  enum class Source : uint8_t {
    kLiteral,
    kRequestHeader,
    kResponseHeader,
    kQueryParameter,
    kRouteName,
    kCluster,
    kEndpoint,
    kAddress,
    kPort,
    kAttempts,
    kStatus,
    kStartTime,
  };
  struct Part {
    Source source = Source::kLiteral;
    std::string text = {};         // the literal, name or format
    std::string alternative = {};  // of a header
    size_t max_length = SIZE_MAX;
  };

  static Part CompileCommand(const FormatPiece& piece);
  void AddPart(Part part);
  static void AppendPart(const Part& part, const ExpressionInput& input, std::string& out);
  static std::string_view TextOf(const Part& part, const ExpressionInput& input);

  std::string literal_;
  std::vector<Part> parts_;  // empty when literal_ is all
};

}  // namespace weft::engine
