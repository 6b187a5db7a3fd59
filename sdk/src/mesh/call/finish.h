// SPDX-License-Identifier: Apache-2.0
// The end of a call and of its attempts: what is reported to the observer, each once.
#pragma once

#include <string_view>

#include "mesh/call/attempts.h"
#include "mesh/call/select.h"
#include "weft/call_observer.h"
#include "weft/env.h"

namespace weft::mesh {

// Part of a call's state: one thread at a time. Without an observer it does nothing and reads no clock.
class CallReport {
 public:
  // What a call is made of as far as it is reported.
  struct Parts {
    const RequestHead& head;
    const Selection& selection;
    const Attempts& attempts;
    TimePoint start;
  };

  CallReport(CallObserver* observer, const Env& env) : observer_(observer), env_(env) {}

  void Start(const RequestHead& head, TimePoint now) const {
    if (observer_ != nullptr) observer_->OnStart({head, now});
  }
  void EndAttempt(const Parts& call, const Outcome& outcome, BodyEnd body) const;
  // Only the first counts. `reason` is empty when the outcome is an endpoint's.
  void End(const Parts& call, const Outcome& outcome, BodyEnd body, std::string_view reason);

 private:
  CallObserver* const observer_;
  const Env& env_;
  bool ended_ = false;
};

// What an attempt without a response failed of, in a word for logs; empty for a response.
std::string_view FailureName(Outcome::Kind kind);

}  // namespace weft::mesh
