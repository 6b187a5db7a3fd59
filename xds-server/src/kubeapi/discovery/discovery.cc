// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/discovery/discovery.h"

#include <algorithm>
#include <map>

#include "base/strings.h"
#include "kubeapi/request/catalog.h"
#include "kubeapi/request/etag.h"
#include "kubeapi/request/negotiation.h"
#include "kubeapi/request/refusal.h"

namespace weft::kubeapi {

namespace {

// The groups in alphabetical order with their versions, preferred first.
using GroupVersions = std::map<std::string, std::vector<std::string>>;

const GroupVersions& ServedGroups() {
  static const auto* const kGroups = [] {
    auto* groups = new GroupVersions;
    auto add = [groups](const std::string& group, const std::string& version) {
      auto& versions = (*groups)[group];
      if (std::find(versions.begin(), versions.end(), version) == versions.end()) versions.push_back(version);
    };
    for (const Kind* kind : ServedKinds()) {
      for (const auto& version : kind->versions) add(kind->group, version);
    }
    for (const auto& review : ReviewResources()) add(review.group, review.versions.front());
    return groups;
  }();
  return *kGroups;
}

bool ServesVersion(std::string_view group, std::string_view version) {
  auto found = ServedGroups().find(std::string(group));
  if (found == ServedGroups().end()) return false;
  return std::find(found->second.begin(), found->second.end(), version) != found->second.end();
}

Json VerbsOf(const Kind& kind) {
  if (IsReadOnly(kind)) return {"get", "list", "watch"};
  return {"create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"};
}

const Json& StatusVerbs() {
  static const auto* const kVerbs = new Json{"get", "patch", "update"};
  return *kVerbs;
}

Json AggregatedResource(const Kind& kind, std::string_view version) {
  Json response_kind = {{"group", kind.group}, {"version", version}, {"kind", kind.kind}};
  Json resource = {{"resource", kind.plural},
                   {"responseKind", response_kind},
                   {"scope", kind.namespaced ? "Namespaced" : "Cluster"},
                   {"singularResource", kind.singular},
                   {"verbs", VerbsOf(kind)}};
  if (!kind.short_names.empty()) resource["shortNames"] = kind.short_names;
  if (!kind.categories.empty()) resource["categories"] = kind.categories;
  if (kind.has_status) {
    resource["subresources"] =
        Json::array({{{"subresource", "status"}, {"responseKind", std::move(response_kind)}, {"verbs", StatusVerbs()}}});
  }
  return resource;
}

Json AggregatedReview(const ReviewResource& review, std::string_view version) {
  return {{"resource", review.plural},
          {"responseKind", {{"group", review.group}, {"version", version}, {"kind", review.kind}}},
          {"scope", "Cluster"},
          {"singularResource", ToLower(review.kind)},
          {"verbs", {"create"}}};
}

Json AggregatedGroup(const std::string& group, const std::vector<std::string>& versions) {
  Json listed = Json::array();
  for (const auto& version : versions) {
    Json resources = Json::array();
    for (const Kind* kind : ServedKinds()) {
      if (kind->group == group && kind->Serves(version)) resources.push_back(AggregatedResource(*kind, version));
    }
    for (const auto& review : ReviewResources()) {
      if (review.group == group) resources.push_back(AggregatedReview(review, version));
    }
    listed.push_back({{"version", version}, {"freshness", "Current"}, {"resources", std::move(resources)}});
  }
  return {{"metadata", {{"name", group}, {"creationTimestamp", nullptr}}}, {"versions", std::move(listed)}};
}

Json GroupEntry(const std::string& group, const std::vector<std::string>& versions) {
  Json listed = Json::array();
  for (const auto& version : versions) {
    listed.push_back({{"groupVersion", StrCat(group, "/", version)}, {"version", version}});
  }
  Json preferred = listed.front();
  return {{"name", group}, {"versions", std::move(listed)}, {"preferredVersion", std::move(preferred)}};
}

Json LegacyResource(const Kind& kind) {
  Json resource = {{"name", kind.plural},
                   {"singularName", kind.singular},
                   {"namespaced", kind.namespaced},
                   {"kind", kind.kind},
                   {"verbs", VerbsOf(kind)}};
  if (!kind.short_names.empty()) resource["shortNames"] = kind.short_names;
  if (!kind.categories.empty()) resource["categories"] = kind.categories;
  return resource;
}

// "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList": the version asked for, empty for the older documents.
std::string AggregatedVersion(std::string_view accept) {
  for (const auto& range : ParseAccept(accept)) {
    std::string version = range.Parameter("v");
    bool known = version == "v2" || version == "v2beta1";
    if (known && range.Parameter("as") == "APIGroupDiscoveryList" && range.Parameter("g") == "apidiscovery.k8s.io")
      return version;
  }
  return {};
}

HttpResponse AnswerRoot(bool core, const HttpRequest& request) {
  std::string version = AggregatedVersion(request.Header("accept"));
  HttpResponse response = JsonResponse(200, !version.empty() ? AggregatedDiscovery(core, version)
                                            : core           ? ApiVersions()
                                                             : ApiGroupList());
  if (!version.empty()) {
    response.headers[0].second = StrCat("application/json;g=apidiscovery.k8s.io;v=", version, ";as=APIGroupDiscoveryList");
  }
  response.headers.emplace_back("Vary", "Accept");
  return WithETag(std::move(response), request);
}

}  // namespace

Json AggregatedDiscovery(bool core, std::string_view version) {
  Json items = Json::array();
  for (const auto& [group, versions] : ServedGroups()) {
    if (group.empty() == core) items.push_back(AggregatedGroup(group, versions));
  }
  return {{"kind", "APIGroupDiscoveryList"},
          {"apiVersion", StrCat("apidiscovery.k8s.io/", version)},
          {"metadata", Json::object()},
          {"items", std::move(items)}};
}

Json ApiVersions() { return {{"kind", "APIVersions"}, {"versions", {"v1"}}, {"serverAddressByClientCIDRs", Json::array()}}; }

Json ApiGroupList() {
  Json groups = Json::array();
  for (const auto& [group, versions] : ServedGroups()) {
    if (!group.empty()) groups.push_back(GroupEntry(group, versions));
  }
  return {{"kind", "APIGroupList"}, {"apiVersion", "v1"}, {"groups", std::move(groups)}};
}

std::optional<Json> ApiGroup(std::string_view group) {
  auto found = ServedGroups().find(std::string(group));
  if (found == ServedGroups().end() || group.empty()) return std::nullopt;
  Json entry = GroupEntry(found->first, found->second);
  entry["kind"] = "APIGroup";
  entry["apiVersion"] = "v1";
  return entry;
}

std::optional<Json> ApiResourceList(std::string_view group, std::string_view version) {
  if (!ServesVersion(group, version)) return std::nullopt;
  Json resources = Json::array();
  for (const Kind* kind : ServedKinds()) {
    if (kind->group != group || !kind->Serves(version)) continue;
    resources.push_back(LegacyResource(*kind));
    if (!kind->has_status) continue;
    resources.push_back({{"name", kind->plural + "/status"},
                         {"singularName", ""},
                         {"namespaced", kind->namespaced},
                         {"kind", kind->kind},
                         {"verbs", StatusVerbs()}});
  }
  for (const auto& review : ReviewResources()) {
    if (review.group != group) continue;
    resources.push_back({{"name", review.plural},
                         {"singularName", ToLower(review.kind)},
                         {"namespaced", false},
                         {"kind", review.kind},
                         {"verbs", {"create"}}});
  }
  std::string group_version = group.empty() ? std::string(version) : StrCat(group, "/", version);
  return Json{
      {"kind", "APIResourceList"}, {"apiVersion", "v1"}, {"groupVersion", group_version}, {"resources", std::move(resources)}};
}

std::optional<HttpResponse> AnswerDiscovery(const RequestTarget& target, const HttpRequest& request) {
  const auto& segments = target.segments;
  if (segments.empty() || segments.size() > 3) return std::nullopt;
  bool core = segments[0] == "api";
  if (!core && segments[0] != "apis") return std::nullopt;
  if (segments.size() == 1) return AnswerRoot(core, request);
  std::optional<Json> document;
  if (core && segments.size() == 2) document = ApiResourceList("", segments[1]);
  if (!core && segments.size() == 2) document = ApiGroup(segments[1]);
  if (!core && segments.size() == 3) document = ApiResourceList(segments[1], segments[2]);
  if (!document) return std::nullopt;
  return WithETag(JsonResponse(200, *document), request);
}

}  // namespace weft::kubeapi
