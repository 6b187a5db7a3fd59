// SPDX-License-Identifier: Apache-2.0
// Requests to the Kubernetes-style API, one after the other. Not thread-safe.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "manifest/object/kind.h"
#include "weftctl/commands/commands.h"

namespace weft::ctl {

using manifest::Json;

struct ApiReply {
  int status = 0;                     // HTTP
  Json body;                          // null when it is no JSON
  std::vector<std::string> warnings;  // of the Warning headers
  bool ok() const { return status >= 200 && status < 300; }
};

class ApiClient {
 public:
  explicit ApiClient(std::string address);
  ~ApiClient();

  // An error means that there was no answer; it names the address and what to try.
  absl::StatusOr<ApiReply> Send(const std::string& method, const std::string& path, const std::string& body = "",
                                const std::string& content_type = "application/json");

 private:
  struct Connection;
  std::string address_;
  std::unique_ptr<Connection> connection_;
};

// The client for the address that flag and environment choose; prints the problem when there is none.
std::unique_ptr<ApiClient> ConnectApi(const Session& session);

// "/apis/networking.istio.io/v1/namespaces/default/virtualservices/reviews". An empty `ns` means all namespaces (or a kind
// that has none), an empty `name` the list.
std::string ResourcePath(const manifest::Kind& kind, std::string_view ns, std::string_view name);

// What a refusal says: one line per cause, or its message. The lines name neither file nor object.
std::vector<std::string> RefusalLines(const ApiReply& reply);

}  // namespace weft::ctl
