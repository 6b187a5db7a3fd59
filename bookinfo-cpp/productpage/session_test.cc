// SPDX-License-Identifier: Apache-2.0
#include "productpage/session.h"

#include <gtest/gtest.h>

namespace bookinfo {
namespace {

// What a browser sends back for a Set-Cookie value.
std::string AsSentBack(const std::string& set_cookie) { return set_cookie.substr(0, set_cookie.find(';')); }

TEST(Session, BringsTheUserBack) {
  const Sessions sessions("secret");
  for (const char* user : {"jason", "Zoë", "a;b=c", "x"}) {
    EXPECT_EQ(sessions.UserOf(AsSentBack(sessions.SignIn(user))), user);
  }
}

TEST(Session, IsHiddenFromScriptsAndOtherSites) {
  const std::string cookie = Sessions("secret").SignIn("jason");
  EXPECT_NE(cookie.find("; HttpOnly"), std::string::npos);
  EXPECT_NE(cookie.find("; SameSite=Lax"), std::string::npos);
  EXPECT_NE(cookie.find("; Path=/"), std::string::npos);
}

TEST(Session, IsFoundAmongOtherCookies) {
  const Sessions sessions("secret");
  const std::string own = AsSentBack(sessions.SignIn("jason"));
  EXPECT_EQ(sessions.UserOf("theme=dark; " + own + "; other=1"), "jason");
  EXPECT_EQ(sessions.UserOf("session=forged.x; " + own), "jason");
}

TEST(Session, RefusesACookieThatWasTamperedWith) {
  const Sessions sessions("secret");
  const std::string good = AsSentBack(sessions.SignIn("jason"));
  for (size_t i = std::string("session=").size(); i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = bad[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(sessions.UserOf(bad), std::nullopt) << bad;
  }
  const std::string other = AsSentBack(sessions.SignIn("admin"));
  EXPECT_EQ(sessions.UserOf(other.substr(0, other.find('.')) + good.substr(good.find('.'))), std::nullopt);
}

TEST(Session, RefusesWhatItNeverWrote) {
  const Sessions sessions("secret");
  for (const char* cookie : {"", "session", "session=", "session=.", "session=amFzb24", "session=amFzb24.", "a=b", ";;;"}) {
    EXPECT_EQ(sessions.UserOf(cookie), std::nullopt) << cookie;
  }
}

TEST(Session, EndsWithItsSecret) {
  const std::string cookie = AsSentBack(Sessions("one").SignIn("jason"));
  EXPECT_EQ(Sessions("two").UserOf(cookie), std::nullopt);
  EXPECT_EQ(Sessions().UserOf(AsSentBack(Sessions().SignIn("jason"))), std::nullopt);
}

TEST(Session, SigningOutLeavesNobody) {
  const Sessions sessions("secret");
  EXPECT_EQ(sessions.UserOf(AsSentBack(sessions.SignOut())), std::nullopt);
  EXPECT_NE(sessions.SignOut().find("Max-Age=0"), std::string::npos);
}

TEST(UserName, MayNotBreakOutOfAHeader) {
  EXPECT_TRUE(IsUserName("jason"));
  EXPECT_TRUE(IsUserName("Jason Smith"));
  for (const char* name : {"", " jason", "jason ", "a\r\nX-Evil: 1", "a\tb", "a\x7f"}) EXPECT_FALSE(IsUserName(name)) << name;
  EXPECT_FALSE(IsUserName(std::string(65, 'a')));
}

TEST(BackTo, ReturnsToThePageOfThisHost) {
  EXPECT_EQ(BackTo("http://127.0.0.1:9080/productpage?u=test", "127.0.0.1:9080"), "/productpage?u=test");
  EXPECT_EQ(BackTo("https://books.example/", "books.example"), "/");
  EXPECT_EQ(BackTo("http://h/productpage#reviews", "h"), "/productpage");
}

TEST(BackTo, NeverLeavesTheSite) {
  for (const char* referer : {"", "http://evil.example/productpage", "http://h.evil.example/", "http://h@evil.example/",
                              "http://h//evil.example", "http://h/\\evil.example", "javascript://h/%0aalert(1)", "//h/x", "h/x",
                              "http://h/a\r\nSet-Cookie: x", "http://h", "http://h:81/x"}) {
    EXPECT_EQ(BackTo(referer, "h"), "/productpage") << referer;
  }
  EXPECT_EQ(BackTo("http:///x", ""), "/productpage");
}

}  // namespace
}  // namespace bookinfo
