// What matters about who asks.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "registry/services/service.h"

namespace weft::translate {

// What a client understands. Stock gRPC clients refuse a whole resource because of a value they do not know, each
// implementation another one; they are served what all of them accept. Envoy listens on sockets, and is told everything.
enum class Flavor { kWeft, kGrpc, kEnvoy };

// Is everything that a rule says sent to it?
inline bool SpeaksAll(Flavor flavor) { return flavor != Flavor::kGrpc; }

// What an Envoy stands for and where it listens.
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

// Two processes that are equal here are served the same bytes.
struct Client {
  Flavor flavor = Flavor::kGrpc;
  std::string ns = "default";
  registry::Labels labels;           // those that some rule or Gateway looks at
  registry::Locality locality = {};  // left empty when no rule balances by locality
  bool ring_hash = true;             // kGrpc: hashing to a ring does not crash it
  ProxyOptions proxy = {};           // kEnvoy
  auto operator<=>(const Client&) const = default;
};

// Does it serve Gateways, and nothing else?
inline bool IsGateway(const Client& client) {
  return client.flavor == Flavor::kEnvoy && client.proxy.role == ProxyOptions::Role::kGateway;
}

}  // namespace weft::translate
