// SPDX-License-Identifier: Apache-2.0
/// \file
/// Version 2 of details: real data, from a service with the volumes API of Google Books.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/json_reply.h"
#include "details/details.h"
#include "weft/mesh.h"

namespace bookinfo {

/// The answer of `GET /books/v1/volumes?q=isbn:...` as the details of a book. No value when it lists no volume or is no JSON.
std::optional<Json> DetailsFromVolumes(int32_t product_id, std::string_view volumes);

/// Looks the book up over the mesh at `authority`, for at most 5 seconds.
BookLookup ExternalBooks(std::shared_ptr<weft::Mesh> mesh, const std::string& authority);

}  // namespace bookinfo
