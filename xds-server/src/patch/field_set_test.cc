// SPDX-License-Identifier: Apache-2.0
#include "patch/field_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::patch {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

FieldSet FieldsFrom(const char* text) { return FieldSet::FromJson(Json::parse(text)).value(); }

constexpr const char* kServiceFields = R"({"f:metadata":{"f:labels":{".":{},"f:app":{}}},)"
                                       R"("f:spec":{"f:ports":{"k:{\"port\":80,\"protocol\":\"TCP\"}":{".":{},"f:port":{}}}}})";

TEST(FieldSet, IsTheSameAfterGoingOverTheWire) {
  EXPECT_EQ(FieldsFrom(kServiceFields).ToJson(), Json::parse(kServiceFields));
  EXPECT_EQ(FieldsFrom("{}").ToJson(), Json::object());
}

TEST(FieldSet, KeysAreComparedByMeaningNotSpelling) {
  EXPECT_EQ(FieldsFrom(R"({"k:{ \"b\": 1, \"a\": 2 }": {}})"), FieldsFrom(R"({"k:{\"a\":2,\"b\":1}": {}})"));
}

TEST(FieldSet, MembersAreLeavesAndNodesWithADot) {
  const FieldSet set = FieldsFrom(kServiceFields);
  EXPECT_TRUE(set.Has({"f:metadata", "f:labels"}));
  EXPECT_TRUE(set.Has({"f:metadata", "f:labels", "f:app"}));
  EXPECT_FALSE(set.Has({"f:metadata"}));
  EXPECT_FALSE(set.Has({"f:spec", "f:x"}));
}

TEST(FieldSet, PathsArePrintedForPeople) {
  EXPECT_THAT(FieldsFrom(kServiceFields).Paths(),
              ElementsAre(".metadata.labels", ".metadata.labels.app", R"(.spec.ports[port=80,protocol="TCP"])",
                          R"(.spec.ports[port=80,protocol="TCP"].port)"));
  EXPECT_THAT(FieldsFrom(R"({"f:finalizers":{"v:\"a\"":{},"i:0":{}}})").Paths(),
              ElementsAre(".finalizers[0]", R"(.finalizers[="a"])"));
}

TEST(FieldSet, SetsCombineMemberByMember) {
  FieldSet all = FieldsFrom(R"({"f:a":{".":{},"f:b":{}},"f:c":{}})");
  const FieldSet some = FieldsFrom(R"({"f:a":{"f:b":{},"f:x":{}}})");
  EXPECT_EQ(all.Intersect(some), FieldsFrom(R"({"f:a":{"f:b":{}}})"));
  all.Union(some);
  EXPECT_EQ(all, FieldsFrom(R"({"f:a":{".":{},"f:b":{},"f:x":{}},"f:c":{}})"));
  all.Subtract(FieldsFrom(R"({"f:a":{},"f:c":{"f:deeper":{}}})"));
  EXPECT_EQ(all, FieldsFrom(R"({"f:a":{"f:b":{},"f:x":{}},"f:c":{}})"));
  all.Subtract(all);
  EXPECT_TRUE(all.Empty());
  EXPECT_THAT(all.children(), IsEmpty());
}

TEST(FieldSet, WhatIsNoFieldIsRefusedByName) {
  for (const char* text :
       {R"([])", R"({"spec":{}})", R"({"f:a":1})", R"({"k:3":{}})", R"({"k:{":{}})", R"({"v:[1]":{}})", R"({"":{}})"}) {
    EXPECT_EQ(FieldSet::FromJson(Json::parse(text)).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
  EXPECT_THAT(std::string(FieldSet::FromJson(Json::parse(R"({"f:a":{"spec":{}}})")).status().message()), HasSubstr("\"spec\""));
}

TEST(FieldSet, AHostileDepthIsRefused) {
  Json deep = Json::object();
  for (int i = 0; i < 1000; ++i) deep = {{"f:a", std::move(deep)}};
  EXPECT_FALSE(FieldSet::FromJson(deep).ok());
}

}  // namespace
}  // namespace weft::patch
