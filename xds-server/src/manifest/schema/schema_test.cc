// SPDX-License-Identifier: Apache-2.0
#include "manifest/schema/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_join.h"
#include "manifest/object/kind.h"
#include "manifest/yaml/yaml.h"

namespace weft::manifest {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Json FromYaml(std::string_view text) {
  auto documents = ParseYaml(text);
  EXPECT_TRUE(documents.ok()) << documents.status();
  return documents.ok() && !documents->empty() ? documents->front().json : Json();
}

std::vector<std::string> Lines(const Report& report) {
  std::vector<std::string> lines;
  for (const Problem& problem : report.problems) lines.push_back(problem.field + ": " + problem.message);
  return lines;
}

Report CheckService(std::string_view text, UnknownFields mode = UnknownFields::kRefuse) {
  Json object = FromYaml(text);
  return Check(*FindByAnyName("vs"), object, mode);
}

constexpr std::string_view kHead = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: reviews}\n";

std::string WithSpec(std::string_view spec) { return std::string(kHead) + "spec: " + std::string(spec); }

constexpr std::string_view kGoodSpec = "{hosts: [reviews], http: [{route: [{destination: {host: reviews}}]}]}";

TEST(Schema, AcceptsAGoodManifest) { EXPECT_THAT(Lines(CheckService(WithSpec(kGoodSpec))), IsEmpty()); }

TEST(Schema, RefusesAnUnknownFieldAndSuggestsTheNearestOne) {
  EXPECT_THAT(Lines(CheckService(WithSpec("{hots: [reviews]}"))),
              ElementsAre("spec.hots: unknown field; did you mean \"hosts\"?"));
  EXPECT_THAT(Lines(CheckService(WithSpec("{http: [{rute: [], zzzzzz: 1}]}"))),
              ElementsAre("spec.http[0].rute: unknown field; did you mean \"route\"?", "spec.http[0].zzzzzz: unknown field"));
}

TEST(Schema, WarnsOfUnknownFieldsAndDropsThem) {
  Json object = FromYaml(WithSpec("{hosts: [reviews], hots: 1, http: [{route: [{destination: {host: reviews}}]}]}"));
  Report report = Check(*FindByAnyName("vs"), object, UnknownFields::kWarn);
  EXPECT_TRUE(report.ok());
  EXPECT_THAT(report.warnings, ElementsAre("unknown field \"spec.hots\""));
  EXPECT_FALSE(object["spec"].contains("hots"));
}

TEST(Schema, DropsUnknownFieldsInSilenceWhenAsked) {
  Json object = FromYaml(WithSpec("{hosts: [reviews], hots: 1, http: [{route: [{destination: {host: reviews}}]}]}"));
  Report report = Check(*FindByAnyName("vs"), object, UnknownFields::kIgnore);
  EXPECT_THAT(report.warnings, IsEmpty());
  EXPECT_FALSE(object["spec"].contains("hots"));
}

TEST(Schema, NamesTheTypeThatAFieldMustHave) {
  EXPECT_THAT(Lines(CheckService(WithSpec("{hosts: reviews}"))),
              ElementsAre("spec.hosts: Invalid value: \"string\": spec.hosts in body must be of type array: \"string\""));
  EXPECT_THAT(Lines(CheckService(WithSpec("{http: null}"))),
              ElementsAre("spec.http: Invalid value: \"null\": spec.http in body must be of type array: \"null\""));
}

TEST(Schema, NamesRequiredFieldsEnumsAndBounds) {
  EXPECT_THAT(Lines(CheckService(WithSpec("{http: [{route: [{weight: 1}]}]}"))),
              ElementsAre("spec.http[0].route[0].destination: Required value"));
  EXPECT_THAT(
      Lines(CheckService(WithSpec("{http: [{redirect: {derivePort: NOWHERE}}]}"))),
      ElementsAre(
          "spec.http[0].redirect.derivePort: Unsupported value: \"NOWHERE\": supported values: \"FROM_PROTOCOL_DEFAULT\", "
          "\"FROM_REQUEST_PORT\""));
  EXPECT_THAT(
      Lines(CheckService(WithSpec("{http: [{match: [{port: 70000}]}]}"))),
      ElementsAre(
          "spec.http[0].match[0].port: Invalid value: 70000: spec.http[0].match[0].port in body should be less than or equal "
          "to 65535"));
}

