// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the versions of ratings that misbehave on purpose do with a request.
#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace bookinfo {

/// Where time and chance come from, so that tests can choose them.
struct Fate {
  std::function<std::chrono::steady_clock::time_point()> now;
  std::function<bool()> coin;  ///< true for half of the calls

  static Fate Real();
};

/// `v-faulty` fails half of the requests, `v-delayed` holds half of them for 7 s, `v-unavailable` is away every other minute,
/// `v-unhealthy` every other quarter of an hour, and reports it at /health. Every other version serves.
///
/// Thread-safety: all methods are const and depend on Fate alone.
class Behaviour {
 public:
  enum class Verdict { kServe, kFail, kServeLate };
  static constexpr std::chrono::seconds kLate{7};

  explicit Behaviour(const std::string& version, Fate fate = Fate::Real());

  Verdict Decide() const;
  bool Healthy() const;

 private:
  enum class Kind { kSteady, kFaulty, kDelayed, kUnavailable, kUnhealthy };

  bool AwayNow() const;

  Kind kind_;
  Fate fate_;
  std::chrono::steady_clock::time_point start_;
  std::chrono::seconds period_{0};
};

}  // namespace bookinfo
