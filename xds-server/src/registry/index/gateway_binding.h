// SPDX-License-Identifier: Apache-2.0
// Which calls at a Gateway a VirtualService is about: those for hosts that both have. Pure functions; hosts in the answers are
// full names in lower case, or wildcards.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "manifest/virtual_service/virtual_service.h"
#include "registry/index/gateway_index.h"

namespace weft::registry {

// The host that stands for every name that fits both; empty when none does. "*.example.com" and "shop.example.com" meet in the
// latter, "*.com" and "*.example.com" in "*.example.com".
std::string MeetHosts(std::string_view a, std::string_view b);

// The hosts for which `rule` says what becomes of calls at `server`, a server of a Gateway in `gateway_ns`. A host of the
// server may be limited to rules of one namespace ("shop/*"). In the order of rule.hosts, each once.
std::vector<std::string> HostsServed(const manifest::GatewayServer& server, std::string_view gateway_ns,
                                     const manifest::VirtualService& rule, std::string_view domain);

// A Gateway that a rule names and where it takes no calls.
struct UnservedGateway {
  size_t position = 0;  // in rule.gateways
  std::string name;     // "namespace/name"
  GatewayPtr gateway;   // nullptr: there is none of that name
};

std::vector<UnservedGateway> UnservedGateways(const manifest::VirtualService& rule, const GatewayIndex& gateways,
                                              std::string_view domain);

}  // namespace weft::registry
