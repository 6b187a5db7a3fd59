// SPDX-License-Identifier: Apache-2.0
#include "patch/managed_fields.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "patch/managed_fields_diff.h"

namespace weft::patch {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const MergeSchema& VirtualServiceSchema() { return MergeSchemaOf("networking.istio.io", "VirtualService"); }

FieldManager Updater(std::string name, std::string time = "2024-01-01T00:00:00Z") {
  return {.name = std::move(name), .api_version = "networking.istio.io/v1", .subresource = "", .time = std::move(time)};
}

Json VirtualServiceOf(const char* spec) {
  return {{"apiVersion", "networking.istio.io/v1"},
          {"kind", "VirtualService"},
          {"metadata", {{"name", "reviews"}, {"namespace", "default"}}},
          {"spec", Json::parse(spec)}};
}

Json FieldsOfManager(const Json& object, const std::string& name) {
  for (const Json& entry : object["metadata"]["managedFields"]) {
    if (entry["manager"] == name) return entry["fieldsV1"];
  }
  return nullptr;
}

TEST(ManagedFieldsDiff, ClaimsAreLeavesAndItemsOfMapLists) {
  const Json service = Json::parse(R"({"metadata":{"labels":{"app":"x"},"finalizers":["f"]},
      "spec":{"selector":{"app":"x"},"ports":[{"port":80,"name":"http"}],"externalIPs":["1.1.1.1"],"empty":{}}})");
  EXPECT_EQ(ClaimedFields(service, MergeSchemaOf("", "Service")).ToJson(),
            Json::parse(R"({"f:metadata":{"f:labels":{"f:app":{}},"f:finalizers":{"v:\"f\"":{}}},
      "f:spec":{"f:selector":{},"f:externalIPs":{},"f:empty":{},
        "f:ports":{"k:{\"port\":80,\"protocol\":\"TCP\"}":{".":{},"f:port":{},"f:name":{}}}}})"));
}

TEST(ManagedFieldsDiff, ChangesAreToldApart) {
  const FieldChanges changes =
      CompareFields(Json::parse(R"({"same":1,"gone":{"a":1},"list":[1],"map":{"x":1}})"),
                    Json::parse(R"({"same":1,"new":{"a":1},"list":[2],"map":{"x":1,"y":2}})"), VirtualServiceSchema());
  EXPECT_THAT(changes.added.Paths(), ElementsAre(".map.y", ".new", ".new.a"));
  EXPECT_THAT(changes.modified.Paths(), ElementsAre(".list"));
  EXPECT_THAT(changes.removed.Paths(), ElementsAre(".gone", ".gone.a"));
}

TEST(ManagedFieldsDiff, AValueThatChangesItsShapeIsModifiedAndItsPartsCome) {
  const FieldChanges changes =
      CompareFields(Json::parse(R"({"a":1})"), Json::parse(R"({"a":{"b":1}})"), VirtualServiceSchema());
  EXPECT_THAT(changes.modified.Paths(), ElementsAre(".a"));
  EXPECT_THAT(changes.added.Paths(), ElementsAre(".a", ".a.b"));
}

TEST(ManagedFields, CreationGivesEveryFieldToItsManager) {
  Json object = VirtualServiceOf(R"({"hosts":["reviews"],"http":[{}]})");
  object["metadata"]["annotations"] = {{"note", "x"}};
  RecordUpdate(nullptr, object, Updater("kubectl-create"), VirtualServiceSchema());
  EXPECT_EQ(object["metadata"]["managedFields"],
            Json::parse(R"([{"manager":"kubectl-create","operation":"Update","apiVersion":"networking.istio.io/v1",
      "time":"2024-01-01T00:00:00Z","fieldsType":"FieldsV1","fieldsV1":{
        "f:metadata":{"f:annotations":{".":{},"f:note":{}}},"f:spec":{".":{},"f:hosts":{},"f:http":{}}}}])"));
}

TEST(ManagedFields, AnUpdateTakesWhatItChangesFromItsOwner) {
  Json before = VirtualServiceOf(R"({"hosts":["reviews"],"http":[{"name":"a"}]})");
  RecordUpdate(nullptr, before, Updater("first"), VirtualServiceSchema());
  Json after = before;
  after["spec"]["http"][0]["name"] = "b";
  RecordUpdate(before, after, Updater("second", "2024-01-02T00:00:00Z"), VirtualServiceSchema());
  EXPECT_EQ(FieldsOfManager(after, "first"), Json::parse(R"({"f:spec":{".":{},"f:hosts":{}}})"));
  EXPECT_EQ(FieldsOfManager(after, "second"), Json::parse(R"({"f:spec":{"f:http":{}}})"));
}

