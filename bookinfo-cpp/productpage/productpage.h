// SPDX-License-Identifier: Apache-2.0
/// \file
/// The handlers of productpage.
#pragma once

#include <memory>

#include "httplib.h"
#include "productpage/backends.h"
#include "productpage/session.h"

namespace bookinfo {

/// What the handlers share. Lives as long as the server.
struct ProductpageService {
  Sessions sessions;
  BackendAddresses addresses;
  Backends backends;
  int flood_factor = 0;
};

/// /, /index.html, /productpage, /login, /logout, /static/..., /health and /metrics.
void AddPageHandlers(::httplib::Server& server, std::shared_ptr<ProductpageService> service);

/// /api/v1/products and what is below it.
void AddApiHandlers(::httplib::Server& server, std::shared_ptr<ProductpageService> service);

/// The user who is signed in, or "". Calls made by this request from here on carry it as `end-user`.
std::string ActAsSignedInUser(const Sessions& sessions, const ::httplib::Request& request);

}  // namespace bookinfo
