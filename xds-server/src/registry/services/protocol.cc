// SPDX-License-Identifier: Apache-2.0
#include "registry/services/protocol.h"

#include <algorithm>
#include <iterator>

#include "base/strings.h"

namespace weft::registry {
namespace {

struct ProtocolWord {
  std::string_view word;
  Protocol protocol;
};
constexpr ProtocolWord kProtocolWords[] = {
    {"http", Protocol::kHttp},   {"http2", Protocol::kHttp2}, {"grpc", Protocol::kGrpc},   {"grpc-web", Protocol::kGrpcWeb},
    {"https", Protocol::kHttps}, {"tls", Protocol::kTls},     {"tcp", Protocol::kTcp},     {"udp", Protocol::kUdp},
    {"mongo", Protocol::kMongo}, {"redis", Protocol::kRedis}, {"mysql", Protocol::kMysql},
};
// Names that Kubernetes reserves for appProtocol.
constexpr ProtocolWord kReservedWords[] = {
    {"kubernetes.io/h2c", Protocol::kHttp2},
    {"kubernetes.io/ws", Protocol::kHttp},
    {"kubernetes.io/wss", Protocol::kHttps},
};
// SMTP, DNS, MySQL, MongoDB: here the server speaks first, so nothing could be learned by listening to the client.
constexpr uint32_t kServerFirstPorts[] = {25, 53, 3306, 27017};

template <typename Table>
Protocol FindWord(const Table& table, std::string_view word) {
  for (const ProtocolWord& entry : table) {
    if (EqualsIgnoreCase(entry.word, word)) return entry.protocol;
  }
  return Protocol::kUnknown;
}

Protocol ParseProtocol(std::string_view text) {
  if (Protocol whole = FindWord(kProtocolWords, text); whole != Protocol::kUnknown) return whole;
  constexpr std::string_view kGrpcWeb = "grpc-web-";
  if (EqualsIgnoreCase(text.substr(0, kGrpcWeb.size()), kGrpcWeb)) return Protocol::kGrpcWeb;
  return FindWord(kProtocolWords, text.substr(0, text.find('-')));
}

}  // namespace

Protocol ProtocolOf(const Port& port) {
  Protocol protocol = FindWord(kReservedWords, port.protocol);
  if (protocol == Protocol::kUnknown) protocol = ParseProtocol(port.protocol.empty() ? port.name : port.protocol);
  if (protocol != Protocol::kUnknown) return protocol;
  bool server_first = std::count(std::begin(kServerFirstPorts), std::end(kServerFirstPorts), port.number) > 0;
  return server_first ? Protocol::kTcp : Protocol::kUnknown;
}

bool IsHttp(Protocol protocol) {
  switch (protocol) {
    case Protocol::kUnknown:
    case Protocol::kHttp:
    case Protocol::kHttp2:
    case Protocol::kGrpc:
    case Protocol::kGrpcWeb:
      return true;
    default:
      return false;
  }
}

std::string_view ProtocolName(Protocol protocol) {
  switch (protocol) {
    case Protocol::kUnknown:
      return "unknown";
    case Protocol::kHttp:
      return "HTTP";
    case Protocol::kHttp2:
      return "HTTP/2";
    case Protocol::kGrpc:
      return "gRPC";
    case Protocol::kGrpcWeb:
      return "gRPC-Web";
    case Protocol::kHttps:
      return "HTTPS";
    case Protocol::kTls:
      return "TLS";
    case Protocol::kTcp:
      return "TCP";
    case Protocol::kUdp:
      return "UDP";
    case Protocol::kMongo:
      return "MongoDB";
    case Protocol::kRedis:
      return "Redis";
    case Protocol::kMysql:
      return "MySQL";
  }
  return "unknown";
}

}  // namespace weft::registry
