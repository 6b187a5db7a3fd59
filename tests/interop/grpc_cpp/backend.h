// SPDX-License-Identifier: Apache-2.0
// An echo server that announces itself to the control plane.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "grpcpp/grpcpp.h"
#include "grpcpp/xds_server_builder.h"
#include "interop/support/control_plane.h"
#include "interop/support/echo_service.h"
#include "interop/support/reserved_port.h"
#include "weft/mesh.h"

namespace weft::test {

struct BackendOptions {
  std::string name = {};
  std::string ns = "default";
  std::string app = "echo";
  std::string version = "v1";
  Locality locality = {};
  // gRPC's own xDS server, which serves once it has its listener; needs a bootstrap in the environment.
  bool xds = false;
};

// The port stays the same over Stop and Start. Use from one thread.
class Backend : private ::grpc::XdsServerServingStatusNotifierInterface {
 public:
  // Listens, or tries to, and is announced until Withdraw.
  Backend(const ControlPlane& control_plane, BackendOptions options);
  ~Backend() override;

  const std::string& name() const { return options_.name; }
  std::string Address() const { return port_.Address(); }
  // Since the last start.
  int calls() const { return service_->received(); }
  int open() const { return service_->open(); }
  // Of an xDS server: "" before the first status, then "OK" or why it does not serve.
  std::string ServingStatus() const;

  // As the death of a process and its return: the control plane gets no notice.
  void Stop();
  void Start();
  // The control plane is notified; the server goes on for those who still call.
  void Withdraw();
  void Announce();

 private:
  void OnServingStatusUpdate(std::string uri, ServingStatusUpdate update) override;

  const BackendOptions options_;
  const std::string control_plane_;
  ReservedPort port_;
  std::unique_ptr<EchoService> service_;  // a server keeps it to itself, so each start takes a new one
  mutable std::mutex mutex_;
  std::string serving_status_;
  std::unique_ptr<::grpc::Server> server_;
  std::shared_ptr<Mesh> mesh_;
};

}  // namespace weft::test
