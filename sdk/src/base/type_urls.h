// SPDX-License-Identifier: Apache-2.0
// The types of xDS that a mesh subscribes to, in the order in which one leads to the next, and Weft's own announcement. The one
// table for both sides of the stream.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace weft::xds {

enum class ResourceType : uint8_t { kListener, kRoutes, kCluster, kEndpoints };

inline constexpr std::array kAllTypes = {ResourceType::kListener, ResourceType::kRoutes, ResourceType::kCluster,
                                         ResourceType::kEndpoints};

constexpr std::string_view TypeUrl(ResourceType type) {
  constexpr std::array<std::string_view, 4> urls = {
      "type.googleapis.com/envoy.config.listener.v3.Listener",
      "type.googleapis.com/envoy.config.route.v3.RouteConfiguration",
      "type.googleapis.com/envoy.config.cluster.v3.Cluster",
      "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment",
  };
  return urls[static_cast<size_t>(type)];
}

constexpr std::string_view TypeName(ResourceType type) {
  constexpr std::array<std::string_view, 4> names = {"Listener", "RouteConfiguration", "Cluster", "ClusterLoadAssignment"};
  return names[static_cast<size_t>(type)];
}

// A request of this type carries what the process serves, in node.metadata.WEFT_WORKLOADS. It is not answered.
inline constexpr std::string_view kWorkloadTypeUrl = "type.googleapis.com/weft.v1.Workload";

}  // namespace weft::xds
