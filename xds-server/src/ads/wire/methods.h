// SPDX-License-Identifier: Apache-2.0
// The methods that are served: the aggregated discovery service and one for each type, each in both variants, and the client
// status discovery service.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "ads/wire/byte_call.h"

namespace weft::ads {

// `method`: "/package.Service/Method"; `id`: of the stream, unique for the life of the server. nullptr: there is no such
// method.
std::unique_ptr<ByteCall::Handler> OpenMethod(Hub& hub, std::string_view method, uint64_t id, ByteCall& call);

}  // namespace weft::ads
