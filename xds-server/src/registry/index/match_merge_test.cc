// SPDX-License-Identifier: Apache-2.0
#include "registry/index/match_merge.h"

#include <array>
#include <optional>
#include <random>

#include "gmock/gmock.h"

namespace weft::registry {
namespace {

using manifest::HttpMatch;
using manifest::StringMatch;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Kind = manifest::StringMatch::Type;

const StringMatch kPrefixA{Kind::kPrefix, "/a"};
const StringMatch kPrefixAB{Kind::kPrefix, "/a/b"};
const StringMatch kPrefixC{Kind::kPrefix, "/c"};
const StringMatch kExactA{Kind::kExact, "/a"};
const StringMatch kExactAX{Kind::kExact, "/a/x"};
const StringMatch kRegexA{Kind::kRegex, "/a.*"};
const StringMatch kPresence{Kind::kPresent, ""};

HttpMatch UriOf(const StringMatch& uri, const std::string& name = "") {
  HttpMatch match;
  match.name = name;
  match.uri = uri;
  return match;
}

bool UrisFit(const StringMatch& root, const StringMatch& leaf) { return WhyMatchesConflict(UriOf(root), UriOf(leaf)).empty(); }

TEST(MatchMerge, AnExactValueFitsItselfAlone) {
  EXPECT_TRUE(UrisFit(kExactA, kExactA));
  EXPECT_FALSE(UrisFit(kExactA, kExactAX));
  EXPECT_FALSE(UrisFit(kExactA, kPrefixA));
}

TEST(MatchMerge, WhatBeginsWithThePrefixFitsIntoIt) {
  EXPECT_TRUE(UrisFit(kPrefixA, kPrefixA));
  EXPECT_TRUE(UrisFit(kPrefixA, kPrefixAB));
  EXPECT_TRUE(UrisFit(kPrefixA, kExactAX));
  EXPECT_FALSE(UrisFit(kPrefixAB, kPrefixA));
  EXPECT_FALSE(UrisFit(kPrefixA, kPrefixC));
}

TEST(MatchMerge, ARegexFitsNothingOnEitherSide) {
  EXPECT_FALSE(UrisFit(kRegexA, kExactA));
  EXPECT_FALSE(UrisFit(kPrefixA, kRegexA));
  EXPECT_FALSE(UrisFit(kRegexA, kRegexA));
  EXPECT_TRUE(WhyMatchesConflict(UriOf(kRegexA), {}).empty()) << "but a side that says nothing is no conflict";
  EXPECT_TRUE(WhyMatchesConflict({}, UriOf(kRegexA)).empty());
}

TEST(MatchMerge, TheReasonNamesTheFieldAndBothValues) {
  EXPECT_EQ(WhyMatchesConflict(UriOf(kPrefixA), UriOf(kPrefixC)), "uri prefix \"/c\" does not fit into prefix \"/a\"");
}

TEST(MatchMerge, MethodSchemeAuthorityHeadersAndQueryConflictLikeTheUri) {
  for (auto field : {&HttpMatch::method, &HttpMatch::scheme, &HttpMatch::authority}) {
    HttpMatch root, leaf;
    root.*field = kExactA;
    leaf.*field = kExactAX;
    EXPECT_FALSE(WhyMatchesConflict(root, leaf).empty());
    leaf.*field = kExactA;
    EXPECT_TRUE(WhyMatchesConflict(root, leaf).empty());
  }
  for (auto field : {&HttpMatch::headers, &HttpMatch::without_headers, &HttpMatch::query_params}) {
    HttpMatch root, leaf;
    (root.*field)["x"] = kExactA;
    (leaf.*field)["y"] = kExactAX;
    EXPECT_TRUE(WhyMatchesConflict(root, leaf).empty()) << "different names";
    (leaf.*field)["x"] = kExactAX;
    EXPECT_THAT(WhyMatchesConflict(root, leaf), HasSubstr(".x "));
  }
}

TEST(MatchMerge, IgnoreUriCaseMustBeTheSame) {
  HttpMatch leaf;
  leaf.ignore_uri_case = true;
  EXPECT_EQ(WhyMatchesConflict({}, leaf), "ignoreUriCase differs");
  EXPECT_TRUE(WhyMatchesConflict(leaf, leaf).empty());
}

TEST(MatchMerge, PortsConflictWhenBothAreSet) {
  HttpMatch root, leaf;
  root.port = 80;
  EXPECT_TRUE(WhyMatchesConflict(root, leaf).empty());
  leaf.port = 81;
  EXPECT_EQ(WhyMatchesConflict(root, leaf), "port 81 is not 80");
}

TEST(MatchMerge, ASourceNamespaceOfTheRootMustBeTheLeafsAsWell) {
  HttpMatch root, leaf;
  leaf.source_namespace = "shop";
  EXPECT_TRUE(WhyMatchesConflict(root, leaf).empty());
  root.source_namespace = "shop";
  EXPECT_TRUE(WhyMatchesConflict(root, leaf).empty());
  leaf.source_namespace = "";
  EXPECT_FALSE(WhyMatchesConflict(root, leaf).empty()) << "unset is not the same";
}

TEST(MatchMerge, SourceLabelsConflictByValueAndAreJoined) {
  HttpMatch root, leaf;
  root.source_labels = {{"app", "a"}};
  leaf.source_labels = {{"version", "v1"}};
  auto merged = MergeMatches({root}, {leaf});
  ASSERT_EQ(merged.matches.size(), 1u);
  EXPECT_EQ(merged.matches[0].match.source_labels, (manifest::Labels{{"app", "a"}, {"version", "v1"}}));
  leaf.source_labels = {{"app", "b"}};
  EXPECT_THAT(MergeMatches({root}, {leaf}).conflict, HasSubstr("sourceLabels.app \"b\" is not \"a\""));
}

TEST(MatchMerge, GatewaysOfTheLeafMustBeAmongTheRoots) {
  HttpMatch root, leaf;
  leaf.gateways = {"mesh"};
  EXPECT_TRUE(WhyMatchesConflict(root, leaf).empty());
  root.gateways = {"front", "mesh"};
  EXPECT_TRUE(WhyMatchesConflict(root, leaf).empty());
  leaf.gateways = {"back"};
  EXPECT_FALSE(WhyMatchesConflict(root, leaf).empty());
}

TEST(MatchMerge, EveryPairThatFitsBecomesAMatch) {
  auto merged = MergeMatches({UriOf(kPrefixA, "root"), UriOf(kPrefixAB)}, {UriOf(kPrefixAB, "leaf"), UriOf(kExactAX)});
  ASSERT_THAT(merged.conflict, IsEmpty());
  ASSERT_EQ(merged.matches.size(), 3u);
  EXPECT_EQ(merged.matches[0].match.name, "root-leaf");
  EXPECT_EQ(merged.matches[0].root, 0);
  EXPECT_EQ(merged.matches[0].leaf, 0);
  EXPECT_EQ(merged.matches[1].match.name, "leaf");
  EXPECT_EQ(merged.matches[1].root, 1);
  EXPECT_EQ(merged.matches[2].match.uri, kExactAX);
  EXPECT_EQ(merged.matches[2].match.name, "root");
}

TEST(MatchMerge, OneMatchThatFitsNowhereIsAConflict) {
  auto merged = MergeMatches({UriOf(kPrefixA)}, {UriOf(kPrefixAB), UriOf(kPrefixC)});
  EXPECT_THAT(merged.matches, IsEmpty());
  EXPECT_THAT(merged.conflict, HasSubstr("match[1] fits into no match of the rule that delegates: uri prefix \"/c\""));
}

TEST(MatchMerge, ASideWithoutMatchesTakesTheOthers) {
  EXPECT_EQ(MergeMatches({UriOf(kPrefixA)}, {}).matches.at(0).leaf, -1);
  EXPECT_EQ(MergeMatches({}, {UriOf(kPrefixA)}).matches.at(0).root, -1);
  EXPECT_THAT(MergeMatches({}, {}).matches, IsEmpty());
}

TEST(MatchMerge, TheNarrowerConditionStays) {
  HttpMatch root, leaf;
  root.headers["x"] = kExactA;
  leaf.headers["x"] = kPresence;
  root.without_headers["y"] = kPrefixA;
  leaf.without_headers["y"] = kPrefixAB;
  root.query_params["z"] = kPresence;
  leaf.query_params["z"] = kExactA;
  root.uri = kPrefixA;
  root.port = 80;
  HttpMatch merged = MergeMatches({root}, {leaf}).matches.at(0).match;
  EXPECT_EQ(merged.headers["x"], kExactA);
  EXPECT_EQ(merged.without_headers["y"], kPrefixA);
  EXPECT_EQ(merged.query_params["z"], kExactA);
  EXPECT_EQ(merged.uri, kPrefixA);
  EXPECT_EQ(merged.port, 80u);
}

// The obvious meaning of a match, for a request with a path and perhaps a header "x".
struct SampleRequest {
  std::string path;
  std::optional<std::string> x;
};

bool Meets(const StringMatch& match, const std::string& value) {
  if (match.type == Kind::kPrefix) return value.starts_with(match.value);
  return match.type == Kind::kPresent || value == match.value;
}

bool Meets(const HttpMatch& match, const SampleRequest& request) {
  if (match.uri && !Meets(*match.uri, request.path)) return false;
  for (const auto& [name, header] : match.headers) {
    if (!request.x || !Meets(header, *request.x)) return false;
  }
  for (const auto& [name, header] : match.without_headers) {
    if (header.type == Kind::kPresent ? request.x.has_value() : Meets(header, request.x.value_or(""))) return false;
  }
  return true;
}

class MatchMaker {
 public:
  HttpMatch Match() {
    HttpMatch match;
    if (Chance()) match.uri = StringMatch{Chance() ? Kind::kExact : Kind::kPrefix, Text()};
    if (Chance()) match.headers["x"] = Any();
    if (Chance()) match.without_headers["x"] = Any();
    return match;
  }
  SampleRequest Request() { return {Text(), Chance() ? std::optional<std::string>(Text()) : std::nullopt}; }

