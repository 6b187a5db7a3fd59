// SPDX-License-Identifier: Apache-2.0
#include "engine/actions/path_rewrite.h"

#include <gtest/gtest.h>

namespace weft::engine {
namespace {

using RewriteKind = model::PathRewrite::Kind;
using PathType = model::PathMatcher::Type;

std::string Rewritten(const model::PathRewrite& rewrite, const model::PathMatcher& matcher, std::string_view path) {
  const auto rewriter = PathRewriter::Compile(rewrite, matcher);
  return rewriter.ok() ? rewriter->RewriteWithQuery(path) : std::string(rewriter.status().message());
}

TEST(PathRewrite, APrefixGivesWayAndTheRestStays) {
  EXPECT_EQ(Rewritten({RewriteKind::kMatched, "/v2", ""}, {PathType::kPrefix, "/reviews", false}, "/reviews/0?lang=en"),
            "/v2/0?lang=en");
  EXPECT_EQ(Rewritten({RewriteKind::kMatched, "/v2", ""}, {PathType::kPrefix, "/reviews", false}, "/reviewsX"), "/v2X");
}

TEST(PathRewrite, SlashesAreNeitherAddedNorTaken) {
  EXPECT_EQ(Rewritten({RewriteKind::kMatched, "/", ""}, {PathType::kPrefix, "/common", false}, "/common/api"), "//api");
  EXPECT_EQ(Rewritten({RewriteKind::kMatched, "/v1", ""}, {PathType::kPrefix, "/", false}, "/x"), "/v1x");
}

TEST(PathRewrite, APrefixIgnoresCaseAsItsMatcherDoes) {
  EXPECT_EQ(Rewritten({RewriteKind::kMatched, "/v2", ""}, {PathType::kPrefix, "/Reviews", true}, "/REVIEWS/A"), "/v2/A");
}

TEST(PathRewrite, ASegmentPrefixGivesWayLikeAPrefix) {
  EXPECT_EQ(Rewritten({RewriteKind::kMatched, "/shop", ""}, {PathType::kSegmentPrefix, "/store", false}, "/store/a"),
            "/shop/a");
  EXPECT_EQ(Rewritten({RewriteKind::kMatched, "/shop", ""}, {PathType::kSegmentPrefix, "/store", false}, "/store"), "/shop");
}

TEST(PathRewrite, ExactPathsAndPatternsGiveWayAsAWhole) {
  EXPECT_EQ(Rewritten({RewriteKind::kMatched, "/b", ""}, {PathType::kExact, "/a", false}, "/a?q"), "/b?q");
  EXPECT_EQ(Rewritten({RewriteKind::kMatched, "/b", ""}, {PathType::kRegex, "/a.*", false}, "/a/x/y?q=1"), "/b?q=1");
}

TEST(PathRewrite, PatternsReplaceEveryMatchWithTheirGroups) {
  EXPECT_EQ(Rewritten({RewriteKind::kRegex, "/\\2/\\1", "^/([^/]+)/([^/]+)"}, {}, "/a/b/c?x=/y/z"), "/b/a/c?x=/y/z");
  EXPECT_EQ(Rewritten({RewriteKind::kRegex, "-", "_"}, {}, "/a_b_c"), "/a-b-c");
  EXPECT_EQ(Rewritten({RewriteKind::kRegex, "x", "nothing"}, {}, "/a?b"), "/a?b");
}

TEST(PathRewrite, AWholePathMayBringItsOwnQuery) {
  EXPECT_EQ(Rewritten({RewriteKind::kWhole, "/new", ""}, {}, "/old?a=1"), "/new?a=1");
  EXPECT_EQ(Rewritten({RewriteKind::kWhole, "/new?b=2", ""}, {}, "/old?a=1"), "/new?b=2");
}

TEST(PathRewrite, APathIsNeverEmpty) { EXPECT_EQ(Rewritten({RewriteKind::kRegex, "", ".*"}, {}, "/gone?a"), "/?a"); }

TEST(PathRewrite, WhatIsWrongIsNamedWithItsPath) {
  EXPECT_EQ(Rewritten({RewriteKind::kRegex, "x", "("}, {}, "/"), ".pattern: \"(\" is not an RE2 pattern: missing ): (");
  const std::string misfit = Rewritten({RewriteKind::kRegex, "\\2", "(a)"}, {}, "/");
  EXPECT_TRUE(misfit.starts_with(".value: \"\\2\" does not fit the pattern \"(a)\": ")) << misfit;
}

}  // namespace
}  // namespace weft::engine