TEST(Schema, RefusesAnotherKindOrVersion) {
  EXPECT_THAT(
      Lines(CheckService("apiVersion: networking.istio.io/v2\nkind: VirtualService\nmetadata: {name: a}\n")),
      ElementsAre("apiVersion: Unsupported value: \"networking.istio.io/v2\": supported values: \"networking.istio.io/v1\", "
                  "\"networking.istio.io/v1beta1\", \"networking.istio.io/v1alpha3\""));
  EXPECT_THAT(Lines(CheckService("apiVersion: networking.istio.io/v1\nkind: Gateway\n")),
              ElementsAre("kind: Invalid value: \"Gateway\": must be VirtualService"));
  EXPECT_FALSE(CheckService("[]").ok());
}

TEST(Schema, ChecksNamesLabelsAndAnnotations) {
  auto with_metadata = [](std::string_view metadata) {
    return Lines(CheckService("apiVersion: networking.istio.io/v1\nkind: VirtualService\nspec: " + std::string(kGoodSpec) +
                              "\nmetadata: " + std::string(metadata)));
  };
  EXPECT_THAT(with_metadata("{name: a.b, labels: {app.io/x: y_1}, creationTimestamp: null}"), IsEmpty());
  EXPECT_THAT(with_metadata("{generateName: a-}"), IsEmpty());
  EXPECT_THAT(with_metadata("{}"), ElementsAre("metadata.name: Required value: name or generateName is required"));
  EXPECT_THAT(with_metadata("{name: A_B}").size(), 1U);
  EXPECT_THAT(with_metadata("{name: a, labels: {-x: y}}").size(), 1U);
  EXPECT_THAT(with_metadata("{name: a, labels: {x: 'y z'}}").size(), 1U);
  std::string large = "{name: a, annotations: {x: " + std::string(256 * 1024, 'y') + "}}";
  EXPECT_THAT(with_metadata(large),
              ElementsAre("metadata.annotations: Too long: all annotations together are 262145 bytes, at most 262144 are "
                          "allowed"));
}

// Every definition is expanded and speaks plain OpenAPI.
void ExpectPlainOpenApi(const Json& schema, const std::string& path) {
  EXPECT_FALSE(schema.contains("fields") || schema.contains("about")) << path;
  EXPECT_TRUE(schema.contains("type") || schema.contains("x-kubernetes-int-or-string")) << path;
  if (schema.contains("items")) ExpectPlainOpenApi(schema["items"], path + "[]");
  if (schema.contains("additionalProperties")) ExpectPlainOpenApi(schema["additionalProperties"], path + "{}");
  if (!schema.contains("properties")) return;
  for (const auto& [name, property] : schema["properties"].items()) {
    EXPECT_FALSE(property.value("description", "").empty()) << path << "." << name;
    ExpectPlainOpenApi(property, path + "." + name);
  }
}

TEST(Schema, OfEveryKindIsPlainOpenApi) {
  for (const Kind& kind : Kinds()) ExpectPlainOpenApi(kind.schema, kind.kind);
}

// A manifest that uses every field which the schema has, made from the schema.
Json ExampleOf(const Json& schema) {
  std::string type = schema.value("type", "");
  if (schema.contains("enum")) return schema["enum"].back();
  if (type == "boolean") return true;
  if (type == "integer" || type == "number") return 1;
  if (type == "array") return Json::array({ExampleOf(schema["items"])});
  if (type != "object") return "1s";
  Json object = Json::object();
  if (schema.contains("additionalProperties")) object["a"] = ExampleOf(schema["additionalProperties"]);
  if (!schema.contains("properties")) return object;
  for (const auto& [name, property] : schema["properties"].items()) object[name] = ExampleOf(property);
  return object;
}

Json MemberAt(Json value, const std::vector<std::string>& names) {
  for (const std::string& name : names) value = value.is_array() ? value.at(0).value(name, Json()) : value.value(name, Json());
  return value;
}

struct FieldsAt {
  std::vector<std::string> path;  // below spec
  std::vector<std::string> names;
};

