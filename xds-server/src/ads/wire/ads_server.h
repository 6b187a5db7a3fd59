// SPDX-License-Identifier: Apache-2.0
// The discovery services and the client status service over gRPC.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "ads/wire/hub_thread.h"

namespace weft::ads {

// All that it does is done on the hub's thread. Destroy it before the thread.
class AdsServer {
 public:
  // `address` is `host:port`; port 0 takes a free one. FailedPrecondition when the port is in use.
  // Messages say why, and leave the address to the caller.
  static absl::StatusOr<std::unique_ptr<AdsServer>> Start(const std::string& address, HubThread& thread);
  // Ends all streams, at most a moment later.
  virtual ~AdsServer() = default;

  // `host:port` as bound.
  virtual const std::string& address() const = 0;
};

}  // namespace weft::ads
