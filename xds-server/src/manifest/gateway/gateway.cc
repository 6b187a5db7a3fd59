// SPDX-License-Identifier: Apache-2.0
#include "manifest/gateway/gateway.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "absl/strings/ascii.h"
#include "base/strings.h"
#include "manifest/gateway/gateway_tls.h"
#include "manifest/object/field.h"
#include "manifest/object/findings.h"
#include "manifest/object/kinds.h"
#include "manifest/object/syntax.h"
#include "manifest/object/text.h"
#include "manifest/schema/schema.h"

namespace weft::manifest {

namespace {

const std::vector<std::string>& GatewayProtocols() {
  static const auto* const kProtocols =
      new std::vector<std::string>{"HTTP", "HTTPS", "HTTP2", "GRPC", "GRPC-WEB", "MONGO", "TCP", "TLS"};
  return *kProtocols;
}

std::string ProtocolOfServer(const Field& server) { return absl::AsciiStrToUpper(server["port"]["protocol"].Text()); }

constexpr std::string_view kNotServed[] = {"MONGO", "TCP", "TLS"};

template <typename List>
bool IsOneOfProtocols(const std::string& protocol, const List& list) {
  return std::find(std::begin(list), std::end(list), protocol) != std::end(list);
}

// "host" or "namespace/host", where the namespace may be "." for the Gateway's own or "*" for any.
bool IsServerHost(std::string_view text) {
  if (!Contains(text, "/")) return IsHost(text);
  auto [ns, host] = Cut(text, '/');
  return (ns == "." || ns == "*" || IsDnsLabel(ns)) && IsHost(host);
}

void CheckServerHosts(const Field& hosts, Report& report) {
  if (hosts.size() == 0) Required(report, hosts, "must have at least one host; \"*\" stands for all");
  std::set<std::string> seen;
  for (const Field& host : hosts.Items()) {
    if (!IsServerHost(host.Text())) {
      Invalid(report, host,
              "must be \"*\", a DNS name such as \"www.example.com\" or \"*.example.com\", or one with the namespace of the "
              "VirtualServices before it: \"shop/www.example.com\"");
    } else if (!seen.insert(ToLower(host.Text())).second) {
      Duplicate(report, host);
    }
  }
}

void CheckServerPort(const Field& server, Report& report) {
  const Field port = server["port"];
  if (port["name"].Text().empty()) Required(report, port["name"], "the port must have a name");
  const std::string protocol = ProtocolOfServer(server);
  if (!IsOneOfProtocols(protocol, GatewayProtocols())) NotSupported(report, port["protocol"], GatewayProtocols());
  if (IsOneOfProtocols(protocol, kNotServed)) {
    Warn(report, port["protocol"],
         "accepted, but Weft's gateways serve HTTP, HTTPS, HTTP2, GRPC and GRPC-WEB alone: this server is not served");
  }
  if (port["targetPort"]) Warn(report, port["targetPort"], "has no effect in a Gateway");
}

void CheckServer(const Field& server, Report& report) {
  CheckServerHosts(server["hosts"], report);
  CheckServerPort(server, report);
  const Field bind = server["bind"];
  if (!bind.Text().empty() && !IsIpAddress(bind.Text())) Invalid(report, bind, "must be an IP address such as 0.0.0.0");
  const Field endpoint = server["defaultEndpoint"];
  if (!endpoint.Text().empty()) Warn(report, endpoint, "accepted, but Weft does not apply it");
  const std::string protocol = ProtocolOfServer(server);
  if (protocol == "HTTPS" || protocol == "TLS") {
    CheckServerTls(server, report);
  } else {
    CheckPlainTextTls(server["tls"], report);
  }
}

void CheckPortNames(const Field& servers, Report& report) {
  std::set<std::string> names;
  for (const Field& server : servers.Items()) {
    const Field name = server["port"]["name"];
    if (!names.insert(name.Text()).second) Duplicate(report, name, "the ports of one Gateway must have different names");
  }
}

// One socket takes either TLS or plain text.
void WarnOfMixedPorts(const Field& servers, Report& report) {
  std::map<std::pair<std::string, int64_t>, std::pair<bool, std::string>> first;  // bind and port -> whether TLS, where
  for (const Field& server : servers.Items()) {
    const std::string protocol = ProtocolOfServer(server);
    if (IsOneOfProtocols(protocol, kNotServed)) continue;
    const int64_t port = server["port"]["number"].Int();
    const bool tls = protocol == "HTTPS";
    auto [place, is_new] = first.emplace(std::pair(server["bind"].Text(), port), std::pair(tls, server.path()));
    if (is_new || place->second.first == tls) continue;
    Warn(report, server["port"]["protocol"],
         StrCat("port ", port, tls ? " takes plain text in " : " takes TLS in ", place->second.second,
                ": this server is not served"));
  }
}

// A host that two servers of one port have is served by the first.
void WarnOfSharedHosts(const Field& servers, Report& report) {
  std::map<std::tuple<std::string, int64_t, std::string>, std::string> first;  // bind, port and host -> where
  for (const Field& server : servers.Items()) {
    const int64_t port = server["port"]["number"].Int();
    for (const Field& host : server["hosts"].Items()) {
      auto [place, is_new] = first.emplace(std::tuple(server["bind"].Text(), port, ToLower(host.Text())), host.path());
      if (!is_new) Warn(report, host, StrCat("port ", port, " has it already in ", place->second));
    }
  }
}

void ValidateGateway(const Json& object, Report& report) {
  const Field name = Field(object)["metadata"]["name"];
  if (name && !IsDnsLabel(name.Text())) Invalid(report, name, StrCat("of a Gateway ", kDnsLabelRule));
  const Field spec = Field(object)["spec"];
  const Field servers = spec["servers"];
  if (servers.size() == 0) Required(report, servers, "a Gateway must have at least one server");
  CheckLabels(spec["selector"], report);
  for (const Field& server : servers.Items()) CheckServer(server, report);
  CheckPortNames(servers, report);
  WarnOfMixedPorts(servers, report);
  WarnOfSharedHosts(servers, report);
}

GatewayServer ParseGatewayServer(const Field& field) {
  GatewayServer server;
  server.name = field["name"].Text();
  server.port = static_cast<uint32_t>(field["port"]["number"].Int());
  server.port_name = field["port"]["name"].Text();
  server.protocol = ProtocolOfServer(field);
  server.bind = field["bind"].Text();
  server.hosts = field["hosts"].Texts();
  server.has_tls = static_cast<bool>(field["tls"]);
  server.tls = ParseGatewayTls(field["tls"]);
  return server;
}

}  // namespace

absl::StatusOr<Gateway> ParseGateway(const Json& object) {
  const Field spec = Field(object)["spec"];
  if (!spec.json().is_object()) return absl::InvalidArgumentError("spec: a Gateway must have a spec");
  Gateway gateway;
  gateway.meta = ParseMeta(object);
  gateway.selector = spec["selector"].Pairs();
  for (const Field& server : spec["servers"].Items()) gateway.servers.push_back(ParseGatewayServer(server));
  return gateway;
}

Kind GatewayKind() {
  Kind kind = NetworkingKind("Gateway", "gateways", "gw");
  kind.columns = {AgeColumn()};
  kind.schema = ExpandSchema(kind.kind).value();
  kind.validate = ValidateGateway;
  kind.form = MakeForm<Gateway>(ParseGateway);
  return kind;
}

}  // namespace weft::manifest
