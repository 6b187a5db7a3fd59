// SPDX-License-Identifier: Apache-2.0
#include "httplib/redirect.h"

#include <gtest/gtest.h>

namespace weft::httplib {
namespace {

// A request to shop:9080 that this redirect was followed by.
::httplib::Request Followed(int status, const std::string& location) {
  ::httplib::Request request;
  request.method = "POST";
  request.path = "/before";
  request.body = "x";
  request.headers = {{"Host", "shop:9080"}, {"Authorization", "Bearer 1"}, {"Content-Type", "text/plain"}};
  ::httplib::Response response;
  response.status = status;
  response.set_header("Location", location);
  FollowRedirect(*RedirectOf(response, "shop:9080", request, false), request);
  return request;
}

TEST(Redirect, CredentialsStayWithTheHostTheyWereMeantFor) {
  constexpr std::pair<const char*, bool> kCases[] = {{"http://shop:9080/x", true}, {"/x", true}, {"http://other/x", false}};
  for (const auto& [location, kept] : kCases) {
    EXPECT_EQ(Followed(302, location).has_header("Authorization"), kept) << location;
    EXPECT_EQ(Followed(302, location).has_header("Host"), kept) << location;
    EXPECT_EQ(Followed(302, location).path, "/x");
  }
}

TEST(Redirect, SeeOtherBecomesAGetWithoutABody) {
  const auto get = Followed(303, "/x"), post = Followed(307, "/x");
  EXPECT_EQ(get.method, "GET");
  EXPECT_TRUE(get.body.empty());
  EXPECT_FALSE(get.has_header("Content-Type"));
  EXPECT_EQ(post.method, "POST");
  EXPECT_EQ(post.body, "x");
}

}  // namespace
}  // namespace weft::httplib
