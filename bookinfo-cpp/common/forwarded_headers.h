// SPDX-License-Identifier: Apache-2.0
/// \file
/// Which headers of a request Bookinfo's services hand on, service by service, as the sample documents them.
#pragma once

#include <string>
#include <vector>

namespace bookinfo {

/// productpage: trace context and what rules match on, but not `end-user`: that comes from the signed-in session alone, so
/// that nobody becomes another user by sending a header.
const std::vector<std::string>& ProductpageHeaders();

/// details and reviews: the same and `end-user`, which productpage set for them.
const std::vector<std::string>& BackendHeaders();

/// ratings calls nobody.
const std::vector<std::string>& NoHeaders();

}  // namespace bookinfo
