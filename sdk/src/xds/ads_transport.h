// The bytes below the ADS client: one stream at a time to one server. Faked in tests, gRPC in life.
#pragma once

#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "envoy/service/discovery/v3/discovery.pb.h"
#include "weft/bootstrap.h"

namespace weft::xds {

// Called by the mesh's thread alone.
class AdsTransport {
 public:
  // What comes back, on any thread. Nothing more after the transport has been destroyed.
  struct Callbacks {
    std::function<void(envoy::service::discovery::v3::DiscoveryResponse)> on_response;
    std::function<void(absl::Status)> on_closed;
  };
  virtual ~AdsTransport() = default;

  // Opens a stream; the one before, if any, is given up and says nothing more.
  virtual void Connect(const XdsServer& server) = 0;
  // Queues a request on the open stream; without one it is dropped.
  virtual void Send(const envoy::service::discovery::v3::DiscoveryRequest& request) = 0;
  // Says that nothing more will be sent: the server takes it as a goodbye.
  virtual void HalfClose() = 0;
};

using AdsTransportFactory = std::function<std::unique_ptr<AdsTransport>(AdsTransport::Callbacks)>;

}  // namespace weft::xds
