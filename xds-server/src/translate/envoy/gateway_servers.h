// SPDX-License-Identifier: Apache-2.0
// The servers of the Gateways that an Envoy at the edge serves, put together by the socket that they share.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "registry/world.h"
#include "translate/client.h"

namespace weft::translate {

// One server of one Gateway.
struct ServedServer {
  registry::GatewayPtr gateway;
  const manifest::GatewayServer* server = nullptr;  // in `gateway`
  std::string route_name;
  std::vector<std::string> sni;  // TLS: the names by which connections are told apart; empty: all others
};

struct GatewaySocket {
  std::string bind;
  uint32_t port = 0;  // the Gateways'; see ProxyOptions::ports
  bool tls = false;
  std::vector<ServedServer> servers;  // may be empty
  // The servers that are not served, as `gateway/<namespace>/<name> servers[1]: why`.
  std::vector<std::string> left_out;
};

// In the order of address and port. The oldest Gateway says whether a socket takes TLS; servers that want the other, or cannot
// be served (TCP, TLS that is passed on, certificates in Secrets), are left out. So is, on a socket with several TLS servers,
// one for names that an older one has.
std::vector<GatewaySocket> GatewaySockets(const registry::World& world, const Client& client);

// "http.80"; on another address than the Envoy's own "http.80.<address>". TLS has a table for each server:
// "https.443.<port name>.<gateway>.<namespace>".
std::string GatewayTableName(const manifest::Gateway& gateway, const manifest::GatewayServer& server, const Client& client);

// "namespace/name", as rules are bound to it.
std::string GatewayName(const manifest::Gateway& gateway);

// The host of "namespace/host" or "host", in lower case.
std::string ServerHost(const std::string& written);

}  // namespace weft::translate
