// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/forwarded_headers.h"
#include "common/mesh_start.h"
#include "common/test_server.h"
#include "productpage/productpage.h"
#include "weft/context.h"

namespace bookinfo {
namespace {

using ::testing::HasSubstr;

constexpr const char* kForm = "application/x-www-form-urlencoded";

// The handlers that call nobody, with a control plane that is not there.
class Pages : public ::testing::Test {
 protected:
  Pages() {
    ServiceOptions options;
    options.app = "productpage";
    options.xds = "127.0.0.1:1";
    mesh_ = weft::Mesh::Start(BootstrapFor(options, 1), {.log = [](weft::LogLevel, std::string_view) {}}).value();
    service_.reset(new ProductpageService{Sessions("secret"), {}, Backends(mesh_, {}), 0});
    weft::httplib::Instrument(*server_, ProductpageHeaders());
    AddPageHandlers(*server_, service_);
    AddApiHandlers(*server_, service_);
    (*server_).Get("/who", [this](const auto& request, auto& response) {
      ActAsSignedInUser(service_->sessions, request);
      response.set_content(std::string(weft::Context::Current()->Get("end-user").value_or("nobody")), "text/plain");
    });
  }
  ~Pages() override { mesh_->Shutdown(); }

  std::string CookieOf(const std::string& user) {
    const std::string cookie = service_->sessions.SignIn(user);
    return cookie.substr(0, cookie.find(';'));
  }

  std::shared_ptr<weft::Mesh> mesh_;
  std::shared_ptr<ProductpageService> service_;
  TestServer server_;
};

TEST_F(Pages, SigningInSetsTheCookieAndGoesBack) {
  auto client = server_.Start();
  const ::httplib::Headers headers = {{"Host", "books"}, {"Referer", "http://books/productpage?u=test"}};
  const auto result = client.Post("/login", headers, "username=jason&passwd=jason", kForm);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->status, 302);
  EXPECT_EQ(result->get_header_value("Location"), "/productpage?u=test");
  EXPECT_EQ(service_->sessions.UserOf(result->get_header_value("Set-Cookie")), "jason");
}

TEST_F(Pages, SigningOutDropsTheUser) {
  auto client = server_.Start();
  const auto result = client.Get("/logout", {{"Cookie", CookieOf("jason")}});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->status, 302);
  EXPECT_EQ(result->get_header_value("Location"), "/productpage");
  EXPECT_THAT(result->get_header_value("Set-Cookie"), HasSubstr("Max-Age=0"));
}

TEST_F(Pages, ANameThatWouldBreakAHeaderIsRefused) {
  auto client = server_.Start();
  const auto result = client.Post("/login", "username=ja%0d%0aX-Evil%3a%201", kForm);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->status, 400);
  EXPECT_FALSE(result->has_header("Set-Cookie"));
}

TEST_F(Pages, OnlyTheSessionMakesTheUser) {
  auto client = server_.Start();
  EXPECT_EQ(client.Get("/who", {{"end-user", "jason"}})->body, "nobody");
  EXPECT_EQ(client.Get("/who", {{"end-user", "admin"}, {"Cookie", CookieOf("jason")}})->body, "jason");
}

TEST_F(Pages, HeadersAllowTheBrowserToRunAndLoadNothingElse) {
  auto client = server_.Start();
  const auto result = client.Get("/index.html", {{"Cookie", CookieOf("<jason>")}});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->status, 200);
  EXPECT_THAT(result->get_header_value("Content-Security-Policy"), HasSubstr("default-src 'none'"));
  EXPECT_THAT(result->body, HasSubstr("&lt;jason&gt;"));
}

TEST_F(Pages, ServeTheStyleSheetHealthAndMetrics) {
  auto client = server_.Start();
  EXPECT_EQ(client.Get("/static/style.css")->get_header_value("Content-Type"), "text/css; charset=utf-8");
  EXPECT_EQ(client.Get("/static/main.cc")->status, 404);
  EXPECT_EQ(client.Get("/health")->body, "Product page is healthy");
  EXPECT_THAT(client.Get("/metrics")->body, HasSubstr("# TYPE request_result_total counter"));
}

TEST_F(Pages, WhatDoesNotExistIsReported) {
  auto client = server_.Start();
  const auto page = client.Get("/nothing");
  EXPECT_EQ(page->status, 404);
  EXPECT_THAT(page->body, HasSubstr("No such page"));
  EXPECT_EQ(client.Get("/api/v1/products/abc/reviews")->status, 404);
}

}  // namespace
}  // namespace bookinfo
