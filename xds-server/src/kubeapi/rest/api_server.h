// SPDX-License-Identifier: Apache-2.0
// The embedded Kubernetes-style API: an Api on a socket.
//
//   auto store = store::OpenMemoryStore();
//   ApiServer server(*store, std::make_shared<http_server::EventLoop>());
//   auto port = server.Start("127.0.0.1:0");      // kubectl --server http://127.0.0.1:<port> get virtualservices -A
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "http_server/http_server.h"
#include "kubeapi/rest/api.h"

namespace weft::kubeapi {

// Start and Stop from one thread that is not the loop's. The store outlives the server; the loop may be shared with others.
class ApiServer {
 public:
  ApiServer(store::ObjectStore& store, std::shared_ptr<http_server::EventLoop> loop, ApiOptions options = {});
  ~ApiServer();

  // Creates the namespaces `default` and `istio-system` when they are missing, listens, and returns the port that was bound.
  // Without TLS and tokens only loopback addresses are served: InvalidArgument names any other. AlreadyExists: the port is in
  // use.
  absl::StatusOr<uint16_t> Start(const std::string& address);

  // Ends every watch and connection. Nothing happens the second time.
  void Stop();

  // "127.0.0.1:16443"; empty when it is not started.
  std::string address() const;

 private:
  store::ObjectStore& store_;
  std::shared_ptr<http_server::EventLoop> loop_;
  Api api_;
  std::unique_ptr<http_server::HttpServer> server_;
};

}  // namespace weft::kubeapi
