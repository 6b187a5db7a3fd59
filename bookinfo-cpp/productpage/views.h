// SPDX-License-Identifier: Apache-2.0
/// \file
/// What people see: the pages, from what the services answered. Pure functions.
#pragma once

#include <string>

#include "common/json_reply.h"
#include "productpage/backends.h"
#include "productpage/html.h"

namespace bookinfo {

/// The one book of the shop. `description_html` is HTML.
struct Product {
  int id;
  const char* title;
  const char* description_html;
};
const Product& TheProduct();

/// GET /api/v1/products
Json ProductsJson();

/// The book with its details and reviews. `user` is empty when nobody is signed in.
std::string ProductPage(const Product& product, const std::string& user, const Answer& details, const Answer& reviews);

/// The page at /, with the addresses of the services.
std::string LandingPage(const std::string& user, const BackendAddresses& addresses);

/// A page for what went wrong in the browser's request.
std::string MessagePage(const std::string& user, const std::string& title, const std::string& message);

}  // namespace bookinfo
