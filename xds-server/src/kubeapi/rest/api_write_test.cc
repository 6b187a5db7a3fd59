// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kubeapi/testing/api_under_test.h"

namespace weft::kubeapi {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string One(const std::string& name) { return std::string(kServices) + "/" + name; }

TEST(ApiWrite, CreatesReadsAndDeletes) {
  ApiUnderTest api;
  auto created = api.Post(std::string(kServices) + "?fieldManager=me", Route("reviews"));
  ASSERT_EQ(created.status, 201) << created.body;
  Json object = BodyOf(created);
  EXPECT_EQ(object["metadata"]["namespace"], "default");
  EXPECT_EQ(object["metadata"]["generation"], 1);
  EXPECT_FALSE(object["metadata"]["uid"].get<std::string>().empty());
  EXPECT_EQ(object["metadata"]["managedFields"][0]["manager"], "me");
  EXPECT_EQ(BodyOf(api.Get(One("reviews"))), object);

  Json status = BodyOf(api.Call("DELETE", One("reviews"), R"({"propagationPolicy": "Background"})"));
  EXPECT_EQ(status["status"], "Success");
  EXPECT_EQ(status["details"]["uid"], object["metadata"]["uid"]);
  EXPECT_EQ(status["details"]["kind"], "virtualservices");
  EXPECT_EQ(api.Get(One("reviews")).status, 404);
  EXPECT_THAT(api.audit, ElementsAre(HasSubstr("201"), HasSubstr("200")));
}

TEST(ApiWrite, AnyVersionReadsTheSameObject) {
  ApiUnderTest api;
  Json old = Route("reviews");
  old["apiVersion"] = "networking.istio.io/v1alpha3";
  ASSERT_EQ(api.Post("/apis/networking.istio.io/v1alpha3/namespaces/default/virtualservices", old).status, 201);
  EXPECT_EQ(BodyOf(api.Get(One("reviews")))["apiVersion"], "networking.istio.io/v1");
  EXPECT_EQ(BodyOf(api.Get("/apis/networking.istio.io/v1beta1/virtualservices"))["items"][0]["apiVersion"],
            "networking.istio.io/v1beta1");
}

TEST(ApiWrite, RefusesWhatDoesNotBelongAtItsUrl) {
  ApiUnderTest api;
  Json object = Route("reviews");
  EXPECT_EQ(api.Post("/apis/networking.istio.io/v1/namespaces/nope/virtualservices", object).status, 404);
  EXPECT_EQ(BodyOf(api.Post("/apis/networking.istio.io/v1/namespaces/nope/virtualservices", object))["message"],
            "namespaces \"nope\" not found");
  EXPECT_EQ(api.Post("/apis/networking.istio.io/v1beta1/namespaces/default/virtualservices", object).status, 400);
  object["metadata"]["namespace"] = "other";
  EXPECT_EQ(api.Post(kServices, object).status, 400);
  object = Route("reviews");
  object.erase("kind");
  EXPECT_EQ(api.Post(kServices, object).status, 400);
  object["kind"] = "DestinationRule";
  EXPECT_EQ(BodyOf(api.Post(kServices, object))["details"]["causes"][0]["field"], "kind");
  object = Route("reviews");
  object["metadata"]["resourceVersion"] = "7";
  EXPECT_EQ(api.Post(kServices, object).status, 400);
  EXPECT_EQ(api.Post("/apis/networking.istio.io/v1/virtualservices", Route("reviews")).status, 405);
}

TEST(ApiWrite, NamesWhatIsWrongInAnObject) {
  ApiUnderTest api;
  Json object = Route("reviews");
  object["spec"]["http"][0]["route"][0]["weight"] = -1;
  Json status = BodyOf(api.Post(kServices, object));
  EXPECT_EQ(status["code"], 422);
  EXPECT_EQ(status["reason"], "Invalid");
  EXPECT_EQ(status["details"]["kind"], "VirtualService");
  EXPECT_EQ(status["details"]["causes"][0]["field"], "spec.http[0].route[0].weight");
  EXPECT_THAT(status["message"].get<std::string>(),
              HasSubstr("VirtualService.networking.istio.io \"reviews\" is invalid: spec.http"));
}

TEST(ApiWrite, UnknownFieldsAreRefusedWarnedOfOrIgnored) {
  ApiUnderTest api;
  Json object = Route("reviews");
  object["spec"]["hots"] = {"a"};
  auto strict = api.Post(std::string(kServices) + "?fieldValidation=Strict", object);
  EXPECT_EQ(strict.status, 400);
  EXPECT_THAT(strict.body, HasSubstr("strict decoding error: unknown field \\\"spec.hots\\\""));
  auto warned = api.Post(kServices, object);
  EXPECT_EQ(warned.status, 201);
  EXPECT_EQ(warned.Header("Warning"), "299 - \"unknown field \\\"spec.hots\\\"\"");
  EXPECT_FALSE(BodyOf(warned)["spec"].contains("hots"));
  auto ignored = api.Call("PATCH", One("reviews") + "?fieldValidation=Ignore", R"({"spec": {"hots": 1}})",
                          {{"content-type", kMergePatch}});
  EXPECT_EQ(ignored.status, 200);
  EXPECT_EQ(ignored.Header("Warning"), "");
  auto patched = api.Call("PATCH", One("reviews") + "?fieldValidation=Strict", R"({"spec": {"hots": 1}})",
                          {{"content-type", kMergePatch}});
  EXPECT_EQ(patched.status, 422);
  EXPECT_EQ(BodyOf(patched)["details"]["causes"][0]["field"], "spec.hots");
  EXPECT_EQ(api.Post(std::string(kServices) + "?fieldValidation=Maybe", object).status, 422);
}

TEST(ApiWrite, ReplaceKeepsWhatTheServerWroteAndChecksTheVersion) {
  ApiUnderTest api;
  Json created = BodyOf(api.Post(kServices, Route("reviews")));
  Json changed = created;
  changed["spec"]["hosts"] = {"ratings"};
  changed["status"] = {{"forged", true}};
  Json replaced = BodyOf(api.Put(One("reviews"), changed));
  EXPECT_EQ(replaced["metadata"]["uid"], created["metadata"]["uid"]);
  EXPECT_EQ(replaced["metadata"]["generation"], 2);
  EXPECT_FALSE(replaced.contains("status"));
  EXPECT_NE(replaced["metadata"]["resourceVersion"], created["metadata"]["resourceVersion"]);

  auto stale = api.Put(One("reviews"), changed);
  EXPECT_EQ(stale.status, 409);
  EXPECT_THAT(stale.body, HasSubstr("the object has been modified"));
  changed["metadata"].erase("resourceVersion");
  changed["metadata"]["uid"] = "another";
  EXPECT_EQ(api.Put(One("reviews"), changed).status, 409);
  EXPECT_EQ(api.Put(One("ratings"), changed).status, 400);
  EXPECT_EQ(api.Put(One("nope"), Route("nope")).status, 404);
}

TEST(ApiWrite, AWriteThatChangesNothingKeepsTheVersion) {
  ApiUnderTest api;
  Json created = BodyOf(api.Post(kServices, Route("reviews")));
  Json again = BodyOf(api.Patch(One("reviews"), kMergePatch, {{"spec", {{"hosts", {"reviews"}}}}}));
  EXPECT_EQ(again["metadata"]["resourceVersion"], created["metadata"]["resourceVersion"]);
  Json labelled = BodyOf(api.Patch(One("reviews"), kMergePatch, {{"metadata", {{"labels", {{"a", "b"}}}}}}));
  EXPECT_EQ(labelled["metadata"]["generation"], 1);
  EXPECT_NE(labelled["metadata"]["resourceVersion"], created["metadata"]["resourceVersion"]);
}

TEST(ApiWrite, PatchesOfEveryKind) {
  ApiUnderTest api;
  api.Post(kServices, Route("reviews"));
  Json test_and_add = Json::parse(R"([{"op": "test", "path": "/spec/hosts/0", "value": "reviews"},
                                      {"op": "add", "path": "/spec/hosts/-", "value": "ratings"}])");
  Json patched = BodyOf(api.Patch(One("reviews"), "application/json-patch+json", test_and_add));
  EXPECT_EQ(patched["spec"]["hosts"], Json({"reviews", "ratings"}));
  Json remove = Json::parse(R"([{"op": "remove", "path": "/spec/nope"}])");
  EXPECT_EQ(api.Patch(One("reviews"), "application/json-patch+json", remove).status, 422);
  auto strategic = api.Patch(One("reviews"), "application/strategic-merge-patch+json", Json::object());
  EXPECT_EQ(strategic.status, 415);
  EXPECT_THAT(strategic.body, HasSubstr("application/merge-patch+json"));
  EXPECT_EQ(api.Patch("/api/v1/namespaces/default", "application/strategic-merge-patch+json",
                      {{"metadata", {{"labels", {{"a", "b"}}}}}})
                .status,
            200);
  EXPECT_EQ(api.Patch(One("nope"), kMergePatch, Json::object()).status, 404);
  EXPECT_EQ(api.Patch(One("reviews"), kMergePatch, {{"metadata", {{"name", "other"}}}}).status, 422);
  EXPECT_EQ(api.Patch(One("reviews"), kMergePatch, Json::array()).status, 400);
}

