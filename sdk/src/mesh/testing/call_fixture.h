// SPDX-License-Identifier: Apache-2.0
// Calls to shop:9080, whose one route a test shapes, played without a socket.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "envoy/extensions/filters/http/fault/v3/fault.pb.h"
#include "mesh/testing/fake_control_plane.h"
#include "weft/call.h"
#include "weft/mesh.h"

namespace weft::mesh {

class CallFixture : public ::testing::Test {
 protected:
  using ProtoRoute = envoy::config::route::v3::Route;
  using milliseconds = std::chrono::milliseconds;

  explicit CallFixture(const std::function<void(Bootstrap&)>& change = [](Bootstrap&) {})
      : mesh_(control_plane_.StartMesh(change)) {}

  // shop:9080 has one route, changed like this, to c1 with two endpoints. There is also a cluster c2 with one.
  void Serve(const std::function<void(ProtoRoute&)>& change) {
    auto routes = xds::Routes("routes-shop:9080", {"c1"});
    change(*routes.mutable_virtual_hosts(0)->mutable_routes(0));
    auto response = xds::EmptyResponse(xds::ResourceType::kRoutes, "");
    response.add_resources()->PackFrom(routes);
    control_plane_.Set(xds::ClusterResponse({"c1"}, ""), "c1");
    control_plane_.Set(xds::EndpointsResponse("c1", {4001, 4002}, ""), "c1");
    control_plane_.Set(xds::ClusterResponse({"c2"}, ""), "c2");
    control_plane_.Set(xds::EndpointsResponse("c2", {5001}, ""), "c2");
    control_plane_.Set(response, "routes-shop:9080");
    control_plane_.Set(xds::ListenerResponse("shop:9080", "routes-shop:9080", ""), "shop:9080");
  }

  static void AddRetries(ProtoRoute& route, const std::string& on, uint32_t retries) {
    auto* retry = route.mutable_route()->mutable_retry_policy();
    retry->set_retry_on(on);
    retry->mutable_num_retries()->set_value(retries);
    retry->add_retry_host_predicate()->set_name("envoy.retry_host_predicates.previous_hosts");
    retry->set_host_selection_retry_max_attempts(5);
  }
  static void AddFault(ProtoRoute& route, const envoy::extensions::filters::http::fault::v3::HTTPFault& fault) {
    (*route.mutable_typed_per_filter_config())["envoy.filters.http.fault"].PackFrom(fault);
  }
  static void AddFault(ProtoRoute& route, milliseconds delay, int status) {
    envoy::extensions::filters::http::fault::v3::HTTPFault fault;
    if (delay.count() > 0) {
      fault.mutable_delay()->mutable_fixed_delay()->set_nanos(static_cast<int32_t>(delay.count()) * 1'000'000);
      fault.mutable_delay()->mutable_percentage()->set_numerator(100);
    }
    if (status > 0) {
      fault.mutable_abort()->set_http_status(static_cast<uint32_t>(status));
      fault.mutable_abort()->mutable_percentage()->set_numerator(100);
    }
    AddFault(route, fault);
  }

  Call StartCall(milliseconds patience = std::chrono::seconds(10)) {
    return mesh_->StartCall({.authority = "shop:9080", .path = "/", .deadline = Clock::now() + patience});
  }
  static Step SkipWaits(Call& call) {
    for (;;) {
      Step step = call.Next();
      if (auto* wait = std::get_if<Wait>(&step))
        call.Sleep(*wait);
      else
        return step;
    }
  }
  // Answers each attempt with the next outcome; returns the ports tried and the end.
  std::pair<std::vector<int>, Step> Play(const std::vector<Outcome>& outcomes) {
    Call call = StartCall();
    std::vector<int> ports;
    for (;;) {
      Step step = SkipWaits(call);
      auto* send = std::get_if<Send>(&step);
      if (send == nullptr) return {ports, std::move(step)};
      ports.push_back(send->connection.port);
      send->attempt.Finish(outcomes.at(ports.size() - 1));
    }
  }

  // The values of a message's headers, by name, after the changes; several are joined by commas.
  static std::map<std::string, std::string> Changed(absl::Span<const HeaderRef> headers,
                                                    absl::Span<const HeaderChange> changes) {
    std::map<std::string, std::string> result;
    const auto add = [&](std::string_view name, std::string_view value) {
      std::string& all = result[std::string(name)];
      if (!all.empty()) all += ",";
      all += value;
    };
    for (const HeaderRef& header : headers) add(header.name, header.value);
    for (const HeaderChange& change : changes) {
      if (change.kind != HeaderChange::Kind::kAppend) result.erase(std::string(change.name));
      if (change.kind != HeaderChange::Kind::kRemove) add(change.name, change.value);
    }
    return result;
  }

  FakeControlPlane control_plane_;
  std::shared_ptr<Mesh> mesh_;
};

}  // namespace weft::mesh
