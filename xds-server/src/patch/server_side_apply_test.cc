// SPDX-License-Identifier: Apache-2.0
#include "patch/server_side_apply.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace weft::patch {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kAnnotation = "kubectl.kubernetes.io/last-applied-configuration";

FieldManager Applier(std::string name, std::string time = "2024-01-01T00:00:00Z") {
  return {.name = std::move(name), .api_version = "networking.istio.io/v1", .subresource = "", .time = std::move(time)};
}

Json RouteWith(const char* spec) {
  return {{"apiVersion", "networking.istio.io/v1"},
          {"kind", "VirtualService"},
          {"metadata", {{"name", "reviews"}}},
          {"spec", Json::parse(spec)}};
}

const MergeSchema& RouteSchema() { return MergeSchemaOf("networking.istio.io", "VirtualService"); }

ApplyOutcome Apply(const Json& live, const Json& applied, const FieldManager& manager, bool force = false,
                   const MergeSchema& schema = RouteSchema()) {
  return ServerSideApply(live, applied, manager, force, schema).value();
}

Json Applied(const Json& live, const Json& applied, const FieldManager& manager, bool force = false,
             const MergeSchema& schema = RouteSchema()) {
  ApplyOutcome outcome = Apply(live, applied, manager, force, schema);
  EXPECT_THAT(outcome.conflicts, IsEmpty());
  return outcome.object;
}

Json OwnedBy(const Json& object, const std::string& name) {
  for (const Json& entry : object["metadata"]["managedFields"]) {
    if (entry["manager"] == name) return entry["fieldsV1"];
  }
  return nullptr;
}

TEST(ServerSideApply, CreatesAndOwnsWhatIsApplied) {
  const Json object = Applied(nullptr, RouteWith(R"({"hosts":["reviews"],"http":[{"name":"a"}]})"), Applier("kubectl"));
  EXPECT_EQ(object["spec"], Json::parse(R"({"hosts":["reviews"],"http":[{"name":"a"}]})"));
  EXPECT_EQ(object["metadata"]["managedFields"],
            Json::parse(R"([{"manager":"kubectl","operation":"Apply","apiVersion":"networking.istio.io/v1",
      "time":"2024-01-01T00:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:spec":{"f:hosts":{},"f:http":{}}}}])"));
}

TEST(ServerSideApply, ApplyingTheSameAgainChangesNothing) {
  const Json config = RouteWith(R"({"hosts":["reviews"],"http":[]})");
  Json live = Applied(nullptr, config, Applier("kubectl"));
  live["metadata"]["resourceVersion"] = "12";
  live["metadata"]["uid"] = "u";
  EXPECT_EQ(Applied(live, config, Applier("kubectl", "2030-01-01T00:00:00Z")), live);
}

TEST(ServerSideApply, AnotherManagersFieldIsAConflict) {
  Json live = RouteWith(R"({"hosts":["reviews"],"http":[{"name":"a"}]})");
  RecordUpdate(nullptr, live, Applier("editor"), RouteSchema());
  const ApplyOutcome outcome = Apply(live, RouteWith(R"({"hosts":["reviews"],"http":[{"name":"b"}]})"), Applier("ci"));
  EXPECT_TRUE(outcome.object.is_null());
  ASSERT_EQ(outcome.conflicts.size(), 1u);
  EXPECT_EQ(outcome.conflicts[0].field, ".spec.http");
  EXPECT_EQ(outcome.conflicts[0].message, "conflict with \"editor\" using networking.istio.io/v1 at 2024-01-01T00:00:00Z");
}

TEST(ServerSideApply, TheMessageNamesManagersAndFields) {
  const Json live = Applied(nullptr, RouteWith(R"({"hosts":["reviews"],"http":[{"name":"a"}]})"), Applier("kubectl"));
  const ApplyOutcome one = Apply(live, RouteWith(R"({"http":[{"name":"b"}]})"), Applier("ci"));
  EXPECT_EQ(ConflictMessage(one.conflicts), "Apply failed with 1 conflict: conflict with \"kubectl\": .spec.http");
  const ApplyOutcome two = Apply(live, RouteWith(R"({"hosts":["x"],"http":[{"name":"b"}]})"), Applier("ci"));
  EXPECT_EQ(ConflictMessage(two.conflicts),
            "Apply failed with 2 conflicts: conflicts with \"kubectl\":\n- .spec.hosts\n- .spec.http");
}