TEST(ManagedFields, RemovedFieldsBelongToNobody) {
  Json before = VirtualServiceOf(R"({"hosts":["reviews"],"http":[]})");
  RecordUpdate(nullptr, before, Updater("first"), VirtualServiceSchema());
  Json after = before;
  after["spec"].erase("http");
  RecordUpdate(before, after, Updater("second"), VirtualServiceSchema());
  EXPECT_EQ(FieldsOfManager(after, "first"), Json::parse(R"({"f:spec":{".":{},"f:hosts":{}}})"));
  EXPECT_EQ(after["metadata"]["managedFields"].size(), 1u);
}

TEST(ManagedFields, AnUpdateThatChangesNothingChangesNoEntry) {
  Json before = VirtualServiceOf(R"({"hosts":["reviews"]})");
  RecordUpdate(nullptr, before, Updater("first"), VirtualServiceSchema());
  Json after = before;
  after["metadata"]["resourceVersion"] = "77";
  after["metadata"].erase("managedFields");  // a client that does not know the field must not wipe it
  RecordUpdate(before, after, Updater("first", "2030-01-01T00:00:00Z"), VirtualServiceSchema());
  EXPECT_EQ(after["metadata"]["managedFields"], before["metadata"]["managedFields"]);
}

TEST(ManagedFields, AClientMayReplaceTheBookOrResetIt) {
  Json before = VirtualServiceOf(R"({"hosts":["reviews"]})");
  RecordUpdate(nullptr, before, Updater("first"), VirtualServiceSchema());
  Json replaced = before;
  replaced["metadata"]["managedFields"][0]["operation"] = "Apply";
  const Json wanted = replaced["metadata"]["managedFields"];
  RecordUpdate(before, replaced, Updater("migrator"), VirtualServiceSchema());
  EXPECT_EQ(replaced["metadata"]["managedFields"], wanted);

  Json reset = before;
  reset["metadata"]["managedFields"] = Json::parse("[{}]");
  RecordUpdate(before, reset, Updater("migrator"), VirtualServiceSchema());
  EXPECT_FALSE(reset["metadata"].contains("managedFields"));
}

TEST(ManagedFields, AMalformedBookKeepsTheOldOne) {
  Json before = VirtualServiceOf(R"({"hosts":["reviews"]})");
  RecordUpdate(nullptr, before, Updater("first"), VirtualServiceSchema());
  for (const char* bad : {R"([{"manager":"x"}])", R"([1])", R"("x")", R"([{"operation":"Apply","fieldsV1":{"spec":{}}}])"}) {
    Json after = before;
    after["metadata"]["managedFields"] = Json::parse(bad);
    RecordUpdate(before, after, Updater("second"), VirtualServiceSchema());
    EXPECT_EQ(after["metadata"]["managedFields"], before["metadata"]["managedFields"]) << bad;
  }
}

TEST(ManagedFields, StatusIsAnEntryOfItsOwn) {
  Json before = VirtualServiceOf(R"({"hosts":["reviews"]})");
  RecordUpdate(nullptr, before, Updater("m"), VirtualServiceSchema());
  Json after = before;
  after["status"] = {{"observedGeneration", 1}};
  FieldManager manager = Updater("m");
  manager.subresource = "status";
  RecordUpdate(before, after, manager, VirtualServiceSchema());
  ASSERT_EQ(after["metadata"]["managedFields"].size(), 2u);
  EXPECT_EQ(after["metadata"]["managedFields"][1]["subresource"], "status");
}

TEST(ManagedFields, OldUpdatersAreFolded) {
  Json object = VirtualServiceOf(R"({"hosts":["reviews"]})");
  for (int i = 10; i < 25; ++i) {
    Json after = object;
    after["metadata"]["labels"]["l" + std::to_string(i)] = "x";
    RecordUpdate(object, after, Updater("m" + std::to_string(i), "2024-01-01T00:00:" + std::to_string(i) + "Z"),
                 VirtualServiceSchema());
    object = after;
  }
  EXPECT_EQ(object["metadata"]["managedFields"].size(), 10u);
  EXPECT_EQ(object["metadata"]["managedFields"][0]["manager"], "ancient-changes");
  const Json folded = FieldsOfManager(object, "ancient-changes");
  EXPECT_TRUE(folded["f:metadata"]["f:labels"].contains("f:l10"));
  EXPECT_TRUE(folded["f:metadata"]["f:labels"].contains("f:l15"));
}

TEST(ManagedFields, ObjectsWithoutABookHaveNoOwners) {
  EXPECT_THAT(ReadManagedFields(nullptr), IsEmpty());
  EXPECT_THAT(ReadManagedFields(Json::parse(R"({"metadata":{"managedFields":3}})")), IsEmpty());
}

}  // namespace
}  // namespace weft::patch