TEST(ApiWrite, AppliesOnTheServerAndReportsConflicts) {
  ApiUnderTest api;
  constexpr char kApply[] = "application/apply-patch+yaml";
  auto first = api.Patch(One("reviews") + "?fieldManager=a", kApply, Route("reviews"));
  ASSERT_EQ(first.status, 201) << first.body;
  EXPECT_EQ(BodyOf(first)["metadata"]["managedFields"][0]["operation"], "Apply");
  auto conflict = api.Patch(One("reviews") + "?fieldManager=b", kApply, Route("reviews", "v1"));
  EXPECT_EQ(conflict.status, 409);
  EXPECT_EQ(BodyOf(conflict)["details"]["causes"][0]["reason"], "FieldManagerConflict");
  EXPECT_EQ(BodyOf(conflict)["details"]["causes"][0]["field"], ".spec.http");
  EXPECT_EQ(api.Patch(One("reviews") + "?fieldManager=b&force=true", kApply, Route("reviews", "v1")).status, 200);
  EXPECT_EQ(api.Patch(One("reviews"), kApply, Route("reviews")).status, 422);
  EXPECT_EQ(api.Call("PATCH", One("other") + "?fieldManager=a",
                     "apiVersion: networking.istio.io/v1\nkind: VirtualService\nspec: {hosts: [other], http: [{route: "
                     "[{destination: {host: other}}]}]}\n",
                     {{"content-type", kApply}})
                .status,
            201);
}

