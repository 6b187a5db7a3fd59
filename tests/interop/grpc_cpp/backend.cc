// SPDX-License-Identifier: Apache-2.0
#include "interop/grpc_cpp/backend.h"

#include <chrono>

#include "base/strings.h"
#include "gtest/gtest.h"

namespace weft::test {

Backend::Backend(const ControlPlane& control_plane, BackendOptions options)
    : options_(std::move(options)), control_plane_(control_plane.address()) {
  Start();
  Announce();
}

Backend::~Backend() {
  Withdraw();
  Stop();
}

void Backend::Start() {
  service_ = std::make_unique<EchoService>(options_.name);
  std::unique_ptr<::grpc::ServerBuilder> builder;
  auto credentials = ::grpc::InsecureServerCredentials();
  if (options_.xds) {
    auto xds = std::make_unique<::grpc::XdsServerBuilder>();
    xds->set_status_notifier(this);
    builder = std::move(xds);
    credentials = ::grpc::XdsServerCredentials(credentials);
  } else {
    builder = std::make_unique<::grpc::ServerBuilder>();
  }
  builder->AddListeningPort(port_.Address(), credentials);
  builder->RegisterCallbackGenericService(service_.get());
  server_ = builder->BuildAndStart();
  EXPECT_NE(server_, nullptr) << "nothing listens on " << port_.Address();
}

void Backend::Stop() {
  if (server_ == nullptr) return;
  server_->Shutdown(std::chrono::system_clock::now());
  server_.reset();
}

void Backend::Announce() {
  Bootstrap bootstrap;
  bootstrap.xds_servers = {{.server_uri = control_plane_}};
  bootstrap.node.id = StrCat("sidecar~127.0.0.1~", options_.name, ".", options_.ns, "~", options_.ns, ".svc.cluster.local");
  bootstrap.node.locality = options_.locality;
  weft::MeshOptions quiet;
  quiet.log = [](LogLevel, std::string_view) {};
  auto mesh = Mesh::Start(bootstrap, quiet);
  ASSERT_TRUE(mesh.ok()) << mesh.status();
  mesh_ = *std::move(mesh);
  mesh_->Announce({.name = options_.name,
                   .labels = {{"app", options_.app}, {"version", options_.version}},
                   .address = "127.0.0.1",
                   .ports = {{"grpc", port_.number()}}});
}

void Backend::Withdraw() {
  if (mesh_ != nullptr) mesh_->Shutdown();
  mesh_.reset();
}

std::string Backend::ServingStatus() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return serving_status_;
}

void Backend::OnServingStatusUpdate(std::string, ServingStatusUpdate update) {
  std::lock_guard<std::mutex> lock(mutex_);
  serving_status_ = update.status.ok() ? "OK" : update.status.error_message();
}

}  // namespace weft::test
