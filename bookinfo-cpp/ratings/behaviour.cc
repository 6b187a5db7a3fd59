// SPDX-License-Identifier: Apache-2.0
#include "ratings/behaviour.h"

#include <random>
#include <utility>

namespace bookinfo {

Fate Fate::Real() {
  return {.now = [] { return std::chrono::steady_clock::now(); },
          .coin =
              [] {
                thread_local std::mt19937_64 random{std::random_device{}()};
                return random() % 2 == 0;
              }};
}

Behaviour::Behaviour(const std::string& version, Fate fate)
    : kind_(version == "v-faulty"        ? Kind::kFaulty
            : version == "v-delayed"     ? Kind::kDelayed
            : version == "v-unavailable" ? Kind::kUnavailable
            : version == "v-unhealthy"   ? Kind::kUnhealthy
                                         : Kind::kSteady),
      fate_(std::move(fate)),
      start_(fate_.now()) {
  if (kind_ == Kind::kUnavailable) period_ = std::chrono::minutes(1);
  if (kind_ == Kind::kUnhealthy) period_ = std::chrono::minutes(15);
}

Behaviour::Verdict Behaviour::Decide() const {
  if (kind_ == Kind::kFaulty && fate_.coin()) return Verdict::kFail;
  if (kind_ == Kind::kDelayed && fate_.coin()) return Verdict::kServeLate;
  return AwayNow() ? Verdict::kFail : Verdict::kServe;
}

bool Behaviour::Healthy() const { return kind_ != Kind::kUnhealthy || !AwayNow(); }

bool Behaviour::AwayNow() const { return period_.count() != 0 && (fate_.now() - start_) / period_ % 2 == 1; }

}  // namespace bookinfo
