// SPDX-License-Identifier: Apache-2.0
#include "manifest/yaml/yaml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::manifest {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

Json One(std::string_view text) {
  auto documents = ParseYaml(text);
  EXPECT_TRUE(documents.ok()) << documents.status();
  EXPECT_TRUE(documents.ok() && documents->size() == 1) << text;
  return documents.ok() && documents->size() == 1 ? documents->front().json : Json();
}

std::string Refusal(std::string_view text) {
  auto documents = ParseYaml(text);
  EXPECT_FALSE(documents.ok()) << text.substr(0, 100);
  return std::string(documents.status().message());
}

TEST(Yaml, TypesPlainScalarsAndLeavesQuotedOnesAlone) {
  EXPECT_EQ(
      One("{a: 1, b: -2, c: 1.5, d: true, e: null, f: ~, g: '1', h: \"true\", i: yes, j: 0x10, k: 0o17, l: 1_000, m: 1e3, n: "
          "}"),
      Json::parse(
          R"({"a":1,"b":-2,"c":1.5,"d":true,"e":null,"f":null,"g":"1","h":"true","i":"yes","j":16,"k":15,"l":1000,"m":1000.0,"n":null})"));
  EXPECT_EQ(
      One("{a: v1, b: 1.2.3, c: 2001-01-01, d: '', e: 10s, f: -, g: 1e, h: 127.0.0.1, i: +}"),
      Json::parse(R"({"a":"v1","b":"1.2.3","c":"2001-01-01","d":"","e":"10s","f":"-","g":"1e","h":"127.0.0.1","i":"+"})"));
  EXPECT_EQ(One("a: 18446744073709551615")["a"], 18446744073709551615U);
}

TEST(Yaml, GivesDocumentsWithTheirLinesAndLeavesEmptyOnesOut) {
  auto documents = ParseYaml("# comment\n---\na: 1\n---\n---\n# nothing\n---\n\nb: 2\n");
  ASSERT_TRUE(documents.ok()) << documents.status();
  ASSERT_EQ(documents->size(), 2U);
  EXPECT_EQ((*documents)[0].line, 3);
  EXPECT_EQ((*documents)[1].line, 9);
}

TEST(Yaml, ReadsJson) {
  EXPECT_EQ(One("{\n\t\"a\": [1, \"x\\ty\"],\n\t\"b\": {}\n}"), Json::parse(R"({"a":[1,"x\ty"],"b":{}})"));
}

TEST(Yaml, KeysAreTextWhateverTheyLookLike) { EXPECT_EQ(One("{1: a, true: b}"), Json::parse(R"({"1":"a","true":"b"})")); }

TEST(Yaml, RefusesADuplicateKeyWithBothLines) {
  EXPECT_EQ(Refusal("spec:\n  host: a\n  x: 1\n  host: b\n"),
            "line 4, column 3: duplicate key \"host\", given first in line 2");
}

TEST(Yaml, RefusesTagsMergeKeysAndKeysThatAreNoText) {
  EXPECT_THAT(Refusal("a: !!str 1"), HasSubstr("tags are not allowed"));
  EXPECT_THAT(Refusal("a: !custom {}"), HasSubstr("tags are not allowed"));
  EXPECT_THAT(Refusal("a: &x {b: 1}\nc:\n  <<: *x\n"), AllOf(HasSubstr("line 3"), HasSubstr("merge keys")));
  EXPECT_THAT(Refusal("? [a]\n: 1\n"), HasSubstr("a key must be text"));
  EXPECT_THAT(Refusal("~: 1\n"), HasSubstr("a key must be text"));
}

TEST(Yaml, RefusesNumbersThatJsonCannotHold) {
  EXPECT_THAT(Refusal("a: .inf"), HasSubstr("no number that JSON can hold"));
  EXPECT_THAT(Refusal("a: 1e999"), HasSubstr("no number that JSON can hold"));
}

TEST(Yaml, FollowsAliases) { EXPECT_EQ(One("{a: &x [1, 2], b: *x}"), Json::parse(R"({"a":[1,2],"b":[1,2]})")); }

TEST(Yaml, RefusesAnAliasBomb) {
  std::string bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n";
  for (char c = 'b'; c <= 'j'; ++c) {
    std::string previous(1, static_cast<char>(c - 1));
    bomb += std::string(1, c) + ": &" + c + " [";
    for (int i = 0; i < 10; ++i) bomb += (i > 0 ? ", *" : "*") + previous;
    bomb += "]\n";
  }
  EXPECT_THAT(Refusal(bomb), HasSubstr("excessive aliasing"));
}

