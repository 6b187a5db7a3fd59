// SPDX-License-Identifier: Apache-2.0
// What tests of transports share: a mesh with a control plane in memory, and routes with what a test is about.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/strings.h"
#include "mesh/testing/fake_control_plane.h"
#include "transport/testing/scripted_server.h"

namespace weft::transport {

inline constexpr char kShop[] = "shop:9080";

class ShopTest : public ::testing::Test {
 protected:
  using Route = envoy::config::route::v3::Route;
  using Clusters = std::map<std::string, std::vector<uint32_t>>;

  ShopTest() : mesh_(control_plane_.StartMesh()) {}
  // One that has seen nothing yet of what was served before.
  void StartNewMesh() { mesh_ = control_plane_.StartMesh(); }

  // One route of the shop to its cluster "c1" with these endpoints, changed as the test requires. Further clusters are there
  // for mirrors. To be called before the first call.
  void ServeWith(const std::vector<uint32_t>& ports, const std::function<void(Route&)>& change, Clusters further = {}) {
    further["c1"] = ports;
    ServeRoutes(further, [&](auto& host) { change(*host.mutable_routes(0)); });
  }

  // The same with the whole virtual host to change; its first route goes to `cluster`.
  void ServeRoutes(const Clusters& clusters, const std::function<void(envoy::config::route::v3::VirtualHost&)>& change,
                   const std::string& authority = kShop, const std::string& cluster = "c1") {
    const std::string name = "routes-" + authority;
    control_plane_.Serve(authority, clusters);
    auto routes = xds::Routes(name, {cluster});
    change(*routes.mutable_virtual_hosts(0));
    auto response = xds::EmptyResponse(xds::ResourceType::kRoutes, "");
    response.add_resources()->PackFrom(routes);
    control_plane_.Set(response, name);
  }

  // Retries on other endpoints than those that failed, without waits that a test would notice.
  static void Retry(Route& route, const std::string& retry_on, uint32_t retries = 3) {
    auto* retry = route.mutable_route()->mutable_retry_policy();
    retry->set_retry_on(retry_on);
    retry->mutable_num_retries()->set_value(retries);
    retry->add_retry_host_predicate()->set_name("envoy.retry_host_predicates.previous_hosts");
    retry->set_host_selection_retry_max_attempts(5);
    retry->mutable_retry_back_off()->mutable_base_interval()->set_nanos(1'000'000);
  }

  mesh::FakeControlPlane control_plane_;
  std::shared_ptr<Mesh> mesh_;
};

// The value of a header as it came over the wire, or "-" when it is not there. Repeated ones are joined by a comma.
inline std::string WireHeader(const RawRequest& request, const std::string& name) {
  std::string values;
  const std::string head = request.head;
  for (size_t at = head.find("\r\n"); at + 2 < head.size(); at = head.find("\r\n", at + 2)) {
    const size_t colon = head.find(": ", at + 2), end = head.find("\r\n", at + 2);
    if (colon == std::string::npos || end == std::string::npos || colon > end) continue;
    if (!EqualsIgnoreCase(head.substr(at + 2, colon - at - 2), name)) continue;
    values += (values.empty() ? "" : ",") + head.substr(colon + 2, end - colon - 2);
  }
  return values.empty() ? "-" : values;
}

inline std::string RequestLine(const RawRequest& request) { return request.head.substr(0, request.head.find("\r\n")); }

}  // namespace weft::transport
