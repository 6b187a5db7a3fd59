// SPDX-License-Identifier: Apache-2.0
// Who asks: what of a client makes a difference to what it is sent.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "clients/capability.h"
#include "registry/services/service.h"

namespace weft::clients {

// What a proxy stands for and where it listens.
struct ProxyOptions {
  enum class Role {
    kSidecar,  // takes the calls of a process beside it
    kGateway,  // takes calls from outside: serves the Gateways whose selector its labels meet, and nothing else
  };
  Role role = Role::kSidecar;
  // One listener for each service's port, rather than one for each port number that tells services apart by the authority.
  bool per_service = false;
  std::string bind = "127.0.0.1";
  // Ports to be bound instead of the ones that would be: by port number ("9080"), or for one listener per service by its
  // `host:port` in full. 0: any free one.
  std::map<std::string, uint32_t> ports;
  auto operator<=>(const ProxyOptions&) const = default;
};

// A client's shape: two processes that are equal here are served the same bytes.
struct Client {
  CapabilitySet capabilities = OfGrpc();
  std::string ns = "default";
  registry::Labels labels;           // those that some rule or Gateway looks at
  registry::Locality locality = {};  // left empty when no rule balances by locality
  ProxyOptions proxy = {};           // of clients that listen on sockets
  auto operator<=>(const Client&) const = default;

  bool Can(Capability capability) const { return capabilities.Has(capability); }
  bool is_gateway() const { return proxy.role == ProxyOptions::Role::kGateway; }
};

}  // namespace weft::clients
