// The bytes below the ADS client: one stream at a time to one server. Faked in tests, gRPC in life.
#pragma once

#include "envoy/service/discovery/v3/discovery.pb.h"
#include "weft/bootstrap.h"

namespace weft::xds {

// Called by the mesh's thread alone. What comes back (responses, the end) is handed to AdsClient on the same thread.
class AdsTransport {
 public:
  virtual ~AdsTransport() = default;

  // Opens a stream; the one before, if any, is given up and says nothing more.
  virtual void Connect(const XdsServer& server) = 0;
  // Queues a request on the open stream; without one it is dropped.
  virtual void Send(const envoy::service::discovery::v3::DiscoveryRequest& request) = 0;
  // Says that nothing more will be sent: the server takes it as a goodbye.
  virtual void HalfClose() = 0;
};

}  // namespace weft::xds
