// SPDX-License-Identifier: Apache-2.0
// Gateway (networking.istio.io): ports on which proxies at the edge take calls from outside. VirtualServices that name it in
// `gateways` say where those calls go.
// Semantics: https://istio.io/latest/docs/reference/config/networking/gateway/
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "manifest/object/object.h"

namespace weft::manifest {

struct GatewayTls {
  enum class Mode { kPassthrough, kSimple, kMutual, kAutoPassthrough, kIstioMutual, kOptionalMutual };
  Mode mode = Mode::kPassthrough;
  bool https_redirect = false;          // plain text is answered 301 to https
  std::string server_certificate = {};  // paths on the proxy's disk
  std::string private_key = {};
  std::string ca_certificates = {};
  std::string credential_name = {};
  std::string min_protocol = {};  // "TLSV1_2"; empty: the proxy's own
  std::string max_protocol = {};
  std::vector<std::string> cipher_suites = {};
};

struct GatewayServer {
  std::string name;
  uint32_t port = 0;
  std::string port_name;
  std::string protocol;            // upper case: HTTP, HTTPS, HTTP2, GRPC, GRPC-WEB, MONGO, TCP, TLS
  std::string bind;                // empty: where the proxy listens anyway
  std::vector<std::string> hosts;  // "*", "*.example.com", "ns/host", "./host", as written
  bool has_tls = false;
  GatewayTls tls = {};
};

struct Gateway {
  Meta meta;
  Labels selector;  // empty: every gateway
  std::vector<GatewayServer> servers;
};

absl::StatusOr<Gateway> ParseGateway(const Json& object);

}  // namespace weft::manifest
