// SPDX-License-Identifier: Apache-2.0
#include "clients/proxy_metadata.h"

#include <arpa/inet.h>

#include <charconv>
#include <cmath>

#include "base/status_macros.h"
#include "base/strings.h"

namespace weft::clients {
namespace {

using ProxyField = ::google::protobuf::Value;

constexpr char kProxyPath[] = "node.metadata.WEFT_PROXY";

template <typename... T>
absl::Status WrongProxyField(std::string_view field, const T&... why) {
  return absl::InvalidArgumentError(StrCat(kProxyPath, field, ": ", why...));
}

bool IsIpAddress(const std::string& text) {
  unsigned char bytes[sizeof(in6_addr)];
  return inet_pton(AF_INET, text.c_str(), bytes) == 1 || inet_pton(AF_INET6, text.c_str(), bytes) == 1;
}

bool IsPortNumber(std::string_view text) {
  uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number >= 1 && number <= 65535;
}

// "9080", or "host:9080".
bool NamesAPort(std::string_view key) {
  const size_t colon = key.rfind(':');
  return colon == std::string_view::npos ? IsPortNumber(key) : colon > 0 && IsPortNumber(key.substr(colon + 1));
}

absl::Status ReadListeners(const ProxyField& field, ProxyOptions& options) {
  options.per_service = field.string_value() == "per-service";
  if (options.per_service || field.string_value() == "per-port") return absl::OkStatus();
  return WrongProxyField(".listeners", "\"", field.string_value(), "\" is neither \"per-port\" nor \"per-service\"");
}

absl::Status ReadBind(const ProxyField& field, ProxyOptions& options) {
  options.bind = field.string_value();
  if (IsIpAddress(options.bind)) return absl::OkStatus();
  return WrongProxyField(".bind", "\"", options.bind, "\" is not an IP address, such as 127.0.0.1");
}

absl::Status ReadPorts(const ProxyField& field, ProxyOptions& options) {
  if (!field.has_struct_value()) return WrongProxyField(".ports", "must be an object of ports, such as {\"9080\": 19080}");
  for (const auto& [key, value] : field.struct_value().fields()) {
    const std::string path = StrCat(".ports[\"", key, "\"]");
    if (!NamesAPort(key)) return WrongProxyField(path, "the key must be a port, 1 to 65535, or host:port");
    const double number = value.number_value();
    if (!value.has_number_value() || number < 0 || number > 65535 || std::floor(number) != number) {
      return WrongProxyField(path, value.has_number_value() ? StrCat(number) : std::string("that"),
                             " is not a port to listen on, 0 (any free one) to 65535");
    }
    options.ports[key] = static_cast<uint32_t>(number);
  }
  return absl::OkStatus();
}

absl::Status ReadField(const std::string& name, const ProxyField& field, ProxyOptions& options) {
  if (name == "listeners") return ReadListeners(field, options);
  if (name == "bind") return ReadBind(field, options);
  if (name == "ports") return ReadPorts(field, options);
  return WrongProxyField(StrCat(".", name), "unknown field; there are listeners, bind and ports");
}

}  // namespace

absl::StatusOr<ProxyOptions> ParseProxyMetadata(const ::google::protobuf::Struct& metadata) {
  ProxyOptions options;
  const auto found = metadata.fields().find("WEFT_PROXY");
  if (found == metadata.fields().end()) return options;
  if (!found->second.has_struct_value()) return WrongProxyField("", "must be an object with listeners, bind and ports");
  for (const auto& [name, field] : found->second.struct_value().fields()) {
    WEFT_RETURN_IF_ERROR(ReadField(name, field, options));
  }
  return options;
}

}  // namespace weft::clients
