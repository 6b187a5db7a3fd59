// SPDX-License-Identifier: Apache-2.0
// multipart/form-data bodies (RFC 7578).
#pragma once

#include <string>

#include "base/random.h"
#include "httplib.h"

namespace weft::httplib {

// Sets the body and its Content-Type, with a boundary that none of the items contains.
void SetMultipartBody(const ::httplib::MultipartFormDataItems& items, Random& random, ::httplib::Request& request);

}  // namespace weft::httplib
