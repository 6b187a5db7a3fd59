// How a variant of the protocol puts into words what the client wants and what it thinks of a response.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "weft/bootstrap.h"
#include "xds/ads/ads_messages.h"
#include "xds/resource/type_urls.h"
#include "xds/resource/update.h"

namespace weft::xds {

// What is to be said of the last response of a type.
struct Answer {
  std::string nonce;
  std::string version;
  std::string problem;  // empty: accepted
};

// Keeps what was said on the stream. Not thread-safe.
class AdsProtocol {
 public:
  using Names = std::set<std::string>;
  using Versions = std::map<std::string, std::string>;
  static constexpr int kRefused = 3;  // google.rpc.Code INVALID_ARGUMENT

  virtual ~AdsProtocol() = default;
  virtual XdsProtocol kind() const = 0;

  // A new stream: nothing has been said on it. `held`: the versions of what the client has from before, by type and name.
  // True when that may leave the server without anything to say.
  virtual bool OnConnect(std::array<Versions, 4> held) = 0;

  // What is to be sent so that the type's subscription is `wanted` and the last response, if `answer` is set, is answered. It
  // counts as sent.
  virtual std::vector<AdsRequest> Speak(ResourceType type, const Names& wanted, const Answer* answer) = 0;

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
