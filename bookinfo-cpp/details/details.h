// SPDX-License-Identifier: Apache-2.0
/// \file
/// The details service: what is printed on the back of the book.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "common/json_reply.h"
#include "httplib.h"

namespace bookinfo {

/// Asks somebody else about the book; no value when there was no usable answer.
using BookLookup = std::function<std::optional<Json>(int32_t product_id)>;

/// The built-in data of the one book there is.
Json BuiltInDetails(int32_t product_id);

/// GET /details/{id} and /health. With `lookup` the answer comes from there instead of from the built-in data.
void AddDetailsHandlers(::httplib::Server& server, BookLookup lookup = nullptr);

}  // namespace bookinfo
