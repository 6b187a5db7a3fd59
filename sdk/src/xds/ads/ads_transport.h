// SPDX-License-Identifier: Apache-2.0
// The bytes below the ADS client: one stream at a time to one server. Faked in tests, gRPC in life.
#pragma once

#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "weft/bootstrap.h"
#include "xds/ads/ads_messages.h"

namespace weft::xds {

// Called by the mesh's thread alone.
class AdsTransport {
 public:
  // What comes back, on any thread. Nothing more after the transport has been destroyed.
  struct Callbacks {
    std::function<void(AdsResponse)> on_response;
    std::function<void(absl::Status)> on_closed;
    // The server has taken the stream; it may have nothing to send yet.
    std::function<void()> on_opened;
  };
  virtual ~AdsTransport() = default;

  // Opens a stream of the given protocol; the one before, if any, is given up and reports nothing more.
  virtual void Connect(const XdsServer& server, XdsProtocol protocol) = 0;
  // Queues a request, of the stream's protocol, on the open stream; without one it is dropped.
  virtual void Send(const AdsRequest& request) = 0;
  // Announces that nothing more will be sent: the server takes it as the end.
  virtual void HalfClose() = 0;
};

using AdsTransportFactory = std::function<std::unique_ptr<AdsTransport>(AdsTransport::Callbacks)>;

}  // namespace weft::xds
