// Answers that no server gave: what the mesh decides by itself looks to the caller like any response.
#pragma once

#include "httplib.h"
#include "weft/call.h"

namespace weft::httplib {

// The response with its body; text/plain unless the reply says otherwise.
::httplib::Response LocalResponse(const Reply& reply);

}  // namespace weft::httplib
