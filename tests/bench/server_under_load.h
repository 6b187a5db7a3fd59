// SPDX-License-Identifier: Apache-2.0
// xds-server in a process of its own, so that what it costs can be distinguished from what its clients cost.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include "config.h"

namespace weft::bench {

// Use from one thread. Throws std::runtime_error, with what the server printed, when it fails.
class ServerUnderLoad {
 public:
  // With a store in memory, on ports of loopback that are free.
  explicit ServerUnderLoad(const std::string& program);
  ~ServerUnderLoad();

  pid_t pid() const;
  int xds_port() const { return xds_port_; }
  // By the API, as kubectl would; they return when the server has answered.
  void Create(const Manifest& manifest);
  void Replace(const Manifest& manifest);

  double CpuSeconds() const;
  // Of its memory what is resident, without the pages of its program files.
  uint64_t ResidentBytes() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
  int xds_port_ = 0;
};

}  // namespace weft::bench
