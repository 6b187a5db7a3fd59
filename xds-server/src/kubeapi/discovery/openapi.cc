// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/discovery/openapi.h"

#include <map>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "base/dates.h"
#include "base/strings.h"
#include "kubeapi/request/catalog.h"
#include "kubeapi/request/etag.h"
#include "kubeapi/request/json_text.h"
#include "kubeapi/request/refusal.h"

namespace weft::kubeapi {

namespace {

constexpr char kProtobufV2[] = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

Json GroupVersionKind(const Kind& kind, std::string_view version) {
  return {{"group", kind.group}, {"version", version}, {"kind", kind.kind}};
}

// "io.istio.networking.v1.VirtualService", "io.k8s.api.core.v1.Service".
std::string SchemaName(const Kind& kind, std::string_view version) {
  if (kind.group.empty()) return StrCat("io.k8s.api.core.", version, ".", kind.kind);
  std::vector<std::string> parts = absl::StrSplit(kind.group, '.');
  return StrCat(absl::StrJoin(parts.rbegin(), parts.rend(), "."), ".", version, ".", kind.kind);
}

Json QueryParameter(const char* name, const char* description, const char* type) {
  return {{"name", name}, {"in", "query"}, {"description", description}, {"schema", {{"type", type}}}};
}

Json WriteParameters() {
  return {QueryParameter("dryRun", "All: judge and answer, but store nothing.", "string"),
          QueryParameter("fieldManager", "Who makes this change.", "string"),
          QueryParameter("fieldValidation", "What happens to unknown fields: Ignore, Warn or Strict.", "string")};
}

Json Operation(const Kind& kind, std::string_view version, const char* action, bool writes) {
  Json reference = {{"$ref", StrCat("#/components/schemas/", SchemaName(kind, version))}};
  Json content = {{"application/json", {{"schema", std::move(reference)}}}};
  Json operation = {{"x-kubernetes-group-version-kind", GroupVersionKind(kind, version)},
                    {"x-kubernetes-action", action},
                    {"responses", {{"200", {{"description", "OK"}, {"content", std::move(content)}}}}}};
  if (writes) operation["parameters"] = WriteParameters();
  return operation;
}

void AddPaths(const Kind& kind, std::string_view version, Json& paths) {
  std::string root = kind.group.empty() ? StrCat("/api/", version) : StrCat("/apis/", kind.group, "/", version);
  std::string collection = StrCat(root, kind.namespaced ? "/namespaces/{namespace}/" : "/", kind.plural);
  if (kind.namespaced) paths[StrCat(root, "/", kind.plural)] = {{"get", Operation(kind, version, "list", false)}};
  Json& all = paths[collection];
  Json& one = paths[collection + "/{name}"];
  all["get"] = Operation(kind, version, "list", false);
  one["get"] = Operation(kind, version, "get", false);
  if (IsReadOnly(kind)) return;
  all["post"] = Operation(kind, version, "post", true);
  one["put"] = Operation(kind, version, "put", true);
  one["patch"] = Operation(kind, version, "patch", true);
  one["patch"]["parameters"].push_back(QueryParameter("force", "Takes over fields of other appliers.", "boolean"));
  one["delete"] = Operation(kind, version, "delete", true);
}

// The documents never change while the server runs: made once, with their hashes.
struct OpenApiDocument {
  std::string text;
  std::string hash;
};

const std::map<std::string, OpenApiDocument>& Documents() {
  static const auto* const kDocuments = [] {
    auto* documents = new std::map<std::string, OpenApiDocument>;
    for (const Kind* kind : ServedKinds()) {
      for (const auto& version : kind->versions) {
        std::string key = StrCat(kind->group.empty() ? "api" : "apis/", kind->group, "/", version);
        if (documents->contains(key)) continue;
        std::string text = ToText(OpenApiV3(kind->group, version));
        std::string hash = ContentHash(text);
        documents->emplace(key, OpenApiDocument{std::move(text), std::move(hash)});
      }
    }
    return documents;
  }();
  return *kDocuments;
}

HttpResponse AnswerIndex(const HttpRequest& request) {
  Json paths = Json::object();
  for (const auto& [key, document] : Documents()) {
    paths[key] = {{"serverRelativeURL", StrCat("/openapi/v3/", key, "?hash=", document.hash)}};
  }
  return WithETag(JsonResponse(200, {{"paths", std::move(paths)}}), request);
}

HttpResponse AnswerDocument(const OpenApiDocument& document, const Query& query, const HttpRequest& request) {
  std::string etag = StrCat("\"", document.hash, "\"");
  HttpResponse response{200, {{"Content-Type", "application/json"}, {"ETag", etag}, {"Vary", "Accept"}}, document.text};
  if (query.Get("hash") == document.hash) {
    constexpr absl::Duration kYear = absl::Hours(24 * 365);
    response.headers.emplace_back("Cache-Control", "public, immutable");
    response.headers.emplace_back("Expires", FormatHttpDate(absl::Now() + kYear));
  } else {
    response.headers.emplace_back("Cache-Control", "no-cache, private");
  }
  if (MatchesETag(request.Header("if-none-match"), etag)) {
    response.status = 304;
    response.body.clear();
  }
  return response;
}

bool Accepts(const HttpRequest& request, std::string_view word) {
  return request.Header("accept").find(word) != std::string_view::npos;
}

HttpResponse AnswerV2(const HttpRequest& request) {
  if (Accepts(request, "json") && !Accepts(request, "protobuf")) {
    return WithETag(
        JsonResponse(200,
                     {{"swagger", "2.0"}, {"info", {{"title", "Weft"}, {"version", WEFT_VERSION}}}, {"paths", Json::object()}}),
        request);
  }
  return WithETag({200, {{"Content-Type", kProtobufV2}, {"Vary", "Accept"}}, OpenApiV2Protobuf()}, request);
}

std::string ProtobufField(int number, std::string_view bytes) {
  std::string field(1, static_cast<char>(number << 3 | 2));
  field += static_cast<char>(bytes.size());  // all of ours are shorter than 128 bytes
  return field.append(bytes);
}

}  // namespace

Json OpenApiV3(std::string_view group, std::string_view version) {
  Json paths = Json::object(), schemas = Json::object();
  for (const Kind* kind : ServedKinds()) {
    if (kind->group != group || !kind->Serves(version)) continue;
    AddPaths(*kind, version, paths);
    Json schema = kind->schema;
    schema["x-kubernetes-group-version-kind"] = Json::array({GroupVersionKind(*kind, version)});
    schemas[SchemaName(*kind, version)] = std::move(schema);
  }
  if (paths.empty()) return nullptr;
  return {{"openapi", "3.0.0"},
          {"info", {{"title", "Weft"}, {"version", WEFT_VERSION}}},
          {"paths", std::move(paths)},
          {"components", {{"schemas", std::move(schemas)}}}};
}

std::string OpenApiV2Protobuf() {
  return ProtobufField(1, "2.0") + ProtobufField(2, ProtobufField(1, "Weft") + ProtobufField(2, WEFT_VERSION));
}

std::optional<HttpResponse> AnswerOpenApi(const RequestTarget& target, const HttpRequest& request) {
  const auto& segments = target.segments;
  if (segments.size() < 2 || segments[0] != "openapi") return std::nullopt;
  if (segments.size() == 2 && segments[1] == "v2") return AnswerV2(request);
  if (segments[1] != "v3") return std::nullopt;
  if (segments.size() == 2) return AnswerIndex(request);
  auto found = Documents().find(absl::StrJoin(segments.begin() + 2, segments.end(), "/"));
  if (found == Documents().end()) return std::nullopt;
  return AnswerDocument(found->second, target.query, request);
}

}  // namespace weft::kubeapi
