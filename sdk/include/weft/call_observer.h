// SPDX-License-Identifier: Apache-2.0
/// \file
/// Hears of every call of a mesh: the one place from which metrics, access logs, load reports and canaries learn what became of
/// calls and attempts.
///
/// \par Example
/// \code
///   struct SlowCalls : weft::CallObserver {
///     void OnEnd(const weft::CallEnd& call) override {
///       if (call.latency > std::chrono::seconds(1)) std::cerr << call.head.path << " took long at " << call.endpoint << "\n";
///     }
///   };
///   auto mesh = weft::Mesh::Start(bootstrap, {.observer = std::make_shared<SlowCalls>()}).value();
/// \endcode
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "weft/call.h"
#include "weft/request.h"

namespace weft {

/// A call begins.
struct CallStart {
  const RequestHead& head;
  TimePoint at;
};

/// An attempt is over, the body of its answer included.
struct AttemptEnd {
  std::string_view route;
  std::string_view cluster;
  std::string_view endpoint;  ///< `address:port`
  uint32_t number;            ///< from 1
  /// Its `headers` are empty for an answer that was reported in two steps.
  const Outcome& outcome;
  BodyEnd body;                      ///< kComplete as well where there was no answer or it was reported whole
  std::chrono::nanoseconds latency;  ///< since the call returned Send
};

/// A call is over, the body of its answer included. Comes once for each CallStart, after its attempts; for a Call that is
/// destroyed earlier, from its destructor.
struct CallEnd {
  const RequestHead& head;
  std::string_view route;     ///< empty when none was found
  std::string_view cluster;   ///< empty when the route has none
  std::string_view endpoint;  ///< of the last attempt; empty when there was none
  uint32_t attempts;
  /// What the caller gets. Without headers.
  const Outcome& outcome;
  BodyEnd body;
  /// Empty when the answer is an endpoint's. Else Reply::reason ("fault_abort", "no_route", "timeout", ...), or what the last
  /// attempt failed of: "connect_failure", "reset", "timeout", "refused", "cancelled".
  std::string_view reason;
  std::chrono::nanoseconds latency;  ///< since CallStart, waits and retries included
};

/// All views and references are valid during the callback alone. Mirrors are not observed.
///
/// Thread-safety: callbacks run on the threads that drive the calls, many at a time, and hold the call up. They must not throw,
/// and must not touch the Call they are notified of. Lifetime: the mesh and its calls keep the observer alive.
/// Cost: without an observer none; with one, two more readings of the clock for a call.
class CallObserver {
 public:
  virtual ~CallObserver() = default;
  virtual void OnStart(const CallStart&) {}
  virtual void OnAttemptEnd(const AttemptEnd&) {}
  virtual void OnEnd(const CallEnd&) {}
};

}  // namespace weft
