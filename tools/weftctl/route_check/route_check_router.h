// SPDX-License-Identifier: Apache-2.0
// Requests through the SDK's own engine: what becomes of them, without a socket.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/explain/explain.h"
#include "engine/route/route_table.h"
#include "envoy/config/route/v3/route.pb.h"
#include "weftctl/route_check/route_check_case.h"

namespace weft::ctl {

// What became of a request. For one that no route takes all is empty but `trace`.
struct RoutedRequest {
  engine::MatchTrace trace;       // how the table was searched
  std::string cluster;            // empty when the route answers by itself; then so are the next two
  std::string host;               // as sent
  std::string path;               // as sent, with query
  std::string location;           // of a redirect
  int status = 0;                 // of a redirect or direct response
  HeaderFields request_headers;   // as sent
  HeaderFields response_headers;  // as the caller gets them
};

// Not thread-safe.
class RouteCheckRouter {
 public:
  // `tables` as ReadRouteConfig gives them. InvalidArgument names the table and the field.
  static absl::StatusOr<RouteCheckRouter> Create(std::vector<envoy::config::route::v3::RouteConfiguration> tables);

  // Of several tables the first that has a virtual host for the authority. Weighted clusters and fractions follow from
  // `random_value` as they do in Envoy: modulo the sum of the weights, modulo the denominator.
  absl::StatusOr<RoutedRequest> Route(const RouteCheckInput& input);

  // What the SDK does not apply, `reviews: virtual_hosts[0].require_tls`, by table.
  const std::vector<std::string>& ignored() const { return ignored_; }

 private:
  struct Table {
    model::RouteTable model;
    std::shared_ptr<const engine::CompiledRouteTable> compiled;
  };

  static absl::StatusOr<Table> Compile(const envoy::config::route::v3::RouteConfiguration& proto,
                                       std::vector<std::string>& ignored);
  absl::StatusOr<const Table*> TableFor(const RouteCheckInput& input);

  std::vector<envoy::config::route::v3::RouteConfiguration> protos_;
  std::vector<Table> tables_;                              // with fractions as they are
  std::map<std::pair<size_t, uint64_t>, Table> resolved_;  // by table and random value: without fractions
  std::vector<std::string> ignored_;
};

}  // namespace weft::ctl
