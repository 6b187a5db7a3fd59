// VirtualService route rule -> what happens to a call that matched.
#pragma once

#include <string>
#include <vector>

#include "envoy/config/route/v3/route_components.pb.h"
#include "manifest/virtual_service.h"
#include "registry/world.h"
#include "translate/client.h"

namespace weft::translate {

// Who is being translated for, and where the hosts go that were looked at.
struct RouteContext {
  const registry::World& world;
  const Client& client;
  uint32_t port = 0;  // the port that the client calls
  std::vector<std::string>& hosts_looked_at;
};

// Destinations, timeout, retries and fault of `rule`; the match is not touched.
void SetRouteAction(const RouteContext& context, const manifest::VirtualService& owner, const manifest::HttpRoute& rule,
                    ::envoy::config::route::v3::Route& route);

// Everything to `cluster`, no timeout, the default retries.
void SetDefaultAction(const std::string& cluster, ::envoy::config::route::v3::Route& route);

}  // namespace weft::translate
