// SPDX-License-Identifier: Apache-2.0
// A variant of the xDS protocol: the requests that bring a server's idea of a subscription up to date and answer its responses.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "weft/bootstrap.h"
#include "xds/ads/ads_messages.h"
#include "xds/resource/update.h"

namespace weft::xds {

// The answer to the last response of a type: an ACK, or a NACK.
struct Answer {
  std::string nonce;
  std::string version;
  std::string problem;  // empty: ACK
};

// Keeps what was sent on the stream, by type. Not thread-safe.
class AdsProtocol {
 public:
  using Names = std::set<std::string>;
  using Versions = std::map<std::string, std::string>;
  using VersionsByType = std::map<std::string, Versions, std::less<>>;  // by type URL, then by name
  static constexpr int kInvalidArgument = 3;                            // google.rpc.Code, of a NACK

  virtual ~AdsProtocol() = default;
  virtual XdsProtocol kind() const = 0;

  // A new stream, on which nothing was sent yet. `held`: the versions of what the client has from before. True when that may
  // leave the server without anything to send.
  virtual bool OnConnect(VersionsByType held) = 0;

  // What is to be sent so that the type's subscription is `subscribed` and the last response, if `answer` is set, is answered.
  // It counts as sent.
  virtual std::vector<AdsRequest> Requests(std::string_view type_url, const Names& subscribed, const Answer* answer) = 0;

  // An empty request of a type.
  virtual AdsRequest NewRequest(std::string_view type_url) const = 0;

  // The response must be of this protocol.
  virtual Update Read(const AdsResponse& response) const = 0;
};

std::unique_ptr<AdsProtocol> NewSotwProtocol();
std::unique_ptr<AdsProtocol> NewDeltaProtocol();

inline std::unique_ptr<AdsProtocol> NewProtocol(XdsProtocol kind) {
  return kind == XdsProtocol::kDelta ? NewDeltaProtocol() : NewSotwProtocol();
}

}  // namespace weft::xds
