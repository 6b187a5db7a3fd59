// SPDX-License-Identifier: Apache-2.0
#include "engine/balance/endpoint_state.h"

#include "base/authority.h"

namespace weft::engine {

EndpointState::EndpointState(std::string_view address, uint16_t port, TimePoint since)
    : port(port),
      since(since),
      endpoint(JoinHostPort(address, port)),
      address(std::string_view(endpoint).substr(endpoint.find(address), address.size())) {}

}  // namespace weft::engine
