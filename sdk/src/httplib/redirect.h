// Redirects of responses, followed through the mesh.
#pragma once

#include <string>

#include "httplib.h"

namespace weft::httplib {

// 301, 302, 303, 307 or 308 to another path or another http authority. Others stand as they came: those to https, those to what
// is not a URL, and those that ask for a body once more that is spent.
bool IsFollowable(const ::httplib::Response& response, bool body_is_spent);

// Points the request where a followable response says.
void FollowRedirect(const ::httplib::Response& response, std::string& authority, ::httplib::Request& request);

}  // namespace weft::httplib
