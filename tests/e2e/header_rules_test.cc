// SPDX-License-Identifier: Apache-2.0
// Rules on the headers that travel from the visitor through productpage to the call of reviews.
#include "e2e/mesh_test.h"

namespace weft::test {
namespace {

class HeaderRules : public MeshTest {
 protected:
  void SetUp() override {
    MeshTest::SetUp();
    ApplyShipped("destination-rule-all");
    ApplyShipped("virtual-service-all-v1");
    ASSERT_TRUE(SettlesOn("none"));
  }
  // Who fits `match` sees black stars, everybody else none.
  static void BlackStarsFor(const std::string& header, const std::string& match) {
    ApplyText(R"(
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: reviews}
spec:
  hosts: [reviews]
  http:
  - match: [{headers: {)" +
              header + ": {" + match + R"(}}}]
    route: [{destination: {host: reviews, subset: v2}}]
  - route: [{destination: {host: reviews, subset: v1}}]
)");
  }
};

TEST_F(HeaderRules, UserAgentByRegex) {
  BlackStarsFor("user-agent", "regex: '.*(Firefox|Chrome)/[0-9]+.*'");
  EXPECT_TRUE(SettlesOn("black", {{"User-Agent", "Mozilla/5.0 (X11) Firefox/128.0"}}));
  EXPECT_TRUE(SettlesOn("none", {{"User-Agent", "curl/8.5.0"}}));
  EXPECT_TRUE(SettlesOn("none", {{"User-Agent", "Firefox/"}}));
}

TEST_F(HeaderRules, UserAgentByRegexMustMatchTheWholeValue) {
  BlackStarsFor("user-agent", "regex: 'curl/[0-9.]+'");
  EXPECT_TRUE(SettlesOn("black", {{"User-Agent", "curl/8.5.0"}}));
  EXPECT_TRUE(SettlesOn("none", {{"User-Agent", "libcurl/8.5.0 or so"}}));
}

TEST_F(HeaderRules, CookieByRegex) {
  BlackStarsFor("cookie", "regex: '^(.*;\\s*)?group=testers(;.*)?$'");
  EXPECT_TRUE(SettlesOn("black", {{"Cookie", "theme=dark; group=testers"}}));
  EXPECT_TRUE(SettlesOn("none", {{"Cookie", "theme=dark; group=testers2"}}));
  EXPECT_TRUE(SettlesOn("none"));
}

TEST_F(HeaderRules, ForwardedForByPrefixSeesTheFirstSender) {
  BlackStarsFor("x-forwarded-for", "prefix: '10.7.'");
  EXPECT_TRUE(SettlesOn("black", {{"X-Forwarded-For", "10.7.0.4"}}));
  EXPECT_TRUE(SettlesOn("none", {{"X-Forwarded-For", "10.70.0.4"}}));
  EXPECT_TRUE(SettlesOn("none"));
}

TEST_F(HeaderRules, ForwardedForHoldsTheAddressOfADirectCaller) {
  BlackStarsFor("x-forwarded-for", "prefix: '127.0.0.1'");
  EXPECT_TRUE(SettlesOn("black"));
}

TEST_F(HeaderRules, EndUserOfWhoeverSignedIn) {
  BlackStarsFor("end-user", "exact: mary");
  EXPECT_TRUE(SettlesOn("black", SignedIn("mary")));
  EXPECT_TRUE(SettlesOn("none", SignedIn("Mary")));
  EXPECT_TRUE(SettlesOn("none"));
}

TEST_F(HeaderRules, EndUserCannotBeClaimedByAHeaderFromOutside) {
  BlackStarsFor("end-user", "exact: mary");
  ASSERT_TRUE(SettlesOn("black", SignedIn("mary")));
  EXPECT_TRUE(SettlesOn("none", {{"end-user", "mary"}}));
}

TEST_F(HeaderRules, PresenceOfAHeaderIsEnough) {
  BlackStarsFor("jwt", "");
  EXPECT_TRUE(SettlesOn("black", {{"jwt", "any"}}));
  EXPECT_TRUE(SettlesOn("none"));
}

TEST_F(HeaderRules, ARequestThatCameWithoutAnIdHasOne) {
  BlackStarsFor("x-request-id", "regex: '[0-9a-f-]{36}'");
  EXPECT_TRUE(SettlesOn("black"));
  EXPECT_TRUE(SettlesOn("none", {{"X-Request-Id", "mine"}})) << "one that was given stays";
}

}  // namespace
}  // namespace weft::test
