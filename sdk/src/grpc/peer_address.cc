// SPDX-License-Identifier: Apache-2.0
#include "grpc/peer_address.h"

#include "base/strings.h"

namespace weft::grpc {

std::string AddressOfPeer(std::string_view peer) {
  const bool is_ipv4 = ConsumePrefix(peer, "ipv4:");
  if (!is_ipv4 && !ConsumePrefix(peer, "ipv6:")) return "";
  peer = peer.substr(0, peer.rfind(':'));
  if (is_ipv4) return std::string(peer);
  if (!ConsumePrefix(peer, "%5B")) ConsumePrefix(peer, "[");  // newer versions escape the brackets
  return std::string(peer.substr(0, peer.find_first_of("%]")));
}

}  // namespace weft::grpc
