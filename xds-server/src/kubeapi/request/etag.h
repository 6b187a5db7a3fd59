// SPDX-License-Identifier: Apache-2.0
// Entity tags: the same text has the same tag, in every process.
#pragma once

#include <string>
#include <string_view>

#include "kubeapi/request/message.h"

namespace weft::kubeapi {

// 32 hexadecimal digits. No protection against somebody who wants two texts with one tag; all tagged texts are the server's
// own.
std::string ContentHash(std::string_view text);

// Whether an If-None-Match header names `etag` (quoted) or is "*".
bool MatchesETag(std::string_view if_none_match, std::string_view etag);

// Adds the ETag of the response's body and turns it into a 304 when the client has that already.
HttpResponse WithETag(HttpResponse response, const HttpRequest& request);

}  // namespace weft::kubeapi
