// SPDX-License-Identifier: Apache-2.0
#include "translate/envoy/gateway_servers.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/strings.h"
#include "registry/hostname.h"

namespace weft::translate {
namespace {

using manifest::Gateway;
using manifest::GatewayServer;
using manifest::GatewayTls;
using registry::World;

bool IsPlainText(const GatewayServer& server) {
  return server.protocol == "HTTP" || server.protocol == "HTTP2" || server.protocol == "GRPC" || server.protocol == "GRPC-WEB";
}

const std::string& BindOf(const GatewayServer& server, const Client& client) {
  return server.bind.empty() ? client.proxy.bind : server.bind;
}

// Empty: the server can be served.
std::string WhyNotServed(const GatewayServer& server) {
  if (IsPlainText(server)) return "";
  if (server.protocol != "HTTPS") return StrCat("protocol ", server.protocol, " is not served, HTTP and HTTPS are");
  const bool ends_tls = server.tls.mode == GatewayTls::Mode::kSimple || server.tls.mode == GatewayTls::Mode::kMutual;
  if (!ends_tls) return "of TLS modes SIMPLE and MUTUAL are served";
  if (!server.tls.server_certificate.empty() && !server.tls.private_key.empty()) return "";
  if (server.tls.credential_name.empty()) return "it has no serverCertificate and privateKey";
  return StrCat("there are no Secrets to look up credentialName \"", server.tls.credential_name,
                "\" in; serverCertificate and privateKey may name files of the proxy");
}

// As Envoy compares them: names, or everything below a name. Empty: any.
std::vector<std::string> SniOf(const GatewayServer& server) {
  std::vector<std::string> names;
  for (const std::string& written : server.hosts) {
    std::string host = ServerHost(written);
    if (host == "*") return {};
    const bool can_be_told = !registry::IsWildcard(host) || host.starts_with("*.");
    if (can_be_told && std::find(names.begin(), names.end(), host) == names.end()) names.push_back(std::move(host));
  }
  return names;
}

class SocketMap {
 public:
  explicit SocketMap(const Client& client) : client_(client) {}

  void Add(const registry::GatewayPtr& gateway, size_t index) {
    const GatewayServer& server = gateway->servers[index];
    GatewaySocket& socket = sockets_[{BindOf(server, client_), server.port}];
    socket.bind = BindOf(server, client_);
    socket.port = server.port;
    std::string why = WhyNotServed(server);
    if (why.empty() && socket.servers.empty()) socket.tls = !IsPlainText(server);
    if (why.empty() && socket.tls == IsPlainText(server)) {
      why = StrCat("port ", server.port, socket.tls ? " takes TLS" : " takes plain text", " for an older Gateway");
    }
    if (why.empty()) {
      socket.servers.push_back({gateway, &server, GatewayTableName(*gateway, server, client_), SniOf(server)});
    } else {
      LeaveOut(*gateway, index, why, socket);
    }
  }

  std::vector<GatewaySocket> Take() {
    std::vector<GatewaySocket> list;
    for (auto& [where, socket] : sockets_) {
      if (socket.tls) TellApart(socket);
      list.push_back(std::move(socket));
    }
    return list;
  }

 private:
  static void LeaveOut(const Gateway& gateway, size_t index, const std::string& why, GatewaySocket& socket) {
    socket.left_out.push_back(StrCat("gateway/", GatewayName(gateway), " servers[", index, "]: ", why));
  }

  // Envoy refuses a listener in which two chains want the same connection. A server alone takes all of them.
  static void TellApart(GatewaySocket& socket) {
    if (socket.servers.size() == 1) socket.servers[0].sni.clear();
    if (socket.servers.size() < 2) return;
    std::set<std::string> taken;
    std::vector<ServedServer> kept;
    for (ServedServer& served : socket.servers) {
      const std::vector<std::string> wanted = served.sni.empty() ? std::vector<std::string>{""} : served.sni;
      std::vector<std::string> got;
      std::copy_if(wanted.begin(), wanted.end(), std::back_inserter(got),
                   [&](const std::string& name) { return taken.insert(name).second; });
      if (got.empty()) {
        const auto index = static_cast<size_t>(served.server - served.gateway->servers.data());
        LeaveOut(*served.gateway, index, "another server of this port has its hosts", socket);
        continue;
      }
      if (!served.sni.empty()) served.sni = std::move(got);
      kept.push_back(std::move(served));
    }
    socket.servers = std::move(kept);
  }

  const Client& client_;
  std::map<std::pair<std::string, uint32_t>, GatewaySocket> sockets_;
};

}  // namespace

std::vector<GatewaySocket> GatewaySockets(const World& world, const Client& client) {
  SocketMap sockets(client);
  for (const registry::GatewayPtr& gateway : world.gateways().ServedBy(client.labels)) {
    for (size_t i = 0; i < gateway->servers.size(); ++i) sockets.Add(gateway, i);
  }
  return sockets.Take();
}

std::string GatewayTableName(const Gateway& gateway, const GatewayServer& server, const Client& client) {
  if (!IsPlainText(server)) {
    return StrCat("https.", server.port, ".", server.port_name, ".", gateway.meta.name, ".", gateway.meta.ns);
  }
  const std::string& bind = BindOf(server, client);
  return bind == client.proxy.bind ? StrCat("http.", server.port) : StrCat("http.", server.port, ".", bind);
}

std::string GatewayName(const Gateway& gateway) { return StrCat(gateway.meta.ns, "/", gateway.meta.name); }

std::string ServerHost(const std::string& written) {
  const size_t slash = written.find('/');
  return ToLower(slash == std::string::npos ? written : written.substr(slash + 1));
}

}  // namespace weft::translate
