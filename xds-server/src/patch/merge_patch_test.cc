// SPDX-License-Identifier: Apache-2.0
#include "patch/merge_patch.h"

#include <gtest/gtest.h>

#include "patch/patch.h"

namespace weft::patch {
namespace {

struct MergeCase {
  const char* document;
  const char* patch;
  const char* result;
};

// The shapes that RFC 7386's appendix distinguishes.
TEST(MergePatch, FollowsTheRulesOfRfc7386) {
  static constexpr MergeCase kCases[] = {
      {R"({"a":"b"})", R"({"a":"c"})", R"({"a":"c"})"},
      {R"({"a":"b"})", R"({"b":"c"})", R"({"a":"b","b":"c"})"},
      {R"({"a":"b"})", R"({"a":null})", R"({})"},
      {R"({"a":"b","b":"c"})", R"({"a":null})", R"({"b":"c"})"},
      {R"({"a":["b"]})", R"({"a":"c"})", R"({"a":"c"})"},
      {R"({"a":"c"})", R"({"a":["b"]})", R"({"a":["b"]})"},
      {R"({"a":{"b":"c"}})", R"({"a":{"b":"d","c":null}})", R"({"a":{"b":"d"}})"},
      {R"({"a":[{"b":"c"}]})", R"({"a":[1]})", R"({"a":[1]})"},
      {R"(["a","b"])", R"(["c","d"])", R"(["c","d"])"},
      {R"({"a":"b"})", R"(["c"])", R"(["c"])"},
      {R"({"a":"foo"})", R"(null)", R"(null)"},
      {R"({"a":"foo"})", R"("bar")", R"("bar")"},
      {R"({"e":null})", R"({"a":1})", R"({"e":null,"a":1})"},
      {R"([1,2])", R"({"a":"b","c":null})", R"({"a":"b"})"},
      {R"({})", R"({"a":{"bb":{"ccc":null}}})", R"({"a":{"bb":{}}})"},
      {R"({"a":[{"b":1}]})", R"({"a":[{"b":null}]})", R"({"a":[{"b":null}]})"},
  };
  for (const MergeCase& c : kCases) {
    EXPECT_EQ(ApplyMergePatch(Json::parse(c.document), Json::parse(c.patch)), Json::parse(c.result)) << c.document << c.patch;
  }
}

TEST(Patch, TypesAreKnownByTheirContentType) {
  EXPECT_EQ(PatchTypeOf("application/json-patch+json"), PatchType::kJson);
  EXPECT_EQ(PatchTypeOf("Application/Merge-Patch+JSON; charset=utf-8"), PatchType::kMerge);
  EXPECT_EQ(PatchTypeOf("application/strategic-merge-patch+json"), PatchType::kStrategicMerge);
  EXPECT_EQ(PatchTypeOf(" application/apply-patch+yaml "), PatchType::kApply);
  EXPECT_EQ(PatchTypeOf("application/json"), std::nullopt);
  EXPECT_EQ(PatchTypeOf(""), std::nullopt);
}

TEST(Patch, DepthIsCountedInLevels) {
  EXPECT_FALSE(DeeperThan(Json(1), 0));
  EXPECT_TRUE(DeeperThan(Json::object(), 0));
  EXPECT_FALSE(DeeperThan(Json::parse("[[1]]"), 2));
  EXPECT_TRUE(DeeperThan(Json::parse("[1,{\"a\":[]}]"), 2));
}

TEST(Patch, WhatIsNoPatchIsRefused) {
  const MergeSchema& schema = MergeSchemaOf("", "Service");
  std::string deep(kMaxJsonDepth + 1, '[');
  deep.append(kMaxJsonDepth + 1, ']');
  EXPECT_EQ(ApplyPatch(PatchType::kMerge, Json::object(), Json::parse(deep), schema).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ApplyPatch(PatchType::kMerge, Json::object(), Json("x"), schema).status().message(),
            "the patch must be a JSON object, not string");
  EXPECT_FALSE(ApplyPatch(PatchType::kApply, Json::object(), Json::object(), schema).ok());
  EXPECT_EQ(*ApplyPatch(PatchType::kJson, Json::object(), Json::parse(R"([{"op":"add","path":"/a","value":1}])"), schema),
            Json::parse(R"({"a":1})"));
}

}  // namespace
}  // namespace weft::patch
