// SPDX-License-Identifier: Apache-2.0
#include "manifest/virtual_service/http_fault.h"

#include <algorithm>

#include "manifest/object/duration.h"
#include "manifest/object/findings.h"
#include "manifest/object/percent.h"

namespace weft::manifest {

namespace {

// The canonical names in the order of their numbers.
constexpr std::string_view kGrpcStatuses[] = {
    "OK",        "CANCELLED",      "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
    "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
    "ABORTED",   "OUT_OF_RANGE",   "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
    "DATA_LOSS", "UNAUTHENTICATED"};

std::optional<int> GrpcStatusNumber(std::string_view name) {
  const auto* it = std::find(std::begin(kGrpcStatuses), std::end(kGrpcStatuses), name);
  if (it == std::end(kGrpcStatuses)) return std::nullopt;
  return static_cast<int>(it - std::begin(kGrpcStatuses));
}

HttpFault::Abort ParseFaultAbort(const Field& field) {
  HttpFault::Abort abort;
  if (Field status = field["httpStatus"]) abort.http_status = static_cast<int>(status.Int());
  if (Field status = field["grpcStatus"]) abort.grpc_status = GrpcStatusNumber(status.Text());
  abort.percentage = ParsePercent(field["percentage"], field["percent"], 0);
  return abort;
}

void CheckFaultDelay(const Field& delay, Report& report) {
  if (!delay) return;
  if (Field exponential = delay["exponentialDelay"]) Forbidden(report, exponential, "is not supported; use fixedDelay");
  if (!delay["fixedDelay"]) Required(report, delay["fixedDelay"], "a delay needs its length");
  CheckDuration(delay["fixedDelay"], DurationRule::kAtLeastMillisecond, report);
  CheckPercent(delay["percentage"], report);
  CheckWholePercent(delay["percent"], report);
  if (!delay["percentage"] && !delay["percent"]) Warn(report, delay, "without a percentage no call is delayed");
}

void CheckFaultAbort(const Field& abort, Report& report) {
  if (!abort) return;
  Field http = abort["httpStatus"];
  Field grpc = abort["grpcStatus"];
  if (Field http2 = abort["http2Error"]) Forbidden(report, http2, "is not supported; use httpStatus or grpcStatus");
  if (http && (http.Int() < 200 || http.Int() > 600)) Invalid(report, http, "must be an HTTP status from 200 to 599");
  if (grpc && !GrpcStatusNumber(grpc.Text())) {
    Invalid(report, grpc, "must be the name of a gRPC status in upper case, such as UNAVAILABLE");
  }
  if (http && grpc) Invalid(report, abort, "must have only one of httpStatus and grpcStatus");
  CheckPercent(abort["percentage"], report);
  if (!http && !grpc) Warn(report, abort, "without httpStatus or grpcStatus no call fails");
  if (!abort["percentage"]) Warn(report, abort, "without a percentage no call fails");
}

}  // namespace

std::optional<HttpFault> ParseHttpFault(const Field& field) {
  if (!field) return std::nullopt;
  HttpFault fault;
  if (Field delay = field["delay"]) {
    absl::Duration fixed = DurationOf(delay["fixedDelay"]).value_or(absl::ZeroDuration());
    fault.delay = HttpFault::Delay{fixed, ParsePercent(delay["percentage"], delay["percent"], 0)};
  }
  if (Field abort = field["abort"]) fault.abort = ParseFaultAbort(abort);
  return fault;
}

void CheckHttpFault(const Field& field, Report& report) {
  if (!field) return;
  if (!field["delay"] && !field["abort"]) Required(report, field, "must have delay, abort, or both");
  CheckFaultDelay(field["delay"], report);
  CheckFaultAbort(field["abort"], report);
}

}  // namespace weft::manifest
