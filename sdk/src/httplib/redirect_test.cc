#include "httplib/redirect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::httplib {
namespace {

::httplib::Response RedirectTo(int status, const std::string& location) {
  ::httplib::Response response;
  response.status = status;
  if (!location.empty()) response.set_header("Location", location);
  return response;
}

struct Followed {
  std::string authority;
  std::string path;
};
Followed Follow(const std::string& location) {
  ::httplib::Request request;
  request.path = "/before";
  Followed followed{"shop:9080", ""};
  FollowRedirect(RedirectTo(302, location), followed.authority, request);
  followed.path = request.path;
  return followed;
}

TEST(Redirect, PathsAndHttpUrlsCanBeFollowed) {
  for (int status : {301, 302, 303, 307, 308}) EXPECT_TRUE(IsFollowable(RedirectTo(status, "/x"), false)) << status;
  EXPECT_TRUE(IsFollowable(RedirectTo(301, "http://other/x"), false));
}

TEST(Redirect, OthersStandAsTheyCame) {
  for (const char* location : {"", "https://other/x", "//other/x", "relative", "ftp://x"}) {
    EXPECT_FALSE(IsFollowable(RedirectTo(301, location), false)) << location;
  }
  for (int status : {200, 300, 304, 305, 404}) EXPECT_FALSE(IsFollowable(RedirectTo(status, "/x"), false)) << status;
}

TEST(Redirect, ASpentBodyCanOnlyBeLeftOut) {
  EXPECT_FALSE(IsFollowable(RedirectTo(307, "/x"), true));
  EXPECT_TRUE(IsFollowable(RedirectTo(303, "/x"), true));
}

TEST(Redirect, TakesAuthorityAndPathFromTheUrl) {
  EXPECT_EQ(Follow("/x?y=1#z").path, "/x?y=1");
  EXPECT_EQ(Follow("/x?y=1#z").authority, "shop:9080");
  EXPECT_EQ(Follow("http://other:8080/a/b?c").authority, "other:8080");
  EXPECT_EQ(Follow("http://other:8080/a/b?c").path, "/a/b?c");
  EXPECT_EQ(Follow("http://other").path, "/");
  EXPECT_EQ(Follow("http://other?c").authority, "other");
  EXPECT_EQ(Follow("http://other?c").path, "/?c");
}

TEST(Redirect, CredentialsStayWithTheHostTheyWereMeantFor) {
  constexpr std::pair<const char*, bool> kCases[] = {{"http://shop:9080/x", true}, {"/x", true}, {"http://other/x", false}};
  for (const auto& [location, kept] : kCases) {
    ::httplib::Request request;
    request.set_header("Authorization", "Bearer 1");
    std::string authority = "shop:9080";
    FollowRedirect(RedirectTo(302, location), authority, request);
    EXPECT_EQ(request.has_header("Authorization"), kept) << location;
  }
}

TEST(Redirect, SeeOtherBecomesAGetWithoutABody) {
  ::httplib::Request request;
  request.method = "POST";
  request.body = "x";
  request.set_header("Content-Type", "text/plain");
  std::string authority;
  FollowRedirect(RedirectTo(303, "/x"), authority, request);
  EXPECT_EQ(request.method, "GET");
  EXPECT_TRUE(request.body.empty());
  EXPECT_FALSE(request.has_header("Content-Type"));
  request.method = "POST";
  request.body = "x";
  FollowRedirect(RedirectTo(307, "/x"), authority, request);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.body, "x");
}

}  // namespace
}  // namespace weft::httplib
