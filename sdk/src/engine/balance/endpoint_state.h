// SPDX-License-Identifier: Apache-2.0
// The state that the process keeps of one endpoint of a cluster, shared by every version of the cluster that lists it.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

#include "weft/request.h"

namespace weft::engine {

// What is known of one endpoint. What is atomic any thread may change; the rest never changes.
// One cache line, so that a pick touches one and two endpoints never share one.
struct alignas(64) EndpointState {
  EndpointState(std::string_view address, uint16_t port, TimePoint since);
  EndpointState(const EndpointState&) = delete;
  EndpointState& operator=(const EndpointState&) = delete;

  // An attempt starts and ends. Relaxed: the count steers, it guards nothing.
  void Begin() { in_flight.fetch_add(1, std::memory_order_relaxed); }
  void End() { in_flight.fetch_sub(1, std::memory_order_relaxed); }

  std::atomic<uint32_t> in_flight{0};
  // False: this process keeps calls away, whatever the control plane reports. Looked at when pickers are built, not when they
  // pick: to be changed through mesh::ClusterRuntime, which has them built anew.
  std::atomic<bool> available{true};
  const uint16_t port;
  const TimePoint since;           // when the endpoint came to the cluster
  const std::string endpoint;      // "10.0.0.1:9080", "[::1]:9080"
  const std::string_view address;  // the part of `endpoint` that is the address, without brackets
};

}  // namespace weft::engine
