// SPDX-License-Identifier: Apache-2.0
#include "patch/strategic_merge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace weft::patch {
namespace {

using ::testing::HasSubstr;

struct StrategicCase {
  const char* what;
  const char* document;
  const char* patch;
  const char* result;
};

absl::StatusOr<Json> PatchService(const char* document, const char* patch) {
  return ApplyStrategicMergePatch(Json::parse(document), Json::parse(patch), MergeSchemaOf("", "Service"));
}

TEST(StrategicMerge, MergesMapsListsAndDirectives) {
  static constexpr StrategicCase kCases[] = {
      {"maps merge, null removes", R"({"metadata":{"labels":{"a":"1","b":"2"}}})",
       R"({"metadata":{"labels":{"a":"3","b":null,"c":"4"}}})", R"({"metadata":{"labels":{"a":"3","c":"4"}}})"},
      {"items merge by their key", R"({"spec":{"ports":[{"port":80,"name":"http"},{"port":90}]}})",
       R"({"spec":{"ports":[{"port":90,"name":"admin"},{"port":70}]}})",
       R"({"spec":{"ports":[{"port":80,"name":"http"},{"port":90,"name":"admin"},{"port":70}]}})"},
      {"an item is deleted", R"({"spec":{"ports":[{"port":80},{"port":90}]}})",
       R"({"spec":{"ports":[{"$patch":"delete","port":80}]}})", R"({"spec":{"ports":[{"port":90}]}})"},
      {"a list is replaced", R"({"spec":{"ports":[{"port":80,"name":"x"},{"port":90}]}})",
       R"({"spec":{"ports":[{"port":80},{"$patch":"replace"}]}})", R"({"spec":{"ports":[{"port":80}]}})"},
      {"a map is replaced", R"({"spec":{"selector":{"app":"a","v":"1"}}})",
       R"({"spec":{"selector":{"$patch":"replace","app":"b"}}})", R"({"spec":{"selector":{"app":"b"}}})"},
      {"a map is deleted", R"({"spec":{"selector":{"app":"a"},"type":"ClusterIP"}})",
       R"({"spec":{"selector":{"$patch":"delete"}}})", R"({"spec":{"type":"ClusterIP"}})"},
      {"what kubectl sends to drop a port", R"({"spec":{"ports":[{"port":80,"protocol":"TCP"},{"port":90,"protocol":"TCP"}]}})",
       R"({"spec":{"$setElementOrder/ports":[{"port":90}],"ports":[{"$patch":"delete","port":80}]}})",
       R"({"spec":{"ports":[{"port":90,"protocol":"TCP"}]}})"},
      {"the order of items", R"({"spec":{"ports":[{"port":1},{"port":2},{"port":3}]}})",
       R"({"spec":{"$setElementOrder/ports":[{"port":3},{"port":4},{"port":1}],"ports":[{"port":4}]}})",
       R"({"spec":{"ports":[{"port":3},{"port":4},{"port":1},{"port":2}]}})"},
      {"sets of scalars are united", R"({"metadata":{"finalizers":["a","b"]}})", R"({"metadata":{"finalizers":["b","c"]}})",
       R"({"metadata":{"finalizers":["a","b","c"]}})"},
      {"values leave a set", R"({"metadata":{"finalizers":["a","b"]}})",
       R"({"metadata":{"$deleteFromPrimitiveList/finalizers":["a"],)"
       R"("$setElementOrder/finalizers":["c","b"],"finalizers":["c"]}})",
       R"({"metadata":{"finalizers":["c","b"]}})"},
      {"owners merge by uid", R"({"metadata":{"ownerReferences":[{"uid":"1","name":"a"}]}})",
       R"({"metadata":{"ownerReferences":[{"uid":"1","controller":true}]}})",
       R"({"metadata":{"ownerReferences":[{"uid":"1","name":"a","controller":true}]}})"},
      {"only some keys are retained", R"({"spec":{"a":1,"b":2,"c":3}})", R"({"spec":{"$retainKeys":["a","d"],"d":4,"b":null}})",
       R"({"spec":{"a":1,"d":4}})"},
      {"other lists are replaced", R"({"spec":{"externalIPs":["1.1.1.1"]}})", R"({"spec":{"externalIPs":["2.2.2.2"]}})",
       R"({"spec":{"externalIPs":["2.2.2.2"]}})"},
      {"new maps lose nulls and directives", R"({})", R"({"a":{"$retainKeys":["b"],"b":{"c":null}}})", R"({"a":{"b":{}}})"},
      {"the document itself is replaced", R"({"a":1})", R"({"$patch":"replace","b":2})", R"({"b":2})"},
  };
  for (const StrategicCase& c : kCases) {
    absl::StatusOr<Json> result = PatchService(c.document, c.patch);
    ASSERT_TRUE(result.ok()) << c.what << ": " << result.status();
    EXPECT_EQ(*result, Json::parse(c.result)) << c.what;
  }
}

TEST(StrategicMerge, ErrorsNameThePath) {
  static constexpr const char* kCases[][2] = {
      {R"([])", "patch: must be a JSON object, not array"},
      {R"({"$patch":"burn"})", R"(patch: $patch must be "replace", "delete" or "merge")"},
      {R"({"spec":{"ports":[{"$patch":3}]}})", "spec.ports[0]: $patch must be"},
      {R"({"spec":{"ports":[{"port":1},{"name":"x"}]}})", R"(spec.ports[1]: must be a map with the merge key "port")"},
      {R"({"spec":{"ports":[{"$patch":"delete","name":"x"}]}})", R"(must be a map with the merge key "port")"},
      {R"({"spec":{"$setElementOrder/ports":[7]}})", R"(spec.$setElementOrder/ports[0]: must be a map with)"},
      {R"({"spec":{"$retainKeys":"a"}})", "spec.$retainKeys: must be a list of keys"},
      {R"({"spec":{"$retainKeys":["a"],"b":1}})", "spec.b: is set by the patch but not among its $retainKeys"},
      {R"({"metadata":{"$deleteFromPrimitiveList/finalizers":"a"}})", "finalizers: must be a list of the values to remove"},
      {R"({"metadata":{"finalizers":[["a"]]}})", "metadata.finalizers[0]: must be a scalar"},
  };
  for (const auto& [patch, message] : kCases) {
    const absl::Status status = PatchService(R"({"spec":{"ports":[{"port":80}]}})", patch).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << patch;
    EXPECT_THAT(std::string(status.message()), HasSubstr(message)) << patch;
  }
}

TEST(StrategicMerge, IsForTheCoreGroupOnly) {
  EXPECT_TRUE(HasStrategicMerge(""));
  EXPECT_FALSE(HasStrategicMerge("networking.istio.io"));
}

}  // namespace
}  // namespace weft::patch
