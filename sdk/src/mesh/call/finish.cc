// SPDX-License-Identifier: Apache-2.0
#include "mesh/call/finish.h"

namespace weft::mesh {
namespace {

std::string_view EndpointOf(const Attempts& attempts) {
  return attempts.endpoint() == nullptr ? std::string_view() : attempts.endpoint()->endpoint;
}

}  // namespace

void CallReport::EndAttempt(const Parts& call, const Outcome& outcome, BodyEnd body) const {
  if (observer_ == nullptr) return;
  observer_->OnAttemptEnd({call.selection.route_name(), call.selection.cluster_name(), EndpointOf(call.attempts),
                           call.attempts.count(), outcome, body, env_.Now() - call.attempts.start()});
}

void CallReport::End(const Parts& call, const Outcome& outcome, BodyEnd body, std::string_view reason) {
  if (observer_ == nullptr || ended_) return;
  ended_ = true;
  observer_->OnEnd({call.head, call.selection.route_name(), call.selection.cluster_name(), EndpointOf(call.attempts),
                    call.attempts.count(), outcome, body, reason.empty() ? FailureName(outcome.kind) : reason,
                    env_.Now() - call.start});
}

std::string_view FailureName(Outcome::Kind kind) {
  switch (kind) {
    case Outcome::Kind::kResponse:
      return {};
    case Outcome::Kind::kConnectFailure:
      return "connect_failure";
    case Outcome::Kind::kReset:
      return "reset";
    case Outcome::Kind::kTimeout:
      return "timeout";
    case Outcome::Kind::kCancelled:
      return "cancelled";
    case Outcome::Kind::kRefused:
      return "refused";
  }
  return "unknown";
}

}  // namespace weft::mesh
