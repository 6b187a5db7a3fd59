// SPDX-License-Identifier: Apache-2.0
#include "httplib/request_patch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::httplib {
namespace {

using Kind = HeaderChange::Kind;
using ::testing::ElementsAre;
using ::testing::Pair;

::httplib::Request PatchableRequest() {
  ::httplib::Request request;
  request.path = "/a/path/that/is/longer/than/a/short/string?q=1";
  request.headers = {{"Host", "shop:9080"}, {"Cookie", "a=1"}, {"cookie", "b=2"}, {"X-Old", "old"}};
  return request;
}

std::vector<std::pair<std::string, std::string>> Cookies(const ::httplib::Request& request) {
  const auto [first, last] = request.headers.equal_range("cookie");
  return {first, last};
}

TEST(RequestPatch, ChangesAreAppliedInTheirOrderAndNamesHaveNoCase) {
  auto request = PatchableRequest();
  RequestPatch patch(request);
  const HeaderChange changes[] = {
      {Kind::kRemove, "x-old", ""}, {Kind::kAppend, "cookie", "c=3"}, {Kind::kSet, "x-new", "1"}, {Kind::kSet, "x-new", "2"}};
  patch.Apply({.authority = "shop:9080", .path = "/v2", .changes = changes});
  EXPECT_EQ(request.path, "/v2");
  EXPECT_FALSE(request.has_header("X-Old"));
  EXPECT_EQ(request.get_header_value_count("x-new"), 1u);
  EXPECT_EQ(request.get_header_value("x-new"), "2");
  EXPECT_THAT(Cookies(request), ElementsAre(Pair("Cookie", "a=1"), Pair("cookie", "b=2"), Pair("cookie", "c=3")));
}

TEST(AddImpliedHeaders, WhatCppHttplibSendsByItselfIsThereUnlessTheCallerHasItsOwn) {
  auto request = PatchableRequest();
  request.headers.emplace("USER-AGENT", "own");
  AddImpliedHeaders(request);
  EXPECT_EQ(request.get_header_value("Accept"), "*/*");
  EXPECT_EQ(request.get_header_value("User-Agent"), "own");
  EXPECT_EQ(request.get_header_value_count("User-Agent"), 1u);
}

TEST(RequestPatch, TheEndOfACallBringsTheRequestBack) {
  auto request = PatchableRequest();
  const auto before = request;
  {
    RequestPatch patch(request);
    const HeaderChange changes[] = {{Kind::kSet, "cookie", "none"},
                                    {Kind::kAppend, "x-old", "more"},
                                    {Kind::kAppend, "x-short-lived", "1"},
                                    {Kind::kRemove, "x-short-lived", ""}};
    patch.Apply({.authority = "other", .path = "/v2", .changes = changes});
    patch.SetHost("other");
    transport::SetTimeLeft(std::chrono::milliseconds(70), patch);
    EXPECT_EQ(request.get_header_value("Host"), "other");
    EXPECT_EQ(request.get_header_value_count("Host"), 1u);
  }
  EXPECT_EQ(request.path, before.path);
  EXPECT_EQ(request.headers, before.headers);
}

// The call's RequestHead looks at the caller's strings until the call is over.
TEST(RequestPatch, WhatTheCallLooksAtStaysInPlace) {
  auto request = PatchableRequest();
  const std::string_view cookie = request.headers.find("cookie")->second;
  RequestPatch patch(request);
  const std::string_view path = patch.original_path();
  const HeaderChange changes[] = {{Kind::kSet, "cookie", "none"}};
  patch.Apply({.authority = "shop:9080", .path = "/v2", .changes = changes});
  EXPECT_EQ(cookie, "a=1");
  EXPECT_EQ(path, "/a/path/that/is/longer/than/a/short/string?q=1");
}

TEST(RequestPatch, OnlyTheFirstHeadCounts) {
  auto request = PatchableRequest();
  RequestPatch patch(request);
  const HeaderChange changes[] = {{Kind::kAppend, "x-new", "1"}};
  patch.Apply({.authority = "shop:9080", .path = "/v2", .changes = changes});
  patch.Apply({.authority = "shop:9080", .path = "/v2", .changes = changes});
  EXPECT_EQ(request.get_header_value_count("x-new"), 1u);
}

TEST(RequestPatch, EachAttemptSendsWhatIsLeftInPlaceOfTheCallersValue) {
  auto request = PatchableRequest();
  request.headers.emplace("X-Envoy-Expected-Rq-Timeout-Ms", "99999");
  {
    RequestPatch patch(request);
    for (const auto& [left, sent] : {std::pair(500, "500"), std::pair(120, "120"), std::pair(0, "1"), std::pair(-7, "1")}) {
      transport::SetTimeLeft(std::chrono::milliseconds(left), patch);
      EXPECT_EQ(request.get_header_value_count("x-envoy-expected-rq-timeout-ms"), 1u);
      EXPECT_EQ(request.get_header_value("x-envoy-expected-rq-timeout-ms"), sent);
    }
  }
  EXPECT_EQ(request.get_header_value("x-envoy-expected-rq-timeout-ms"), "99999");
}

}  // namespace
}  // namespace weft::httplib