TEST(ServerSideApply, ForceTakesTheFieldAway) {
  const Json live = Applied(nullptr, RouteWith(R"({"hosts":["reviews"],"http":[{"name":"a"}]})"), Applier("kubectl"));
  const Json forced = Applied(live, RouteWith(R"({"http":[{"name":"b"}]})"), Applier("ci"), /*force=*/true);
  EXPECT_EQ(forced["spec"]["http"][0]["name"], "b");
  EXPECT_EQ(OwnedBy(forced, "kubectl"), Json::parse(R"({"f:spec":{"f:hosts":{}}})"));
  EXPECT_EQ(OwnedBy(forced, "ci"), Json::parse(R"({"f:spec":{"f:http":{}}})"));
}

TEST(ServerSideApply, TheSameValueIsSharedWithoutConflict) {
  Json live = Applied(nullptr, RouteWith(R"({"hosts":["reviews"]})"), Applier("a"));
  live = Applied(live, RouteWith(R"({"hosts":["reviews"]})"), Applier("b"));
  EXPECT_EQ(OwnedBy(live, "a"), OwnedBy(live, "b"));
  // One owner lets go: the other still holds it. The last one takes it along.
  live = Applied(live, RouteWith(R"({})"), Applier("a"));
  EXPECT_TRUE(live["spec"].contains("hosts"));
  live = Applied(live, RouteWith(R"({"http":[]})"), Applier("b"));
  EXPECT_FALSE(live["spec"].contains("hosts"));
}

TEST(ServerSideApply, WhatIsAppliedNoLongerGoesAndEmptyMapsWithIt) {
  Json config = RouteWith(R"({"hosts":["reviews"]})");
  config["metadata"]["labels"] = {{"a", "1"}};
  Json live = Applied(nullptr, config, Applier("kubectl"));
  config["metadata"].erase("labels");
  live = Applied(live, config, Applier("kubectl"));
  EXPECT_FALSE(live["metadata"].contains("labels"));
  EXPECT_EQ(live["spec"]["hosts"][0], "reviews");
}

TEST(ServerSideApply, FieldsOfOthersAndOfNobodyStay) {
  Json config = RouteWith(R"({"hosts":["reviews"]})");
  config["metadata"]["labels"] = {{"mine", "1"}};
  Json live = Applied(nullptr, config, Applier("kubectl"));
  live["metadata"]["labels"]["nobodys"] = "2";
  Json edited = live;
  edited["metadata"]["labels"]["theirs"] = "3";
  RecordUpdate(live, edited, Applier("editor"), RouteSchema());
  config["metadata"].erase("labels");
  const Json after = Applied(edited, config, Applier("kubectl"));
  EXPECT_EQ(after["metadata"]["labels"], Json::parse(R"({"nobodys":"2","theirs":"3"})"));
}

TEST(ServerSideApply, NullsCountAsNotGiven) {
  Json config = RouteWith(R"({"hosts":["reviews"],"http":null})");
  config["metadata"]["creationTimestamp"] = nullptr;
  const Json object = Applied(nullptr, config, Applier("kubectl"));
  EXPECT_EQ(object["spec"], Json::parse(R"({"hosts":["reviews"]})"));
  EXPECT_FALSE(object["metadata"].contains("creationTimestamp"));
}

TEST(ServerSideApply, WhatTheServerWroteCannotBeApplied) {
  Json live = Applied(nullptr, RouteWith(R"({"hosts":["reviews"]})"), Applier("kubectl"));
  live["metadata"]["uid"] = "right";
  Json config = RouteWith(R"({"hosts":["reviews"]})");
  config["metadata"]["uid"] = "wrong";
  EXPECT_EQ(Applied(live, config, Applier("kubectl"))["metadata"]["uid"], "right");
}

