// SPDX-License-Identifier: Apache-2.0
#include "engine/actions/redirect.h"

#include <gtest/gtest.h>

namespace weft::engine {
namespace {

using RewriteKind = model::PathRewrite::Kind;

RequestHead HeadTo(std::string_view authority, std::string_view path = "/a?q=1", std::string_view scheme = "http") {
  RequestHead head;
  head.scheme = scheme;
  head.authority = authority;
  head.path = path;
  return head;
}

model::Redirect To(std::string scheme, std::string host = "", uint16_t port = 0) {
  return {301, std::move(scheme), std::move(host), port, std::nullopt, false};
}

model::Redirect ToPath(RewriteKind kind, std::string value, bool strip_query = false) {
  return {301, "", "", 0, model::PathRewrite{kind, std::move(value), ""}, strip_query};
}

std::string LocationOf(const model::Redirect& redirect, const RequestHead& head, const model::PathMatcher& matcher = {}) {
  return CompiledRedirect::Compile(redirect, matcher)->Location(head);
}

TEST(Redirect, WhatIsNotNamedStays) { EXPECT_EQ(LocationOf({}, HeadTo("shop:9080")), "http://shop:9080/a?q=1"); }

TEST(Redirect, AHostWithoutPortHasNone) {
  EXPECT_EQ(LocationOf(To("", "new.example.com"), HeadTo("shop:9080")), "http://new.example.com/a?q=1");
  EXPECT_EQ(LocationOf(To("", "new.example.com", 8080), HeadTo("shop:9080")), "http://new.example.com:8080/a?q=1");
}

TEST(Redirect, DefaultPortsAreNotPrinted) {
  EXPECT_EQ(LocationOf(To("", "", 80), HeadTo("shop:9080")), "http://shop/a?q=1");
  EXPECT_EQ(LocationOf(To("https", "", 443), HeadTo("shop")), "https://shop/a?q=1");
  EXPECT_EQ(LocationOf(To("https", "", 80), HeadTo("shop")), "https://shop:80/a?q=1");
}

TEST(Redirect, AnotherSchemeDropsTheDefaultPortOfTheOldOne) {
  EXPECT_EQ(LocationOf(To("https"), HeadTo("shop:80")), "https://shop/a?q=1");
  EXPECT_EQ(LocationOf(To("https"), HeadTo("shop:9080")), "https://shop:9080/a?q=1");
  EXPECT_EQ(LocationOf(To("http"), HeadTo("shop:443", "/", "https")), "http://shop/");
}

TEST(Redirect, BracketsKeepTheColonsOfAnAddressTogether) {
  EXPECT_EQ(LocationOf(To("https"), HeadTo("[::1]")), "https://[::1]/a?q=1");
  EXPECT_EQ(LocationOf(To("", "", 81), HeadTo("[::1]:80")), "http://[::1]:81/a?q=1");
}

TEST(Redirect, PathsAreRewrittenAsInARewrite) {
  EXPECT_EQ(LocationOf(ToPath(RewriteKind::kWhole, "/v2"), HeadTo("shop")), "http://shop/v2?q=1");
  EXPECT_EQ(LocationOf(ToPath(RewriteKind::kWhole, "/v2?own"), HeadTo("shop")), "http://shop/v2?own");
  EXPECT_EQ(LocationOf(ToPath(RewriteKind::kMatched, "/new"), HeadTo("shop", "/old/x"),
                       {model::PathMatcher::Type::kPrefix, "/old", false}),
            "http://shop/new/x");
}

TEST(Redirect, TheQueryIsStrippedOnDemand) {
  EXPECT_EQ(LocationOf({301, "", "", 0, std::nullopt, true}, HeadTo("shop")), "http://shop/a");
  EXPECT_EQ(LocationOf(ToPath(RewriteKind::kWhole, "/v2", true), HeadTo("shop")), "http://shop/v2");
}

TEST(Redirect, WhatIsWrongIsNamedWithItsPath) {
  EXPECT_EQ(CompiledRedirect::Compile({304, "", "", 0, std::nullopt, false}, {}).status().message(),
            ".status: 304 is not the status of a redirect; must be 301, 302, 303, 307 or 308");
  model::Redirect bad = To("");
  bad.path = model::PathRewrite{RewriteKind::kRegex, "", "("};
  EXPECT_TRUE(std::string(CompiledRedirect::Compile(bad, {}).status().message()).starts_with(".path.pattern: "));
}

}  // namespace
}  // namespace weft::engine
