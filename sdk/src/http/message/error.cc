// SPDX-License-Identifier: Apache-2.0
#include "base/strings.h"
#include "weft/http_types.h"

namespace weft::http {

std::string_view ToString(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kNone:
      return "none";
    case ErrorKind::kInvalidRequest:
      return "invalid_request";
    case ErrorKind::kUnresolved:
      return "unresolved";
    case ErrorKind::kConnectRefused:
      return "connect_refused";
    case ErrorKind::kConnectTimeout:
      return "connect_timeout";
    case ErrorKind::kDeadline:
      return "deadline";
    case ErrorKind::kResetBeforeHead:
      return "reset_before_head";
    case ErrorKind::kResetAfterHead:
      return "reset_after_head";
    case ErrorKind::kMalformed:
      return "malformed";
    case ErrorKind::kTooLarge:
      return "too_large";
    case ErrorKind::kCancelled:
      return "cancelled";
    case ErrorKind::kOverflow:
      return "overflow";
  }
  return "unknown";
}

std::string_view ToString(DeadlineKind kind) {
  switch (kind) {
    case DeadlineKind::kNone:
      return "none";
    case DeadlineKind::kRule:
      return "rule";
    case DeadlineKind::kPerTry:
      return "per_try";
    case DeadlineKind::kCaller:
      return "caller";
    case DeadlineKind::kReadTimeout:
      return "read_timeout";
    case DeadlineKind::kWriteTimeout:
      return "write_timeout";
  }
  return "unknown";
}

absl::Status Error::ToStatus() const {
  const std::string message = StrCat(ToString(kind), ": ", text);
  switch (kind) {
    case ErrorKind::kNone:
      return absl::OkStatus();
    case ErrorKind::kInvalidRequest:
      return absl::InvalidArgumentError(message);
    case ErrorKind::kConnectTimeout:
    case ErrorKind::kDeadline:
      return absl::DeadlineExceededError(message);
    case ErrorKind::kMalformed:
      return absl::DataLossError(message);
    case ErrorKind::kTooLarge:
    case ErrorKind::kOverflow:
      return absl::ResourceExhaustedError(message);
    case ErrorKind::kCancelled:
      return absl::CancelledError(message);
    case ErrorKind::kUnresolved:
    case ErrorKind::kConnectRefused:
    case ErrorKind::kResetBeforeHead:
    case ErrorKind::kResetAfterHead:
      break;
  }
  return absl::UnavailableError(message);
}

Outcome Error::ToOutcome() const {
  switch (kind) {
    case ErrorKind::kUnresolved:
    case ErrorKind::kConnectRefused:
    case ErrorKind::kConnectTimeout:
    case ErrorKind::kOverflow:
      return Outcome::ConnectFailure();
    case ErrorKind::kDeadline:
      return Outcome::Timeout();
    case ErrorKind::kResetBeforeHead:
    case ErrorKind::kResetAfterHead:
    case ErrorKind::kMalformed:
    case ErrorKind::kTooLarge:
      return Outcome::Reset();
    case ErrorKind::kNone:
    case ErrorKind::kInvalidRequest:
    case ErrorKind::kCancelled:
      break;
  }
  return Outcome::Cancelled();
}

}  // namespace weft::http
