// SPDX-License-Identifier: Apache-2.0
#include "patch/json_patch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "patch/patch.h"

namespace weft::patch {
namespace {

using ::testing::HasSubstr;

struct GoodPatch {
  const char* what;
  const char* document;
  const char* patch;
  const char* result;
};

// One case for each of the examples that RFC 6902's appendix describes and succeeds with.
TEST(JsonPatch, FollowsTheRulesOfRfc6902) {
  static constexpr GoodPatch kCases[] = {
      {"add a member", R"({"a":1})", R"([{"op":"add","path":"/b","value":2}])", R"({"a":1,"b":2})"},
      {"add an element", R"({"a":[1,3]})", R"([{"op":"add","path":"/a/1","value":2}])", R"({"a":[1,2,3]})"},
      {"add at the end by index", R"({"a":[1]})", R"([{"op":"add","path":"/a/1","value":2}])", R"({"a":[1,2]})"},
      {"add at the end by -", R"({"a":[1]})", R"([{"op":"add","path":"/a/-","value":[2]}])", R"({"a":[1,[2]]})"},
      {"add replaces a member", R"({"a":1})", R"([{"op":"add","path":"/a","value":null}])", R"({"a":null})"},
      {"add a nested member", R"({"a":{}})", R"([{"op":"add","path":"/a/b","value":{"c":1}}])", R"({"a":{"b":{"c":1}}})"},
      {"unknown members are ignored", R"({})", R"([{"op":"add","path":"/a","value":1,"xyz":2}])", R"({"a":1})"},
      {"remove a member", R"({"a":1,"b":2})", R"([{"op":"remove","path":"/b"}])", R"({"a":1})"},
      {"remove an element", R"({"a":[1,2,3]})", R"([{"op":"remove","path":"/a/1"}])", R"({"a":[1,3]})"},
      {"replace a value", R"({"a":1})", R"([{"op":"replace","path":"/a","value":[2]}])", R"({"a":[2]})"},
      {"replace the document", R"({"a":1})", R"([{"op":"replace","path":"","value":{"b":2}}])", R"({"b":2})"},
      {"move a value", R"({"a":{"b":1},"c":{}})", R"([{"op":"move","from":"/a/b","path":"/c/d"}])", R"({"a":{},"c":{"d":1}})"},
      {"move an element", R"({"a":[1,2,3]})", R"([{"op":"move","from":"/a/0","path":"/a/2"}])", R"({"a":[2,3,1]})"},
      {"move onto itself", R"({"a":1})", R"([{"op":"move","from":"/a","path":"/a"}])", R"({"a":1})"},
      {"copy a value", R"({"a":{"b":1}})", R"([{"op":"copy","from":"/a","path":"/a/c"}])", R"({"a":{"b":1,"c":{"b":1}}})"},
      {"test a value", R"({"a":[1,"x"]})", R"([{"op":"test","path":"/a","value":[1,"x"]}])", R"({"a":[1,"x"]})"},
      {"test numbers by value", R"({"a":1})", R"([{"op":"test","path":"/a","value":1.0}])", R"({"a":1})"},
      {"escapes", R"({"/":1,"~1":2})", R"([{"op":"test","path":"/~01","value":2},{"op":"remove","path":"/~1"}])",
       R"({"~1":2})"},
      {"the empty name", R"({"":1})", R"([{"op":"replace","path":"/","value":2}])", R"({"":2})"},
      {"a name that looks like an index", R"({"0":1})", R"([{"op":"remove","path":"/0"}])", R"({})"},
      {"nothing", R"({"a":1})", R"([])", R"({"a":1})"},
  };
  for (const GoodPatch& c : kCases) {
    absl::StatusOr<Json> result = ApplyJsonPatch(Json::parse(c.document), Json::parse(c.patch));
    ASSERT_TRUE(result.ok()) << c.what << ": " << result.status();
    EXPECT_EQ(*result, Json::parse(c.result)) << c.what;
  }
}

struct BadPatch {
  const char* patch;
  absl::StatusCode code;
  const char* message;
};

TEST(JsonPatch, ErrorsNameTheOperationAndThePath) {
  using enum absl::StatusCode;
  static constexpr BadPatch kCases[] = {
      {R"({"op":"add"})", kInvalidArgument, "a JSON patch must be a list of operations, not object"},
      {R"([1])", kInvalidArgument, R"(operation 0 (? "?"): an operation must be a JSON object)"},
      {R"([{"op":"test","path":"/a","value":1},{"op":"jump","path":"/a"}])", kInvalidArgument,
       R"(operation 1 (jump "/a"): "op" must be add, remove, replace, move, copy or test)"},
      {R"([{"op":"add","path":"/b"}])", kInvalidArgument, R"(operation 0 (add "/b"): "value" must be there)"},
      {R"([{"op":"remove"}])", kInvalidArgument, R"("path" must be there and a string)"},
      {R"([{"op":"copy","path":"/b"}])", kInvalidArgument, R"("from" must be there and a string)"},
      {R"([{"op":"remove","path":"a"}])", kInvalidArgument, "must be empty or start with '/'"},
      {R"([{"op":"remove","path":"/a~2"}])", kInvalidArgument, "'~' must be followed by 0 or 1"},
      {R"([{"op":"move","from":"/o","path":"/o/x"}])", kInvalidArgument, "cannot be moved into itself"},
      {R"([{"op":"remove","path":"/spec/x"}])", kFailedPrecondition,
       R"(operation 0 (remove "/spec/x"): member "spec" is not there)"},
      {R"([{"op":"replace","path":"/b","value":1}])", kFailedPrecondition, R"(member "b" is not there)"},
      {R"([{"op":"add","path":"/b/c","value":1}])", kFailedPrecondition, R"(member "b" is not there)"},
      {R"([{"op":"add","path":"/a/c","value":1}])", kFailedPrecondition, "a map or list to add \"c\" to is not there"},
      {R"([{"op":"add","path":"/l/3","value":1}])", kFailedPrecondition, "index 3 is out of bounds"},
      {R"([{"op":"remove","path":"/l/2"}])", kFailedPrecondition, "index 2 is out of bounds"},
      {R"([{"op":"remove","path":"/l/01"}])", kFailedPrecondition, R"("01" is no index of a list)"},
      {R"([{"op":"remove","path":"/l/-"}])", kFailedPrecondition, R"("-" is no index of a list)"},
      {R"([{"op":"remove","path":"/l/99999999999999999999999"}])", kFailedPrecondition, "out of bounds"},
      {R"([{"op":"remove","path":""}])", kFailedPrecondition, "the whole document cannot be removed"},
      {R"([{"op":"test","path":"/a","value":"1"}])", kFailedPrecondition, "not the one that was expected"},
  };
  const Json document = Json::parse(R"({"a":1,"l":[1,2],"o":{}})");
  for (const BadPatch& c : kCases) {
    absl::StatusOr<Json> result = ApplyJsonPatch(document, Json::parse(c.patch));
    EXPECT_EQ(result.status().code(), c.code) << c.patch;
    EXPECT_THAT(std::string(result.status().message()), HasSubstr(c.message)) << c.patch;
  }
}

TEST(JsonPatch, CopiesThatDoubleTheDocumentAreStopped) {
  Json patch = Json::array();
  for (int i = 0; i < 64; ++i) patch.push_back({{"op", "copy"}, {"from", "/l"}, {"path", "/l/-"}});
  const absl::Status status = ApplyJsonPatch(Json::parse(R"({"l":[1]})"), patch).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(status.message()), HasSubstr("add more than 3145728 bytes"));
}

TEST(JsonPatch, TheNumberOfOperationsIsBounded) {
  const Json patch = Json::parse(R"([{"op":"remove","path":"/a"},{"op":"remove","path":"/b"}])");
  EXPECT_EQ(ApplyJsonPatch(Json::object(), patch, {.operations = 1}).status().message(),
            "a JSON patch may have 1 operations, this has 2");
}

TEST(JsonPatch, OperationsCannotBuildWhatNoBodyMayHold) {
  Json patch = Json::array();
  std::string path;
  for (size_t i = 0; i <= kMaxJsonDepth; ++i) {
    path += "/a";
    patch.push_back({{"op", "add"}, {"path", path}, {"value", Json::object()}});
  }
  const absl::Status status = ApplyJsonPatch(Json::object(), patch).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(status.message()), HasSubstr("operation 127"));
}

}  // namespace
}  // namespace weft::patch
