// SPDX-License-Identifier: Apache-2.0
#include "common/mesh_start.h"

#include <unistd.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/strings.h"

namespace bookinfo {

weft::Bootstrap BootstrapFor(const ServiceOptions& options, int pid) {
  const std::string workload = weft::StrCat(options.app, "-", options.version);
  const nlohmann::json metadata = {{"NAMESPACE", options.namespace_name},
                                   {"LABELS", {{"app", options.app}, {"version", options.version}}},
                                   {"WORKLOAD_NAME", workload}};
  weft::Bootstrap bootstrap;
  bootstrap.xds_servers.push_back({.server_uri = options.xds});
  bootstrap.node.id = weft::StrCat("sidecar~", options.Advertised(), "~", workload, "-", pid, ".", options.namespace_name, "~",
                                   options.namespace_name, ".svc.cluster.local");
  bootstrap.node.cluster = weft::StrCat(options.app, ".", options.namespace_name);
  bootstrap.node.metadata_json = metadata.dump();
  return bootstrap;
}

absl::StatusOr<std::shared_ptr<weft::Mesh>> StartMesh(const ServiceOptions& options) {
  if (!options.xds.empty()) return weft::Mesh::Start(BootstrapFor(options, static_cast<int>(::getpid())));
  auto bootstrap = weft::Bootstrap::FromEnvironment();
  if (bootstrap.ok()) return weft::Mesh::Start(*std::move(bootstrap));
  return absl::Status(bootstrap.status().code(), weft::StrCat(bootstrap.status().message(),
                                                              "; name the control plane with --xds, for instance "
                                                              "--xds 127.0.0.1:15010"));
}

weft::Workload WorkloadFor(const ServiceOptions& options, int port) {
  return {.name = options.pod_name,
          .labels = {{"app", options.app}, {"version", options.version}},
          .address = options.Advertised(),
          .ports = {{"http", static_cast<uint16_t>(port)}}};
}

weft::Workload Withdrawn(weft::Workload workload) {
  workload.labels.clear();
  return workload;
}

}  // namespace bookinfo
