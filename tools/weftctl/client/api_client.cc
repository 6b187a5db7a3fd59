// SPDX-License-Identifier: Apache-2.0
#include "weftctl/client/api_client.h"

#include <httplib.h>

#include "absl/strings/ascii.h"
#include "base/strings.h"
#include "manifest/object/field.h"
#include "weftctl/client/api_address.h"

namespace weft::ctl {

namespace {

constexpr int kConnectSeconds = 5;
constexpr int kReadSeconds = 30;

std::string EscapeSegment(std::string_view text) {
  std::string escaped;
  for (unsigned char c : text) {
    if (absl::ascii_isalnum(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      escaped += static_cast<char>(c);
    } else {
      constexpr std::string_view kDigits = "0123456789ABCDEF";
      escaped += '%';
      escaped += kDigits[c >> 4];
      escaped += kDigits[c & 15];
    }
  }
  return escaped;
}

// `299 - "text"` with quotes and backslashes escaped.
std::string WarningText(const std::string& header) {
  size_t start = header.find('"');
  if (start == std::string::npos) return header;
  std::string text;
  for (size_t i = start + 1; i < header.size() && header[i] != '"'; ++i) {
    if (header[i] == '\\' && i + 1 < header.size()) ++i;
    text += header[i];
  }
  return text;
}

}  // namespace

struct ApiClient::Connection {
  explicit Connection(const std::string& address) : http(address) {
    http.set_connection_timeout(kConnectSeconds);
    http.set_read_timeout(kReadSeconds);
    http.set_keep_alive(true);
    http.set_tcp_nodelay(true);
  }
  ::httplib::Client http;
};

ApiClient::ApiClient(std::string address) : address_(std::move(address)), connection_(std::make_unique<Connection>(address_)) {}
ApiClient::~ApiClient() = default;

absl::StatusOr<ApiReply> ApiClient::Send(const std::string& method, const std::string& path, const std::string& body,
                                         const std::string& content_type) {
  if (!connection_->http.is_valid())
    return absl::InvalidArgumentError(StrCat("\"", address_, "\" is not the address of an API"));
  ::httplib::Request request;
  request.method = method;
  request.path = path;
  request.headers = {{"Accept", "application/json"}, {"User-Agent", "weftctl/" WEFT_VERSION}};
  if (!body.empty()) {
    request.body = body;
    request.headers.emplace("Content-Type", content_type);
  }
  ::httplib::Result result = connection_->http.send(request);
  if (!result) {
    return absl::UnavailableError(StrCat("cannot reach the API at ", address_,
                                         " (error: ", ::httplib::to_string(result.error()),
                                         "); start xds-server, or name another address with --server or WEFT_API"));
  }
  ApiReply reply;
  reply.status = result->status;
  reply.body = Json::parse(result->body, nullptr, false);
  if (reply.body.is_discarded()) reply.body = nullptr;
  auto [first, last] = result->headers.equal_range("Warning");
  for (auto it = first; it != last; ++it) reply.warnings.push_back(WarningText(it->second));
  return reply;
}

std::unique_ptr<ApiClient> ConnectApi(const Session& session) {
  absl::StatusOr<std::string> address = FindApiAddress(session.server_flag, EnvironmentVariable);
  if (address.ok()) return std::make_unique<ApiClient>(*std::move(address));
  session.terminal.err << "error: " << address.status().message() << "\n";
  return nullptr;
}

std::string ResourcePath(const manifest::Kind& kind, std::string_view ns, std::string_view name) {
  std::string path =
      kind.group.empty() ? StrCat("/api/", kind.versions[0]) : StrCat("/apis/", kind.group, "/", kind.versions[0]);
  if (kind.namespaced && !ns.empty()) path += "/namespaces/" + EscapeSegment(ns);
  path += "/" + kind.plural;
  if (!name.empty()) path += "/" + EscapeSegment(name);
  return path;
}

std::vector<std::string> RefusalLines(const ApiReply& reply) {
  manifest::Field status(reply.body);
  std::vector<std::string> lines;
  for (const manifest::Field& cause : status["details"]["causes"].Items()) {
    std::string field = cause["field"].Text();
    lines.push_back(field.empty() ? cause["message"].Text() : StrCat(field, ": ", cause["message"].Text()));
  }
  if (lines.empty()) lines.push_back(status["message"].Text(StrCat("the API answered with HTTP status ", reply.status)));
  return lines;
}

}  // namespace weft::ctl