std::vector<FieldsAt> HttpFields() {
  return {
      {{}, {"hosts", "gateways", "http", "tls", "tcp", "exportTo"}},
      {{"http"},
       {"name", "match", "route", "redirect", "directResponse", "delegate", "rewrite", "timeout", "retries", "fault", "mirror",
        "mirrors", "mirrorPercent", "mirrorPercentage", "corsPolicy", "headers"}},
      {{"http", "match"},
       {"name", "uri", "scheme", "method", "authority", "headers", "withoutHeaders", "queryParams", "ignoreUriCase", "port",
        "sourceLabels", "sourceNamespace", "gateways", "statPrefix"}},
      {{"http", "match", "uri"}, {"exact", "prefix", "regex"}},
      {{"http", "route"}, {"destination", "weight", "headers"}},
      {{"http", "route", "destination"}, {"host", "subset", "port"}},
      {{"http", "route", "headers", "request"}, {"set", "add", "remove"}},
      {{"http", "headers", "response"}, {"set", "add", "remove"}},
      {{"http", "rewrite"}, {"uri", "authority", "uriRegexRewrite"}},
      {{"http", "rewrite", "uriRegexRewrite"}, {"match", "rewrite"}},
      {{"http", "redirect"}, {"uri", "prefixRewrite", "authority", "scheme", "port", "derivePort", "redirectCode"}},
      {{"http", "directResponse"}, {"status", "body"}},
      {{"http", "directResponse", "body"}, {"string", "bytes"}},
      {{"http", "retries"},
       {"attempts", "perTryTimeout", "retryOn", "retryRemoteLocalities", "retryIgnorePreviousHosts", "backoff"}},
      {{"http", "fault", "delay"}, {"fixedDelay", "percentage", "percent", "exponentialDelay"}},
      {{"http", "fault", "abort"}, {"httpStatus", "grpcStatus", "http2Error", "percentage"}},
      {{"http", "mirrors"}, {"destination", "percentage"}},
      {{"http", "corsPolicy"},
       {"allowOrigin", "allowOrigins", "allowMethods", "allowHeaders", "exposeHeaders", "maxAge", "allowCredentials",
        "unmatchedPreflights"}},
      {{"http", "delegate"}, {"name", "namespace"}},
  };
}

TEST(Schema, KnowsEveryFieldOfAnHttpRuleInEveryVersion) {
  const Kind& kind = *FindByAnyName("vs");
  EXPECT_THAT(kind.versions, ElementsAre("v1", "v1beta1", "v1alpha3"));
  Json spec = ExampleOf(kind.schema["properties"]["spec"]);
  for (const auto& [path, names] : HttpFields()) {
    for (const std::string& name : names) {
      std::vector<std::string> full = path;
      full.push_back(name);
      EXPECT_FALSE(MemberAt(spec, full).is_null()) << absl::StrJoin(full, ".");
    }
  }
  for (const std::string& version : kind.versions) {
    Json object = {
        {"apiVersion", kind.ApiVersion(version)}, {"kind", kind.kind}, {"metadata", {{"name", "a"}}}, {"spec", spec}};
    for (const std::string& line : Lines(Check(kind, object, UnknownFields::kRefuse))) {
      EXPECT_THAT(line, ::testing::Not(::testing::HasSubstr("unknown field"))) << version;
      EXPECT_THAT(line, ::testing::Not(::testing::HasSubstr("in body must be"))) << version;
    }
  }
}

TEST(Schema, KeepsListKeysForMerging) {
  const Json& ports = FindByAnyName("svc")->schema["properties"]["spec"]["properties"]["ports"];
  EXPECT_EQ(ports["x-kubernetes-list-map-keys"], Json({"port", "protocol"}));
  EXPECT_EQ(ports["x-kubernetes-patch-merge-key"], "port");
}

TEST(Kinds, AreFoundByEveryNameInAnyCase) {
  for (std::string_view name :
       {"vs", "virtualservice", "VirtualServices", "VirtualService", "virtualservices.networking.istio.io"}) {
    ASSERT_NE(FindByAnyName(name), nullptr) << name;
    EXPECT_EQ(FindByAnyName(name)->kind, "VirtualService");
  }
  EXPECT_EQ(FindByAnyName("sidecar"), nullptr);
  EXPECT_EQ(FindByPlural("networking.istio.io", "v1alpha3", "serviceentries")->kind, "ServiceEntry");
  EXPECT_EQ(FindByPlural("networking.istio.io", "v2", "serviceentries"), nullptr);
  EXPECT_EQ(FindByKind("v1", "Service")->GroupResource(), "services");
  EXPECT_EQ(FindByKind("networking.istio.io/v1beta1", "DestinationRule")->ApiVersion("v1"), "networking.istio.io/v1");
}

}  // namespace
}  // namespace weft::manifest
