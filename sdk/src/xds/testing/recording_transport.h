// SPDX-License-Identifier: Apache-2.0
// A transport that keeps what is sent over it, for tests of the client without a stream.
#pragma once

#include <deque>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "xds/ads/ads_transport.h"

namespace weft::xds {

class RecordingTransport : public AdsTransport {
 public:
  void Connect(const XdsServer& server, XdsProtocol protocol) override {
    connected.push_back(server.server_uri);
    protocols.push_back(protocol);
    requests.clear();
  }
  void Send(const AdsRequest& request) override { requests.push_back(request); }
  void HalfClose() override { half_closed = true; }

  // The oldest request that was not taken; an empty one when there is none, or when it is of the other protocol.
  template <typename Request>
  Request Take() {
    if (requests.empty()) return {};
    AdsRequest request = std::move(requests.front());
    requests.pop_front();
    auto* expected = std::get_if<Request>(&request);
    return expected == nullptr ? Request() : std::move(*expected);
  }

  std::deque<AdsRequest> requests;  // of the present stream
  std::vector<std::string> connected;
  std::vector<XdsProtocol> protocols;
  bool half_closed = false;
};

inline Bootstrap TwoServers(XdsProtocol protocol) {
  Bootstrap bootstrap;
  bootstrap.xds_servers = {{.server_uri = "first:1"}, {.server_uri = "second:2"}};
  bootstrap.node.id = "node-1";
  bootstrap.node.metadata_json = R"({"NAMESPACE": "shop"})";
  bootstrap.xds_protocol = protocol;
  return bootstrap;
}

}  // namespace weft::xds
