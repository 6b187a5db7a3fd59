// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "productpage/assets.h"
#include "productpage/productpage.h"
#include "productpage/views.h"
#include "weft/context.h"

namespace bookinfo {
namespace {

// The page loads nothing from elsewhere and runs no script; a header makes the browser enforce it.
constexpr const char* kContentPolicy =
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

void SendPage(::httplib::Response& response, const std::string& html, int status = 200) {
  response.status = status;
  response.set_header("Content-Security-Policy", kContentPolicy);
  response.set_header("X-Content-Type-Options", "nosniff");
  response.set_header("Cache-Control", "no-store");
  response.set_content(html, "text/html; charset=utf-8");
}

void GoBack(const ::httplib::Request& request, ::httplib::Response& response, const std::string& cookie) {
  response.set_header("Set-Cookie", cookie);
  response.set_redirect(BackTo(request.get_header_value("Referer"), request.get_header_value("Host")));
}

void ShowProduct(ProductpageService& service, const ::httplib::Request& request, ::httplib::Response& response) {
  const std::string user = ActAsSignedInUser(service.sessions, request);
  const Product& product = TheProduct();
  const Answer details = service.backends.Details(product.id);
  if (service.flood_factor > 0) service.backends.FloodReviews(product.id, service.flood_factor);
  const Answer reviews = service.backends.Reviews(product.id);
  SendPage(response, ProductPage(product, user, details, reviews));
}

void SignIn(ProductpageService& service, const ::httplib::Request& request, ::httplib::Response& response) {
  const std::string user = request.get_param_value("username");
  if (IsUserName(user)) return GoBack(request, response, service.sessions.SignIn(user));
  SendPage(response, MessagePage("", "That name cannot be used", "A user name has 1 to 64 characters on one line."), 400);
}

void SendStatic(const ::httplib::Request& request, ::httplib::Response& response) {
  const std::string name = "static/" + request.matches[1].str();
  const std::string_view* content = FindAsset(name);
  if (content == nullptr) {
    response.status = 404;
    return;
  }
  response.set_header("Cache-Control", "max-age=60");
  response.set_content(content->data(), content->size(), std::string(ContentTypeFor(name)));
}

}  // namespace

std::string ActAsSignedInUser(const Sessions& sessions, const ::httplib::Request& request) {
  const std::string user = sessions.UserOf(request.get_header_value("Cookie")).value_or("");
  if (weft::Context* context = weft::Context::Current()) context->Set("end-user", user);
  return user;
}

void AddPageHandlers(::httplib::Server& server, std::shared_ptr<ProductpageService> service) {
  const auto landing = [service](const ::httplib::Request& request, ::httplib::Response& response) {
    SendPage(response, LandingPage(ActAsSignedInUser(service->sessions, request), service->addresses));
  };
  server.Get("/", landing);
  server.Get("/index\\.html", landing);
  server.Get("/productpage", [service](const auto& request, auto& response) { ShowProduct(*service, request, response); });
  server.Post("/login", [service](const auto& request, auto& response) { SignIn(*service, request, response); });
  server.Get("/logout",
             [service](const auto& request, auto& response) { GoBack(request, response, service->sessions.SignOut()); });
  server.Get("/static/(.+)", [](const auto& request, auto& response) { SendStatic(request, response); });
  server.Get("/favicon\\.ico", [](const auto&, auto& response) { response.set_redirect("/static/icon.svg", 301); });
  server.Get("/health", [](const auto&, auto& response) { response.set_content("Product page is healthy", "text/plain"); });
  server.Get("/metrics", [service](const auto&, auto& response) {
    response.set_content(service->backends.metrics().Text(), "text/plain; version=0.0.4");
  });
  server.set_error_handler(::httplib::Server::HandlerWithResponse([service](const auto& request, auto& response) {
    if (response.status != 404 || !response.body.empty()) return ::httplib::Server::HandlerResponse::Unhandled;
    const std::string user = service->sessions.UserOf(request.get_header_value("Cookie")).value_or("");
    SendPage(response, MessagePage(user, "No such page", "There is nothing at this address."), 404);
    return ::httplib::Server::HandlerResponse::Handled;
  }));
}

}  // namespace bookinfo
