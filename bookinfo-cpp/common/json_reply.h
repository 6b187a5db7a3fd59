// SPDX-License-Identifier: Apache-2.0
/// \file
/// JSON in and out of the handlers.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "httplib.h"

namespace bookinfo {

/// Keeps the members in the order in which they were added, as the sample's answers do.
using Json = nlohmann::ordered_json;

/// Sends `body`. Bytes that are no UTF-8 are replaced rather than refused.
void Reply(::httplib::Response& response, int status, const Json& body);

/// Sends `{"error": message}`.
void ReplyError(::httplib::Response& response, int status, std::string_view message);

/// A product id: decimal digits, perhaps with a sign, that fit into 32 bits.
std::optional<int32_t> ParseProductId(std::string_view text);

}  // namespace bookinfo
