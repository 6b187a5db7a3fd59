// SPDX-License-Identifier: Apache-2.0
// Who calls, as an address.
#pragma once

#include <string>
#include <string_view>

namespace weft::grpc {

// The IP address in ServerContext::peer(): `ipv4:127.0.0.1:4711`, `ipv6:%5B::1%5D:4711`. Empty for other transports.
std::string AddressOfPeer(std::string_view peer);

}  // namespace weft::grpc
