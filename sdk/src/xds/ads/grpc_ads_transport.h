// SPDX-License-Identifier: Apache-2.0
// ADS over gRPC, delta and state of the world: insecure channels, one stream at a time.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "grpcpp/channel.h"
#include "xds/ads/ads_transport.h"

namespace weft::xds {

// Callbacks arrive on gRPC's threads; those of a stream that Connect replaced are dropped.
// Destruction cancels the stream and waits until its last callback is over.
class GrpcAdsTransport : public AdsTransport {
 public:
  explicit GrpcAdsTransport(Callbacks callbacks);
  ~GrpcAdsTransport() override;

  void Connect(const XdsServer& server, XdsProtocol protocol) override;
  void Send(const AdsRequest& request) override;
  void HalfClose() override;

 private:
  class Stream;
  template <typename Request, typename Response>
  class StreamOf;
  std::shared_ptr<::grpc::Channel> ChannelTo(const XdsServer& server);
  void Retire();

  const Callbacks callbacks_;
  std::map<std::string, std::shared_ptr<::grpc::Channel>> channels_;
  std::unique_ptr<Stream> stream_;
  std::vector<std::unique_ptr<Stream>> retired_;  // abandoned, and perhaps not yet done
};

}  // namespace weft::xds