TEST(ServerSideApply, AppliersAreOneOverVersionsUpdatersAreNot) {
  FieldManager alpha = Applier("kubectl");
  alpha.api_version = "networking.istio.io/v1alpha3";
  Json live = Applied(nullptr, RouteWith(R"({"hosts":["a"],"http":[]})"), alpha);
  live = Applied(live, RouteWith(R"({"hosts":["b"]})"), Applier("kubectl"));
  EXPECT_EQ(live["spec"], Json::parse(R"({"hosts":["b"]})"));
  ASSERT_EQ(live["metadata"]["managedFields"].size(), 1u);
  EXPECT_EQ(live["metadata"]["managedFields"][0]["apiVersion"], "networking.istio.io/v1");
}

// Two appliers, each with ports of its own, in one map list.
class MapLists : public ::testing::Test {
 protected:
  static Json Ports(const char* ports) {
    return {
        {"apiVersion", "v1"}, {"kind", "Service"}, {"metadata", {{"name", "s"}}}, {"spec", {{"ports", Json::parse(ports)}}}};
  }
  static Json ApplyPorts(const Json& live, const char* ports, const char* manager) {
    return Applied(live, Ports(ports), Applier(manager), false, MergeSchemaOf("", "Service"));
  }
};

TEST_F(MapLists, ItemsMergeByAllTheirKeys) {
  Json live = ApplyPorts(nullptr, R"([{"port":53,"name":"dns"},{"port":53,"protocol":"UDP","name":"dns-udp"}])", "a");
  live = ApplyPorts(live, R"([{"port":80,"name":"http"}])", "b");
  EXPECT_EQ(live["spec"]["ports"].size(), 3u);
  live = ApplyPorts(live, R"([{"port":53,"name":"dns"}])", "a");
  EXPECT_EQ(live["spec"]["ports"], Json::parse(R"([{"port":53,"name":"dns"},{"port":80,"name":"http"}])"));
}

TEST_F(MapLists, ConflictsNameTheItem) {
  const Json live = ApplyPorts(nullptr, R"([{"port":80,"name":"http"}])", "a");
  const ApplyOutcome outcome =
      Apply(live, Ports(R"([{"port":80,"name":"web"}])"), Applier("b"), false, MergeSchemaOf("", "Service"));
  ASSERT_EQ(outcome.conflicts.size(), 1u);
  EXPECT_EQ(outcome.conflicts[0].field, R"(.spec.ports[port=80,protocol="TCP"].name)");
}

TEST_F(MapLists, TheLastItemTakesTheListAlong) {
  Json live = ApplyPorts(nullptr, R"([{"port":80}])", "a");
  Json config = Ports("[]");
  config["spec"].erase("ports");
  live = Applied(live, config, Applier("a"), false, MergeSchemaOf("", "Service"));
  EXPECT_FALSE(live.value("spec", Json::object()).contains("ports"));
}

TEST_F(MapLists, ServiceEntryPortsMergeByName) {
  const MergeSchema& schema = MergeSchemaOf("networking.istio.io", "ServiceEntry");
  Json live = Applied(nullptr, Ports(R"([{"name":"http","number":80}])"), Applier("a"), false, schema);
  live = Applied(live, Ports(R"([{"name":"tcp","number":90}])"), Applier("b"), false, schema);
  EXPECT_EQ(live["spec"]["ports"].size(), 2u);
}

TEST_F(MapLists, ItemsThatCannotBeToldApartAreRefused) {
  auto refusal = [](const char* ports) {
    return std::string(
        ServerSideApply(nullptr, Ports(ports), Applier("a"), false, MergeSchemaOf("", "Service")).status().message());
  };
  EXPECT_THAT(refusal(R"([{"port":80},{"port":80}])"),
              HasSubstr("spec.ports: must be a list of maps that each have a port and protocol"));
  EXPECT_THAT(refusal(R"([{"name":"x"}])"), HasSubstr("spec.ports"));
}

