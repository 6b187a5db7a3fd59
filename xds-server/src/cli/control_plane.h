// SPDX-License-Identifier: Apache-2.0
// The whole server: store, control thread, xDS, API, admin pages and the watched folder, started and stopped in order.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "cli/options.h"

namespace weft {

// Threads: the control thread, which also serves xDS, one for the API, one for the admin pages, one that writes status, and one
// for the folder if there is one.
class ControlPlane {
 public:
  // Errors name the flag, the value and what is wrong.
  static absl::StatusOr<std::unique_ptr<ControlPlane>> Start(const ServerOptions& options);
  virtual ~ControlPlane() = default;

  // `host:port` as bound.
  virtual std::string xds_address() const = 0;
  virtual std::string api_address() const = 0;
  virtual std::string admin_address() const = 0;
};

}  // namespace weft
