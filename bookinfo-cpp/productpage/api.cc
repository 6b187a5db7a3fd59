// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>

#include "productpage/productpage.h"
#include "productpage/views.h"

namespace bookinfo {
namespace {

using BackendCall = Answer (Backends::*)(int32_t);

// Hands an answer of a backend on, status and all.
void AddBackend(::httplib::Server& server, const std::string& pattern, std::shared_ptr<ProductpageService> service,
                BackendCall call) {
  server.Get(pattern, [service = std::move(service), call](const auto& request, auto& response) {
    const auto id = ParseProductId(request.matches[1].str());
    if (!id) return ReplyError(response, 404, "no such product");
    ActAsSignedInUser(service->sessions, request);
    const Answer answer = (service->backends.*call)(*id);
    Reply(response, answer.status, answer.body);
  });
}

}  // namespace

void AddApiHandlers(::httplib::Server& server, std::shared_ptr<ProductpageService> service) {
  server.Get("/api/v1/products", [](const auto&, auto& response) { Reply(response, 200, ProductsJson()); });
  AddBackend(server, "/api/v1/products/([^/]+)", service, &Backends::Details);
  AddBackend(server, "/api/v1/products/([^/]+)/reviews", service, &Backends::Reviews);
  AddBackend(server, "/api/v1/products/([^/]+)/ratings", service, &Backends::Ratings);
}

}  // namespace bookinfo