TEST(ApiWrite, ABadFieldIsSaidBeforeAConflictOverIt) {
  ApiUnderTest api;
  constexpr char kApply[] = "application/apply-patch+yaml";
  ASSERT_EQ(api.Patch(One("reviews") + "?fieldManager=a", kApply, Route("reviews", "v2")).status, 201);
  Json bad = Route("reviews", "v1");
  bad["spec"]["http"][0]["route"][0]["weight"] = -1;
  auto refused = api.Patch(One("reviews") + "?fieldManager=b", kApply, bad);
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(BodyOf(refused)["details"]["causes"][0]["field"], "spec.http[0].route[0].weight");
}

TEST(ApiWrite, ADryRunAnswersButStoresNothing) {
  ApiUnderTest api;
  auto dry = api.Post(std::string(kServices) + "?dryRun=All", Route("reviews"));
  EXPECT_EQ(dry.status, 201);
  EXPECT_TRUE(BodyOf(dry)["metadata"].contains("uid"));
  EXPECT_EQ(api.Get(One("reviews")).status, 404);
  EXPECT_EQ(api.Post(std::string(kServices) + "?dryRun=Some", Route("reviews")).status, 422);

  Json created = BodyOf(api.Post(kServices, Route("reviews")));
  Json patched = BodyOf(api.Patch(One("reviews") + "?dryRun=All", kMergePatch, {{"spec", {{"hosts", {"a"}}}}}));
  EXPECT_EQ(patched["metadata"]["generation"], 2);
  EXPECT_EQ(api.Call("DELETE", One("reviews"), R"({"dryRun": ["All"]})").status, 200);
  EXPECT_EQ(BodyOf(api.Get(One("reviews"))), created);
}

TEST(ApiWrite, TheStatusIsWrittenOnItsOwn) {
  ApiUnderTest api;
  api.Post(kServices, Route("reviews"));
  Json both = {{"spec", {{"hosts", {"a"}}}}, {"status", {{"ready", true}}}};
  Json patched = BodyOf(api.Patch(One("reviews") + "/status", kMergePatch, both));
  EXPECT_EQ(patched["status"]["ready"], true);
  EXPECT_EQ(patched["spec"]["hosts"], Json({"reviews"}));
  EXPECT_EQ(patched["metadata"]["generation"], 1);
  Json spec = BodyOf(api.Patch(One("reviews"), kMergePatch, {{"status", nullptr}, {"spec", {{"hosts", {"b"}}}}}));
  EXPECT_EQ(spec["status"]["ready"], true);
  EXPECT_EQ(api.Get(One("reviews") + "/scale").status, 404);
}