TEST(Yaml, RefusesAliasesOfAHugeText) {
  std::string text = "a: &a " + std::string(1 << 20, 'x') + "\nb: [*a, *a, *a, *a, *a]\n";
  EXPECT_THAT(Refusal(text), HasSubstr("excessive aliasing"));
}

TEST(Yaml, RefusesAnAliasInsideOfItself) { EXPECT_THAT(Refusal("a: &a [*a]"), HasSubstr("line 1")); }

TEST(Yaml, RefusesWhatIsTooDeepOrTooLarge) {
  EXPECT_THAT(Refusal(std::string(200, '[') + std::string(200, ']')), HasSubstr("nested deeper than 128 levels"));
  EXPECT_THAT(Refusal(std::string(100'000, '[')), HasSubstr("line 1"));
  EXPECT_EQ(Refusal(std::string(10 << 20, ' ')), "the YAML is 10485760 bytes, at most 3145728 (3 MiB) are allowed");
}

TEST(Yaml, RefusesWhatIsNoText) {
  EXPECT_EQ(Refusal("a: 1\nb: \x04\n"), "line 2: control character 0x04 is not allowed in YAML");
  EXPECT_EQ(Refusal("a: 1\nb: \xff\n"), "line 2: not valid UTF-8");
  EXPECT_EQ(Refusal("a: \xed\xa0\x80\n"), "line 1: not valid UTF-8");
}

TEST(Yaml, NamesThePlaceOfAMistake) {
  EXPECT_THAT(Refusal("a: 1\n b: 2\n"), HasSubstr("line 2"));
  EXPECT_THAT(Refusal("a: [1, 2\n"), HasSubstr("line"));
}

TEST(Yaml, EndsAtABracketThatNothingOpened) {
  EXPECT_THAT(Refusal("a: 1\n}\n"), HasSubstr("line 2"));
  EXPECT_THAT(Refusal("]"), HasSubstr("line 1"));
}

TEST(Yaml, FindsTheLineOfAField) {
  constexpr std::string_view kText =
      "# x\na: 0\n---\nspec:\n  http:\n  - match: []\n    route:\n    - weight: 1\n    - weight: 2\nlabels: {a.b/c: d}\n";
  auto documents = ParseYaml(kText);
  ASSERT_TRUE(documents.ok()) << documents.status();
  const Document& second = documents->at(1);
  EXPECT_EQ(LineOfField(kText, second, "spec.http[0].route[1].weight"), 9);
  EXPECT_EQ(LineOfField(kText, second, "spec.http[0].route"), 7);
  EXPECT_EQ(LineOfField(kText, second, "spec.http[0].timeout"), 6);
  EXPECT_EQ(LineOfField(kText, second, "labels[a.b/c]"), 10);
  EXPECT_EQ(LineOfField(kText, second, "metadata.name"), 4);
  EXPECT_EQ(LineOfField(kText, documents->at(0), "a"), 2);
}

TEST(ToYaml, WritesKubernetesOrderAndQuotesWhatNeedsIt) {
  Json object =
      Json::parse(R"({"zeta":1,"spec":{"hosts":["reviews","*.a"],"empty":[],"none":{},"s":"true","t":"1","u":"a: b","v":""},
                               "kind":"K","apiVersion":"v1","metadata":{"name":"reviews"}})");
  EXPECT_EQ(ToYaml(object),
            "apiVersion: v1\nkind: K\nmetadata:\n  name: reviews\nspec:\n  empty: []\n  hosts:\n  - reviews\n  - \"*.a\"\n  "
            "none: {}\n"
            "  s: \"true\"\n  t: \"1\"\n  u: \"a: b\"\n  v: \"\"\nzeta: 1\n");
}

TEST(ToYaml, ReadsBackAsTheSame) {
  Json object = Json::parse(
      R"({"a":[[1,[2]],{"b":[{"c":null}],"d":-1.5},"x\ny\n","x\ny","- x","#","x #y","a:","@x","\t","é","12:30","2001-01-01",
                               "0x1f","~","null","no"," lead","trail ","line\n\n","\n",[],{},"'q'","\"q\"","!t","&a","*a","%","`","?","? x","{","["],
                               "key: odd":true,"":1,"b\nc":2,"nested":{"list":["m\nn"],"text":"p\nq\n"}})");
  EXPECT_EQ(One(ToYaml(object)), object) << ToYaml(object);
  EXPECT_EQ(ToYaml(Json::array()), "[]\n");
  EXPECT_EQ(ToYaml(Json("x")), "x\n");
}

}  // namespace
}  // namespace weft::manifest
