// SPDX-License-Identifier: Apache-2.0
// For tests: Gateways in a few words, and an Envoy that serves them.
#pragma once

#include <string>
#include <vector>

#include "translate/client.h"

namespace weft::translate {

inline const Client kEdgeClient = [] {
  Client client{clients::OfEnvoy(), "default", {{"istio", "ingress"}}};
  client.proxy.role = ProxyOptions::Role::kGateway;
  client.proxy.bind = "0.0.0.0";
  return client;
}();

// `rest` begins with a comma.
inline std::string HttpServer(int port, const std::string& hosts, const std::string& rest = "") {
  const std::string number = std::to_string(port);
  return "{port: {number: " + number + ", name: http-" + number + "-" + std::to_string(rest.size()) +
         ", protocol: HTTP}, hosts: [\"" + hosts + "\"]" + rest + "}";
}

inline std::string GatewayYaml(const std::string& name, const std::vector<std::string>& servers,
                               const std::string& ns = "default") {
  std::string yaml = "---\napiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: " + name + ", namespace: " + ns +
                     "}\nspec:\n  selector: {istio: ingress}\n  servers:\n";
  for (const std::string& server : servers) yaml += "  - " + server + "\n";
  return yaml;
}

// `meta` begins with a comma, as `rest` of the spec does.
inline std::string BoundRuleYaml(const std::string& name, const std::string& host, const std::string& gateways,
                                 const std::string& http, const std::string& meta = "", const std::string& rest = "") {
  return "---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: " + name + meta +
         "}\nspec: {hosts: [\"" + host + "\"], gateways: [" + gateways + "], http: [" + http + "]" + rest + "}\n";
}

}  // namespace weft::translate
