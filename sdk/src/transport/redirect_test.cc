// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "weft/transport.h"

namespace weft::transport {
namespace {

std::optional<Redirect> Of(int status, std::string_view location, bool body_is_spent = false) {
  return FollowableRedirect(status, location, "shop:9080", "POST", body_is_spent);
}

TEST(FollowableRedirect, PathsAndHttpUrlsCanBeFollowed) {
  for (int status : {301, 302, 303, 307, 308}) EXPECT_TRUE(Of(status, "/x")) << status;
  EXPECT_TRUE(Of(301, "http://other/x"));
}

TEST(FollowableRedirect, OthersStandAsTheyCame) {
  for (const char* location : {"", "https://other/x", "//other/x", "relative", "ftp://x"}) {
    EXPECT_FALSE(Of(301, location)) << location;
  }
  for (int status : {200, 300, 304, 305, 404}) EXPECT_FALSE(Of(status, "/x")) << status;
}

TEST(FollowableRedirect, ASpentBodyCanOnlyBeLeftOut) {
  EXPECT_FALSE(Of(307, "/x", true));
  EXPECT_TRUE(Of(303, "/x", true)->becomes_get);
  EXPECT_FALSE(Of(307, "/x")->becomes_get);
  EXPECT_FALSE(FollowableRedirect(303, "/x", "shop:9080", "HEAD", false)->becomes_get);
}

TEST(FollowableRedirect, TakesAuthorityAndPathFromTheUrl) {
  EXPECT_EQ(Of(302, "/x?y=1#z")->path, "/x?y=1");
  EXPECT_EQ(Of(302, "/x?y=1#z")->authority, "shop:9080");
  EXPECT_EQ(Of(302, "http://other:8080/a/b?c")->authority, "other:8080");
  EXPECT_EQ(Of(302, "http://other:8080/a/b?c")->path, "/a/b?c");
  EXPECT_EQ(Of(302, "http://other")->path, "/");
  EXPECT_EQ(Of(302, "http://other?c")->authority, "other");
  EXPECT_EQ(Of(302, "http://other?c")->path, "/?c");
}

TEST(FollowableRedirect, ReportsAnotherHost) {
  EXPECT_FALSE(Of(302, "/x")->other_authority);
  EXPECT_FALSE(Of(302, "http://shop:9080/x")->other_authority);
  EXPECT_TRUE(Of(302, "http://other/x")->other_authority);
}

}  // namespace
}  // namespace weft::transport