TEST(ServerSideApply, MalformedConfigurationsAreRefused) {
  EXPECT_EQ(ServerSideApply(nullptr, Json("x"), Applier("a"), false, RouteSchema()).status().code(),
            absl::StatusCode::kInvalidArgument);
  Json config = RouteWith("{}");
  config["metadata"]["managedFields"] = Json::array();
  EXPECT_THAT(std::string(ServerSideApply(nullptr, config, Applier("a"), false, RouteSchema()).status().message()),
              HasSubstr("metadata.managedFields"));
  config["metadata"] = 3;
  EXPECT_FALSE(ServerSideApply(nullptr, config, Applier("a"), false, RouteSchema()).ok());
}

// An object as client-side apply leaves it: the annotation, and an updater that owns all.
Json ClientSideApplied(Json config) {
  config["metadata"]["annotations"][kAnnotation] = config.dump() + "\n";
  RecordUpdate(nullptr, config, Applier("kubectl-client-side-apply"), RouteSchema());
  return config;
}

TEST(KubectlApply, TakesOverWhatItAppliedOnTheClientSide) {
  const Json live = ClientSideApplied(RouteWith(R"({"hosts":["reviews"],"http":[{"name":"a"}]})"));
  const Json config = RouteWith(R"({"hosts":["reviews"],"http":[{"name":"b"}]})");
  const Json after = Applied(live, config, Applier("kubectl"));
  EXPECT_EQ(after["spec"]["http"][0]["name"], "b");
  EXPECT_EQ(after["metadata"]["annotations"][kAnnotation], config.dump() + "\n");
  EXPECT_FALSE(Apply(live, config, Applier("ci")).conflicts.empty());
}

TEST(KubectlApply, WhatOthersChangedSinceStillConflicts) {
  const Json live = ClientSideApplied(RouteWith(R"({"hosts":["reviews"],"http":[{"name":"a"}]})"));
  Json edited = live;
  edited["spec"]["http"][0]["name"] = "edited";
  RecordUpdate(live, edited, Applier("editor"), RouteSchema());
  const ApplyOutcome outcome = Apply(edited, RouteWith(R"({"hosts":["x"],"http":[{"name":"b"}]})"), Applier("kubectl"));
  ASSERT_EQ(outcome.conflicts.size(), 1u);
  EXPECT_EQ(outcome.conflicts[0].field, ".spec.http");
}

TEST(KubectlApply, WritesNoAnnotationOfItsOwn) {
  const Json object = Applied(nullptr, RouteWith(R"({"hosts":["reviews"]})"), Applier("kubectl"));
  EXPECT_FALSE(object["metadata"].contains("annotations"));
}

// The steps by which kubectl moves an object from client-side to server-side apply.
TEST(KubectlApply, MigratesAnObject) {
  const Json config = RouteWith(R"({"hosts":["reviews"],"http":[{"name":"a"}]})");
  Json live = Applied(ClientSideApplied(config), config, Applier("kubectl"));
  Json annotation = RouteWith("{}");
  annotation.erase("spec");
  annotation["metadata"]["annotations"][kAnnotation] = live["metadata"]["annotations"][kAnnotation];
  live = Applied(live, annotation, Applier("kubectl-last-applied"));

  Json migrated = live;
  Json entries = Json::array();
  for (const Json& entry : live["metadata"]["managedFields"]) {
    if (entry["operation"] == "Apply") entries.push_back(entry);
  }
  migrated["metadata"]["managedFields"] = entries;
  RecordUpdate(live, migrated, Applier("kubectl"), RouteSchema());
  EXPECT_EQ(migrated["metadata"]["managedFields"], entries);

  const Json after = Applied(migrated, RouteWith(R"({"hosts":["reviews"]})"), Applier("kubectl"));
  EXPECT_FALSE(after["spec"].contains("http"));
}

}  // namespace
}  // namespace weft::patch
