// Redirects of responses, followed through the mesh.
#pragma once

#include <string>

#include "httplib.h"

namespace weft::httplib {

// 301, 302, 303, 307 or 308 with a Location.
bool IsRedirect(const ::httplib::Response& response);

// Points the request where the response says: another path, or another http authority. False when it cannot be followed (https,
// or not a URL); the response then stands.
bool FollowRedirect(const ::httplib::Response& response, std::string& authority, ::httplib::Request& request);

}  // namespace weft::httplib
