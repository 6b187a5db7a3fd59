#include "engine/path_rewrite.h"

#include <gtest/gtest.h>

namespace weft::engine {
namespace {

using Kind = model::PathRewrite::Kind;
using Type = model::PathMatcher::Type;

std::string Rewritten(const model::PathRewrite& rewrite, const model::PathMatcher& matcher, std::string_view path) {
  const auto rewriter = PathRewriter::Compile(rewrite, matcher);
  return rewriter.ok() ? rewriter->RewriteWithQuery(path) : std::string(rewriter.status().message());
}

TEST(PathRewrite, APrefixGivesWayAndTheRestStays) {
  EXPECT_EQ(Rewritten({Kind::kMatched, "/v2", ""}, {Type::kPrefix, "/reviews", false}, "/reviews/0?lang=en"), "/v2/0?lang=en");
  EXPECT_EQ(Rewritten({Kind::kMatched, "/v2", ""}, {Type::kPrefix, "/reviews", false}, "/reviewsX"), "/v2X");
}

TEST(PathRewrite, SlashesAreNeitherAddedNorTaken) {
  EXPECT_EQ(Rewritten({Kind::kMatched, "/", ""}, {Type::kPrefix, "/common", false}, "/common/api"), "//api");
  EXPECT_EQ(Rewritten({Kind::kMatched, "/v1", ""}, {Type::kPrefix, "/", false}, "/x"), "/v1x");
}

TEST(PathRewrite, APrefixIgnoresCaseAsItsMatcherDoes) {
  EXPECT_EQ(Rewritten({Kind::kMatched, "/v2", ""}, {Type::kPrefix, "/Reviews", true}, "/REVIEWS/A"), "/v2/A");
}

TEST(PathRewrite, ASegmentPrefixGivesWayLikeAPrefix) {
  EXPECT_EQ(Rewritten({Kind::kMatched, "/shop", ""}, {Type::kSegmentPrefix, "/store", false}, "/store/a"), "/shop/a");
  EXPECT_EQ(Rewritten({Kind::kMatched, "/shop", ""}, {Type::kSegmentPrefix, "/store", false}, "/store"), "/shop");
}

TEST(PathRewrite, ExactPathsAndPatternsGiveWayAsAWhole) {
  EXPECT_EQ(Rewritten({Kind::kMatched, "/b", ""}, {Type::kExact, "/a", false}, "/a?q"), "/b?q");
  EXPECT_EQ(Rewritten({Kind::kMatched, "/b", ""}, {Type::kRegex, "/a.*", false}, "/a/x/y?q=1"), "/b?q=1");
}

TEST(PathRewrite, PatternsReplaceEveryMatchWithTheirGroups) {
  EXPECT_EQ(Rewritten({Kind::kRegex, "/\\2/\\1", "^/([^/]+)/([^/]+)"}, {}, "/a/b/c?x=/y/z"), "/b/a/c?x=/y/z");
  EXPECT_EQ(Rewritten({Kind::kRegex, "-", "_"}, {}, "/a_b_c"), "/a-b-c");
  EXPECT_EQ(Rewritten({Kind::kRegex, "x", "nothing"}, {}, "/a?b"), "/a?b");
}

TEST(PathRewrite, AWholePathMayBringItsOwnQuery) {
  EXPECT_EQ(Rewritten({Kind::kWhole, "/new", ""}, {}, "/old?a=1"), "/new?a=1");
  EXPECT_EQ(Rewritten({Kind::kWhole, "/new?b=2", ""}, {}, "/old?a=1"), "/new?b=2");
}

TEST(PathRewrite, APathIsNeverEmpty) { EXPECT_EQ(Rewritten({Kind::kRegex, "", ".*"}, {}, "/gone?a"), "/?a"); }

TEST(PathRewrite, WhatIsWrongIsNamedWithItsPath) {
  EXPECT_EQ(Rewritten({Kind::kRegex, "x", "("}, {}, "/"), ".pattern: \"(\" is not an RE2 pattern: missing ): (");
  EXPECT_TRUE(Rewritten({Kind::kRegex, "\\2", "(a)"}, {}, "/").starts_with(".value: \"\\2\" does not fit the pattern \"(a)\": "));
}

}  // namespace
}  // namespace weft::engine
