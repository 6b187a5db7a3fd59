// SPDX-License-Identifier: Apache-2.0
// A type of which clients send requests and there are no resources: its requests are messages to the server.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "envoy/config/core/v3/base.pb.h"

namespace weft::ads {

// Called on the hub's thread alone.
class RequestHandler {
 public:
  virtual ~RequestHandler() = default;

  // A request of the type, with its own node, on a stream that the source has identified. It is not answered; an error ends the
  // stream and the client reads its message.
  virtual absl::Status OnRequest(uint64_t stream, const ::envoy::config::core::v3::Node& node) = 0;
  // A stream has ended, be it that it never sent such a request. `graceful`: the client half-closed it.
  virtual void OnClose(uint64_t stream, bool graceful) = 0;
};

}  // namespace weft::ads
