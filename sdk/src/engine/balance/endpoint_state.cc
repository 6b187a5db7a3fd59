// SPDX-License-Identifier: Apache-2.0
#include "engine/balance/endpoint_state.h"

namespace weft::engine {
namespace {

bool IsV6Literal(std::string_view address) { return address.find(':') != std::string_view::npos; }

}  // namespace

std::string EndpointName(std::string_view address, uint16_t port) {
  const std::string host(address);
  return (IsV6Literal(address) ? "[" + host + "]:" : host + ":") + std::to_string(port);
}

EndpointState::EndpointState(std::string_view address, uint16_t port, TimePoint since)
    : port(port),
      since(since),
      endpoint(EndpointName(address, port)),
      address(std::string_view(endpoint).substr(IsV6Literal(address) ? 1 : 0, address.size())) {}

}  // namespace weft::engine
