// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <charconv>

#include "base/strings.h"
#include "http/exchange/request_view.h"

namespace weft::http {
namespace {

constexpr std::array<bool, 256> MakeTokenTable() {
  std::array<bool, 256> table{};
  for (int c = '0'; c <= '9'; ++c) table[static_cast<size_t>(c)] = true;
  for (int c = 'a'; c <= 'z'; ++c) table[static_cast<size_t>(c)] = table[static_cast<size_t>(c - 'a' + 'A')] = true;
  for (const char c : std::string_view("!#$%&'*+-.^_`|~")) table[static_cast<unsigned char>(c)] = true;
  return table;
}
constexpr std::array<bool, 256> kToken = MakeTokenTable();

bool IsToken(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return kToken[static_cast<unsigned char>(c)]; });
}
bool IsControl(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; }
bool IsValue(std::string_view text) { return std::none_of(text.begin(), text.end(), IsControl); }
bool IsPath(std::string_view text) {
  return !text.empty() && std::none_of(text.begin(), text.end(), [](char c) { return IsControl(c) || c == ' ' || c == '\t'; });
}

// Headers that the wire writes itself or that concern one connection only.
enum class Own { kNo, kHost, kLength, kConnection, kExpect };
Own OwnHeader(std::string_view name) {
  switch (name.size()) {
    case 4:
      return EqualsIgnoreCase(name, "host") ? Own::kHost : Own::kNo;
    case 6:
      return EqualsIgnoreCase(name, "expect") ? Own::kExpect : Own::kNo;
    case 7:
      return EqualsIgnoreCase(name, "upgrade") ? Own::kConnection : Own::kNo;
    case 10:
      return EqualsIgnoreCase(name, "connection") || EqualsIgnoreCase(name, "keep-alive") ? Own::kConnection : Own::kNo;
    case 14:
      return EqualsIgnoreCase(name, "content-length") ? Own::kLength : Own::kNo;
    case 16:
      return EqualsIgnoreCase(name, "proxy-connection") ? Own::kConnection : Own::kNo;
    case 17:
      return EqualsIgnoreCase(name, "transfer-encoding") ? Own::kLength : Own::kNo;
    default:
      return Own::kNo;
  }
}

void Append(std::string* out, std::string_view name, std::string_view value) {
  out->append(name).append(": ").append(value).append("\r\n");
}

absl::Status AppendHeader(const RequestView& request, const HeaderRef& header, std::string* out, RequestFraming* framing) {
  if (!IsToken(header.name)) return absl::InvalidArgumentError(StrCat("header name '", header.name, "' is not a token"));
  if (!IsValue(header.value)) {
    return absl::InvalidArgumentError(StrCat("the value of header '", header.name, "' has a control character"));
  }
  switch (OwnHeader(header.name)) {
    case Own::kHost:  // stands first
    case Own::kLength:
      return absl::OkStatus();
    case Own::kConnection:
      framing->close |= EqualsIgnoreCase(header.name, "connection") && EqualsIgnoreCase(header.value, "close");
      return absl::OkStatus();
    case Own::kExpect:
      if (!EqualsIgnoreCase(header.value, "100-continue") || !request.has_body()) return absl::OkStatus();
      framing->expects_continue = true;
      break;
    case Own::kNo:
      break;
  }
  Append(out, header.name, header.value);
  return absl::OkStatus();
}

void AppendFraming(const RequestView& request, std::string* out, RequestFraming* framing) {
  if (framing->close) Append(out, "connection", "close");
  if (request.source != nullptr && !request.source->size) {
    framing->chunked = true;
    Append(out, "transfer-encoding", "chunked");
    return;
  }
  const uint64_t size = request.source != nullptr ? *request.source->size : request.body.size();
  const bool usual = request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
  if (size == 0 && !usual && request.source == nullptr) return;
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof(digits), size).ptr;
  Append(out, "content-length", {digits, static_cast<size_t>(end - digits)});
}

}  // namespace

absl::Status WriteHead(const RequestView& request, std::string* out, RequestFraming* framing) {
  if (!IsToken(request.method)) return absl::InvalidArgumentError(StrCat("method '", request.method, "' is not a token"));
  if (!IsPath(request.path)) {
    return absl::InvalidArgumentError(StrCat("path '", request.path, "' is empty or has a space or control character"));
  }
  std::string_view host = request.authority;
  if (request.headers != nullptr) {
    if (const auto given = request.headers->Get("host")) host = *given;
  }
  if (!IsValue(host)) return absl::InvalidArgumentError("the host has a control character");
  out->append(request.method).append(" ").append(request.path).append(" HTTP/1.1\r\n");
  Append(out, "host", host);
  if (request.headers != nullptr) {
    for (const HeaderRef& header : *request.headers) {
      if (absl::Status status = AppendHeader(request, header, out, framing); !status.ok()) return status;
    }
  }
  AppendFraming(request, out, framing);
  out->append("\r\n");
  return absl::OkStatus();
}

void WriteChunkHeader(size_t size, std::string* out) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof(digits), size, 16).ptr;
  out->append(digits, static_cast<size_t>(end - digits)).append("\r\n");
}

}  // namespace weft::http