TEST(ApiWrite, GeneratesNames) {
  ApiUnderTest api;
  Json object = Route("");
  object["metadata"] = {{"generateName", "reviews-"}};
  Json first = BodyOf(api.Post(kServices, object)), second = BodyOf(api.Post(kServices, object));
  EXPECT_THAT(first["metadata"]["name"].get<std::string>(), ::testing::MatchesRegex("reviews-[a-z0-9]{5}"));
  EXPECT_NE(first["metadata"]["name"], second["metadata"]["name"]);
}

TEST(ApiWrite, FinalizersHoldAnObjectUntilTheyAreGone) {
  ApiUnderTest api;
  Json object = Route("reviews");
  object["metadata"]["finalizers"] = {"example.com/wait"};
  api.Post(kServices, object);
  Json marked = BodyOf(api.Call("DELETE", One("reviews")));
  EXPECT_EQ(marked["kind"], "VirtualService");
  EXPECT_TRUE(marked["metadata"].contains("deletionTimestamp"));
  EXPECT_EQ(api.Get(One("reviews")).status, 200);
  EXPECT_EQ(api.Patch(One("reviews"), kMergePatch, {{"metadata", {{"finalizers", nullptr}}}}).status, 200);
  EXPECT_EQ(api.Get(One("reviews")).status, 404);
}

TEST(ApiWrite, DeletionChecksItsPreconditions) {
  ApiUnderTest api;
  api.Post(kServices, Route("reviews"));
  EXPECT_EQ(api.Call("DELETE", One("reviews"), R"({"preconditions": {"uid": "x"}})").status, 409);
  EXPECT_EQ(api.Call("DELETE", One("reviews"), R"({"preconditions": {"resourceVersion": "1"}})").status, 409);
  EXPECT_EQ(api.Get(One("reviews")).status, 200);
}

TEST(ApiWrite, DeletesACollectionBySelector) {
  ApiUnderTest api;
  for (const char* name : {"a", "b", "c"}) {
    Json object = Route(name);
    object["metadata"]["labels"] = {{"keep", name == std::string("b") ? "yes" : "no"}};
    api.Post(kServices, object);
  }
  EXPECT_EQ(BodyOf(api.Call("DELETE", std::string(kServices) + "?labelSelector=keep%3Dno"))["items"].size(), 2u);
  EXPECT_EQ(BodyOf(api.Get(kServices))["items"].size(), 1u);
}

TEST(ApiWrite, ANamespaceGoesWithWhatIsInIt) {
  ApiUnderTest api;
  Json shop = {{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", {{"name", "shop"}}}};
  ASSERT_EQ(api.Post("/api/v1/namespaces", shop).status, 201);
  std::string services = "/apis/networking.istio.io/v1/namespaces/shop/virtualservices";
  ASSERT_EQ(api.Post(services, Route("a")).status, 201);
  Json held = Route("held");
  held["metadata"]["finalizers"] = {"example.com/wait"};
  api.Post(services, held);

  Json terminating = BodyOf(api.Call("DELETE", "/api/v1/namespaces/shop"));
  EXPECT_EQ(terminating["status"]["phase"], "Terminating");
  EXPECT_EQ(BodyOf(api.Get(services))["items"].size(), 1u);
  EXPECT_EQ(api.Post(services, Route("late")).status, 403);
  api.Patch(services + "/held", kMergePatch, {{"metadata", {{"finalizers", nullptr}}}});
  EXPECT_EQ(api.Get("/api/v1/namespaces/shop").status, 404);
  EXPECT_EQ(api.Call("DELETE", "/api/v1/namespaces/default").status, 403);
}

TEST(ApiWrite, BodiesOfOtherTypesAreRefused) {
  ApiUnderTest api;
  EXPECT_EQ(api.Call("POST", kServices, "{}", {{"content-type", "text/plain"}}).status, 415);
  EXPECT_EQ(api.Call("POST", kServices, "{}", {{"content-type", "application/vnd.kubernetes.protobuf"}}).status, 400);
  auto cut = api.Call("POST", kServices, R"({"kind": "VirtualSer)");
  EXPECT_EQ(cut.status, 400);
  EXPECT_THAT(cut.body, HasSubstr("cut short"));
  std::string deep(100'000, '[');
  EXPECT_EQ(api.Call("POST", kServices, deep + std::string(100'000, ']')).status, 400);
  auto yaml = api.Call("POST", "/api/v1/namespaces", "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n",
                       {{"content-type", "application/yaml"}});
  EXPECT_EQ(yaml.status, 201) << yaml.body;
}

}  // namespace
}  // namespace weft::kubeapi
