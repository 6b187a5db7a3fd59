// SPDX-License-Identifier: Apache-2.0
// The context of an inbound request by the generator of a given Env: a mesh's, where the server has one.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "weft/context.h"
#include "weft/env.h"

namespace weft::transport {

// As CaptureContext of weft/transport.h, which draws from Env::System().
Context CaptureContext(const std::function<std::string(const std::string& name)>& header, const std::vector<std::string>& names,
                       std::string_view caller_address, Env& env);

}  // namespace weft::transport
