// SPDX-License-Identifier: Apache-2.0
#include "weft/mesh.h"

#include "mesh/call/call_state.h"
#include "mesh/mesh_core.h"
#include "mesh/start_mesh.h"
#include "xds/ads/grpc_ads_transport.h"

namespace weft {

absl::StatusOr<std::shared_ptr<Mesh>> Mesh::Start(Bootstrap bootstrap, MeshOptions options) {
  return StartMesh(std::move(bootstrap), std::move(options), [](xds::AdsTransport::Callbacks callbacks) {
    return std::make_unique<xds::GrpcAdsTransport>(std::move(callbacks));
  });
}

absl::StatusOr<std::shared_ptr<Mesh>> StartMesh(Bootstrap bootstrap, MeshOptions options,
                                                const xds::AdsTransportFactory& new_transport) {
  if (bootstrap.xds_servers.empty()) {
    return absl::InvalidArgumentError("bootstrap: xds_servers: required value; give at least one control plane");
  }
  if (bootstrap.node.id.empty()) {
    return absl::InvalidArgumentError(
        "bootstrap: node.id: required value, for instance \"sidecar~127.0.0.1~shop-1.default~default.svc.cluster.local\"");
  }
  const auto end = [](MeshCore* core) {
    if (!core->Forked()) delete core;  // in a child it is left alone, with the thread that it does not have there
  };
  const std::shared_ptr<MeshCore> core(new MeshCore(std::move(bootstrap), std::move(options), new_transport), end);
  core->Start();
  return std::shared_ptr<Mesh>(new Mesh(core));
}

Mesh::Mesh(std::shared_ptr<MeshCore> core) : core_(std::move(core)) {}

Mesh::~Mesh() { Shutdown(); }

Call Mesh::StartCall(const RequestHead& head) { return Call(std::make_unique<CallState>(core_, head)); }

void Mesh::Announce(Workload workload) { core_->Announce(std::move(workload)); }

void Mesh::Prefetch(std::string_view authority) { core_->Subscribe(authority, "http"); }

void Mesh::Log(LogLevel level, std::string_view message) const { core_->Log(level, message); }

void Mesh::Shutdown() { core_->Shutdown(); }

std::vector<std::string> Mesh::IgnoredFields() const { return core_->IgnoredFields(); }

const Bootstrap& Mesh::bootstrap() const { return core_->bootstrap(); }

std::string Mesh::Dump() const { return core_->Dump(); }

}  // namespace weft
