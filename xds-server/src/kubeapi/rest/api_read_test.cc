// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kubeapi/testing/api_under_test.h"

namespace weft::kubeapi {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kTable[] = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
constexpr char kMetadataOnly[] = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";

std::vector<std::string> NamesIn(const Json& list) {
  std::vector<std::string> names;
  for (const auto& item : list["items"]) names.push_back(item["metadata"]["name"]);
  return names;
}

std::string Collection(const std::string& query) { return std::string(kServices) + "?" + query; }

TEST(ApiRead, ListsCarryTheirVersion) {
  ApiUnderTest api;
  api.Post(kServices, Route("b"));
  api.Post(kServices, Route("a"));
  Json list = BodyOf(api.Get(kServices));
  EXPECT_EQ(list["kind"], "VirtualServiceList");
  EXPECT_EQ(list["metadata"]["resourceVersion"], std::to_string(api.store->ResourceVersion()));
  EXPECT_THAT(NamesIn(list), ElementsAre("a", "b"));
  EXPECT_EQ(list["items"][0]["kind"], "VirtualService");
  EXPECT_THAT(NamesIn(BodyOf(api.Get("/apis/networking.istio.io/v1/virtualservices"))), ElementsAre("a", "b"));
  EXPECT_TRUE(NamesIn(BodyOf(api.Get("/apis/networking.istio.io/v1/namespaces/nowhere/virtualservices"))).empty());
}

TEST(ApiRead, ListsBySelectors) {
  ApiUnderTest api;
  for (const char* name : {"a", "b"}) {
    Json object = Route(name);
    object["metadata"]["labels"] = {{"name", name}};
    api.Post(kServices, object);
  }
  EXPECT_THAT(NamesIn(BodyOf(api.Get(Collection("labelSelector=name%3Db")))), ElementsAre("b"));
  EXPECT_THAT(NamesIn(BodyOf(api.Get(Collection("fieldSelector=metadata.name%3Da")))), ElementsAre("a"));
  EXPECT_EQ(BodyOf(api.Get(Collection("fieldSelector=spec.hosts%3Da")))["message"], "field label not supported: spec.hosts");
  EXPECT_EQ(api.Get(Collection("labelSelector=a%20of%20b%28%29")).status, 400);
}

TEST(ApiRead, ListsAsOfAVersion) {
  ApiUnderTest api;
  api.Post(kServices, Route("a"));
  std::string now = std::to_string(api.store->ResourceVersion());
  EXPECT_EQ(api.Get(Collection("resourceVersion=0")).status, 200);
  EXPECT_EQ(api.Get(Collection("resourceVersion=" + now + "&resourceVersionMatch=Exact")).status, 200);
  EXPECT_EQ(api.Get(Collection("resourceVersion=1&resourceVersionMatch=Exact")).status, 410);
  auto later = api.Get(Collection("resourceVersion=999&resourceVersionMatch=NotOlderThan"));
  EXPECT_EQ(later.status, 504);
  EXPECT_EQ(BodyOf(later)["details"]["causes"][0]["reason"], "ResourceVersionTooLarge");
  EXPECT_EQ(api.Get(Collection("resourceVersion=x")).status, 400);
  EXPECT_EQ(api.Get(Collection("resourceVersionMatch=Exact")).status, 422);
  EXPECT_EQ(api.Get(Collection("continue=abc")).status, 400);
  EXPECT_EQ(api.Get(Collection("limit=1")).status, 200);
}

TEST(ApiRead, TablesShowTheColumnsOfTheKind) {
  ApiUnderTest api;
  api.now = absl::Now();
  api.Post(kServices, Route("reviews"));
  api.now += absl::Minutes(3) + absl::Seconds(30);
  Json table = BodyOf(api.Get(kServices, kTable));
  EXPECT_EQ(table["kind"], "Table");
  EXPECT_EQ(table["apiVersion"], "meta.k8s.io/v1");
  std::vector<std::string> names;
  for (const auto& column : table["columnDefinitions"]) names.push_back(column["name"]);
  EXPECT_THAT(names, ElementsAre("Name", "Gateways", "Hosts", "Age"));
  Json row = table["rows"][0];
  EXPECT_EQ(row["cells"][0], "reviews");
  EXPECT_EQ(row["cells"][1], nullptr);
  EXPECT_EQ(row["cells"][2], "[\"reviews\"]");
  EXPECT_THAT(row["cells"][3].get<std::string>(), ::testing::MatchesRegex("3m[23][0-9]s"));
  EXPECT_EQ(row["object"]["kind"], "PartialObjectMetadata");
  EXPECT_FALSE(row["object"].contains("spec"));
  EXPECT_TRUE(BodyOf(api.Get(Collection("includeObject=Object"), kTable))["rows"][0]["object"].contains("spec"));
  EXPECT_FALSE(BodyOf(api.Get(Collection("includeObject=None"), kTable))["rows"][0].contains("object"));
  EXPECT_EQ(BodyOf(api.Get(std::string(kServices) + "/reviews", kTable))["rows"].size(), 1u);
}

TEST(ApiRead, MetadataAlone) {
  ApiUnderTest api;
  api.Post(kServices, Route("reviews"));
  Json list = BodyOf(api.Get(kServices, kMetadataOnly));
  EXPECT_EQ(list["kind"], "PartialObjectMetadataList");
  EXPECT_EQ(list["items"][0]["kind"], "PartialObjectMetadata");
  EXPECT_FALSE(list["items"][0].contains("spec"));
}

TEST(ApiRead, WhatIsMissingIsNamed) {
  ApiUnderTest api;
  Json status = BodyOf(api.Get(std::string(kServices) + "/nope"));
  EXPECT_EQ(status["message"], "virtualservices.networking.istio.io \"nope\" not found");
  EXPECT_EQ(status["details"], Json::parse(R"({"name": "nope", "group": "networking.istio.io", "kind": "virtualservices"})"));
  for (const char* path : {"/apis/apps/v1/deployments", "/apis/networking.istio.io/v2/virtualservices", "/nope", "/api/v1/pods",
                           "/apis/networking.istio.io/v1/virtualservices/nope"}) {
    EXPECT_EQ(api.Get(path).status, 404) << path;
  }
  EXPECT_EQ(api.Get("/api/../x").status, 400);
  EXPECT_EQ(api.Get(kServices, "application/vnd.kubernetes.protobuf").status, 406);
  EXPECT_EQ(api.Call("PUT", kServices, "{}").status, 405);
  EXPECT_EQ(api.Call("POST", "/version", "{}").status, 405);
}

TEST(ApiRead, EventsAreAnEmptyList) {
  ApiUnderTest api;
  auto events = api.Get("/api/v1/namespaces/default/events?fieldSelector=involvedObject.name%3Dreviews",
                        "application/vnd.kubernetes.protobuf");
  EXPECT_EQ(events.status, 200);
  EXPECT_EQ(BodyOf(events)["kind"], "EventList");
  EXPECT_TRUE(BodyOf(events)["items"].empty());
  EXPECT_EQ(api.Post("/api/v1/namespaces/default/events", Json::object()).status, 405);
}

TEST(ApiRead, AggregatedDiscoveryEchoesTheVersionAskedFor) {
  ApiUnderTest api;
  constexpr char kAccept[] = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";
  auto groups = api.Get("/apis?timeout=32s", kAccept);
  EXPECT_EQ(groups.Header("Content-Type"), "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
  EXPECT_EQ(groups.Header("Vary"), "Accept");
  Json items = BodyOf(groups)["items"];
  Json networking = *std::find_if(items.begin(), items.end(),
                                  [](const Json& item) { return item["metadata"]["name"] == "networking.istio.io"; });
  EXPECT_EQ(networking["versions"][0]["version"], "v1");
  EXPECT_EQ(networking["versions"][2]["version"], "v1alpha3");
  bool found = false;
  for (const auto& resource : networking["versions"][0]["resources"]) {
    if (resource["resource"] != "virtualservices") continue;
    found = true;
    EXPECT_EQ(resource["shortNames"], Json({"vs"}));
    EXPECT_EQ(resource["scope"], "Namespaced");
    EXPECT_EQ(resource["subresources"][0]["subresource"], "status");
  }
  EXPECT_TRUE(found);
  EXPECT_EQ(BodyOf(api.Get("/api", kAccept))["items"][0]["metadata"]["name"], "");

  std::string etag(groups.Header("ETag"));
  auto unchanged = api.Call("GET", "/apis", "", {{"accept", kAccept}, {"if-none-match", etag}});
  EXPECT_EQ(unchanged.status, 304);
  EXPECT_EQ(unchanged.body, "");
}

TEST(ApiRead, OlderDiscovery) {
  ApiUnderTest api;
  EXPECT_EQ(BodyOf(api.Get("/api"))["versions"], Json({"v1"}));
  EXPECT_EQ(BodyOf(api.Get("/apis"))["kind"], "APIGroupList");
  EXPECT_EQ(BodyOf(api.Get("/apis/networking.istio.io"))["preferredVersion"]["version"], "v1");
  Json resources = BodyOf(api.Get("/apis/networking.istio.io/v1"));
  EXPECT_EQ(resources["groupVersion"], "networking.istio.io/v1");
  EXPECT_THAT(resources.dump(), HasSubstr("virtualservices/status"));
  EXPECT_EQ(BodyOf(api.Get("/api/v1"))["groupVersion"], "v1");
  EXPECT_EQ(api.Get("/apis/nope").status, 404);
}

TEST(ApiRead, OpenApiDocumentsAreCachedByTheirHash) {
  ApiUnderTest api;
  Json index = BodyOf(api.Get("/openapi/v3"));
  std::string url = index["paths"]["apis/networking.istio.io/v1"]["serverRelativeURL"];
  auto document = api.Get(url + "&timeout=32s");
  EXPECT_EQ(document.Header("Cache-Control"), "public, immutable");
  EXPECT_THAT(url, HasSubstr("?hash=" + std::string(document.Header("ETag").substr(1, 32))));
  Json one = BodyOf(document)["paths"]["/apis/networking.istio.io/v1/namespaces/{namespace}/virtualservices/{name}"];
  EXPECT_EQ(one["patch"]["x-kubernetes-group-version-kind"]["kind"], "VirtualService");
  EXPECT_THAT(one["patch"]["parameters"].dump(), ::testing::AllOf(HasSubstr("fieldValidation"), HasSubstr("dryRun")));
  Json schema = BodyOf(document)["components"]["schemas"]["io.istio.networking.v1.VirtualService"];
  EXPECT_EQ(schema["x-kubernetes-group-version-kind"][0]["version"], "v1");
  EXPECT_EQ(api.Call("GET", url, "", {{"if-none-match", std::string(document.Header("ETag"))}}).status, 304);
  EXPECT_NE(api.Get("/openapi/v3/api/v1").Header("Cache-Control"), "public, immutable");
  EXPECT_EQ(api.Get("/openapi/v3/apis/nope/v1").status, 404);
}

TEST(ApiRead, OpenApiV2IsASmallProtobufDocument) {
  ApiUnderTest api;
  auto document = api.Get("/openapi/v2", "application/com.github.proto-openapi.spec.v2@v1.0+protobuf");
  EXPECT_EQ(document.Header("Content-Type"), "application/com.github.proto-openapi.spec.v2.v1.0+protobuf");
  EXPECT_EQ(document.body.substr(0, 5),
            "\x0a\x03"
            "2.0");
}

TEST(ApiRead, SaysWhoItIsAndThatItIsWell) {
  ApiUnderTest api;
  EXPECT_THAT(BodyOf(api.Get("/version"))["gitVersion"].get<std::string>(), HasSubstr("+weft"));
  for (const char* path : {"/healthz", "/livez", "/readyz"}) EXPECT_EQ(api.Get(path).body, "ok");
}

TEST(ApiRead, AnswersReviewsAboutOneself) {
  ApiUnderTest api;
  auto review = [&](const std::string& path) { return BodyOf(api.Post(path, Json::object())); };
  EXPECT_EQ(review("/apis/authentication.k8s.io/v1/selfsubjectreviews")["status"]["userInfo"]["username"], "weft-admin");
  EXPECT_EQ(review("/apis/authentication.k8s.io/v1beta1/selfsubjectreviews")["apiVersion"], "authentication.k8s.io/v1beta1");
  EXPECT_EQ(review("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")["status"]["allowed"], true);
  EXPECT_EQ(review("/apis/authorization.k8s.io/v1/selfsubjectrulesreviews")["status"]["resourceRules"][0]["verbs"],
            Json({"*"}));
}

TEST(ApiRead, AWatchOfImpossibleOptionsIsRefused) {
  ApiUnderTest api;
  EXPECT_EQ(api.Get(Collection("watch=1&sendInitialEvents=true")).status, 422);
  EXPECT_EQ(api.Get(Collection("watch=1&resourceVersionMatch=NotOlderThan&resourceVersion=1")).status, 422);
  EXPECT_EQ(api.Get(Collection("watch=1&timeoutSeconds=x")).status, 400);
}

}  // namespace
}  // namespace weft::kubeapi