 private:
  bool Chance() { return random_() % 2 == 0; }
  StringMatch Any() {
    Kind kind = std::array{Kind::kPresent, Kind::kExact, Kind::kPrefix}[random_() % 3];
    return {kind, kind == Kind::kPresent ? "" : Text()};
  }
  std::string Text() {
    std::string text = "/";
    for (size_t i = random_() % 3; i > 0; --i) text += Chance() ? 'a' : 'b';
    return text;
  }
  std::mt19937 random_{20240501};
};

TEST(MatchMerge, WhatIsMergedIsMetByWhatMeetsBothSides) {
  MatchMaker maker;
  int merged_pairs = 0;
  for (int i = 0; i < 20'000; ++i) {
    HttpMatch root = maker.Match(), leaf = maker.Match();
    MergedMatches merged = MergeMatches({root}, {leaf});
    if (merged.matches.empty()) continue;
    ++merged_pairs;
    for (int j = 0; j < 10; ++j) {
      SampleRequest request = maker.Request();
      ASSERT_EQ(Meets(merged.matches[0].match, request), Meets(root, request) && Meets(leaf, request))
          << request.path << " " << request.x.value_or("(absent)");
    }
  }
  EXPECT_GT(merged_pairs, 5'000);
}

}  // namespace
}  // namespace weft::registry
