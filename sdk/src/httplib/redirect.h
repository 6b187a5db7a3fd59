// SPDX-License-Identifier: Apache-2.0
// Redirects, followed through the mesh.
#pragma once

#include "httplib.h"
#include "weft/transport.h"

namespace weft::httplib {

// Where the response leads, if it is a redirect that can be followed.
std::optional<transport::Redirect> RedirectOf(const ::httplib::Response& response, std::string_view authority,
                                              const ::httplib::Request& request, bool body_is_spent);

// Points the request there.
void FollowRedirect(const transport::Redirect& redirect, ::httplib::Request& request);

}  // namespace weft::httplib
