// SPDX-License-Identifier: Apache-2.0
// What a MirrorTarget holds: the configuration it was chosen from and its endpoint, which counts it as in flight.
#pragma once

#include <memory>
#include <string>

#include "mesh/snapshot.h"
#include "weft/call.h"

namespace weft {

struct MirrorTarget::Impl {
  Impl(std::shared_ptr<const mesh::HostConfig> config, engine::EndpointState& chosen, std::string host,
       std::chrono::nanoseconds connect, std::chrono::nanoseconds whole)
      : host_config(std::move(config)), endpoint(chosen), authority(std::move(host)), connect_timeout(connect), timeout(whole) {
    endpoint.Begin();
  }
  ~Impl() { endpoint.End(); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  const std::shared_ptr<const mesh::HostConfig> host_config;  // keeps the endpoint
  engine::EndpointState& endpoint;
  const std::string authority;
  const std::chrono::nanoseconds connect_timeout;
  const std::chrono::nanoseconds timeout;
};

}  // namespace weft
