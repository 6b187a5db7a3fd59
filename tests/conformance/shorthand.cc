// SPDX-License-Identifier: Apache-2.0
#include "conformance/shorthand.h"

#include <algorithm>
#include <map>
#include <stdexcept>

#include "manifest/object/kind.h"
#include "translate/naming/names.h"

namespace weft::conformance {
namespace {

constexpr uint32_t kPort = 9080;

Json ShortRoute(const std::string& text, const Json* weight) {
  const ShortDestination parts = ParseShortDestination(text);
  Json destination = {{"host", parts.host}};
  if (parts.port != 0) destination["port"]["number"] = parts.port;
  if (!parts.subset.empty()) destination["subset"] = parts.subset;
  Json route = {{"destination", destination}};
  if (weight != nullptr) route["weight"] = *weight;
  return route;
}

Json ExpandRoute(const Json& route) {
  if (route.is_string()) return Json::array({ShortRoute(route.get<std::string>(), nullptr)});
  if (!route.is_object()) return route;
  Json list = Json::array();
  for (const auto& [destination, weight] : route.items()) list.push_back(ShortRoute(destination, &weight));
  return list;
}

// Long texts and destinations, wherever they stand.
void ExpandIn(Json& value) {
  if (value.is_object() && value.contains("repeat") && value.contains("times")) {
    const std::string part = value["repeat"];
    std::string text;
    for (int times = value["times"]; times > 0; --times) text += part;
    value = std::move(text);
    return;
  }
  if (value.is_object() && value.contains("route")) value["route"] = ExpandRoute(value["route"]);
  if (value.is_structured()) {
    for (Json& item : value) ExpandIn(item);
  }
}

constexpr const char* kActions[] = {"route", "redirect", "directResponse", "delegate"};

bool HasAction(const Json& rule) {
  return std::any_of(std::begin(kActions), std::end(kActions), [&](const char* action) { return rule.contains(action); });
}

// The http rules that a row has in one of the short forms; null when it has none.
Json RulesOf(const Json& row) {
  if (row.contains("http")) return row["http"];
  if (row.contains("rule")) {
    Json rule = row["rule"];
    if (!HasAction(rule)) rule["route"] = "reviews/v1";
    return Json::array({rule});
  }
  if (row.contains("match")) {
    return Json::array({{{"match", Json::array({row["match"]})}, {"route", "reviews/v2"}}, {{"route", "reviews/v1"}}});
  }
  return nullptr;
}

Json VirtualServiceWith(Json spec) {
  return {{"kind", "VirtualService"}, {"metadata", {{"name", "rule"}}}, {"spec", std::move(spec)}};
}

// A Service of one port and its only workload.
std::vector<Json> ServiceWithPort(Json port) {
  if (!port.contains("number")) port["number"] = kPort;
  port["port"] = port["number"];
  port.erase("number");
  Json ports = Json::object();
  if (port.contains("name")) ports[port["name"].get<std::string>()] = 4321;
  return {{{"kind", "Service"},
           {"metadata", {{"name", "p"}}},
           {"spec", {{"selector", {{"app", "p"}}}, {"ports", Json::array({port})}}}},
          {{"kind", "WorkloadEntry"},
           {"metadata", {{"name", "p"}}},
           {"spec", {{"address", "127.0.0.1"}, {"ports", ports}, {"labels", {{"app", "p"}}}}}}};
}

const std::map<std::string, std::string>& ApiVersions() {
  static const auto* const kVersions = new std::map<std::string, std::string>{{"VirtualService", "networking.istio.io/v1"},
                                                                              {"DestinationRule", "networking.istio.io/v1"},
                                                                              {"ServiceEntry", "networking.istio.io/v1"},
                                                                              {"WorkloadEntry", "networking.istio.io/v1"},
                                                                              {"Service", "v1"},
                                                                              {"Namespace", "v1"}};
  return *kVersions;
}

}  // namespace

ShortDestination ParseShortDestination(const std::string& text) {
  ShortDestination parts;
  const size_t slash = text.find('/');
  if (slash != std::string::npos) parts.subset = text.substr(slash + 1);
  parts.host = text.substr(0, slash);
  const size_t colon = parts.host.find(':');
  if (colon != std::string::npos) {
    const std::string digits = parts.host.substr(colon + 1);
    size_t read = 0;
    parts.port = static_cast<uint32_t>(std::stoul(digits, &read));
    if (read != digits.size()) throw std::runtime_error("no destination: " + text);
    parts.host.resize(colon);
  }
  return parts;
}

std::string ClusterNameOf(const std::string& text) {
  if (text.find('|') != std::string::npos) return text;
  ShortDestination parts = ParseShortDestination(text);
  const auto dots = std::count(parts.host.begin(), parts.host.end(), '.');
  if (dots == 0) parts.host += ".default.svc.cluster.local";
  if (dots == 1) parts.host += ".svc.cluster.local";
  return translate::MakeClusterName(parts.port == 0 ? kPort : parts.port, parts.subset, parts.host);
}

Json ExpandManifest(Json manifest) {
  const std::string kind = manifest.value("kind", "");
  const auto version = ApiVersions().find(kind);
  if (version == ApiVersions().end()) throw std::runtime_error("a manifest of unknown kind: " + manifest.dump());
  if (!manifest.contains("apiVersion")) manifest["apiVersion"] = version->second;
  const bool namespaced = manifest::FindByKind(version->second, kind)->namespaced;
  if (namespaced && !manifest["metadata"].contains("namespace")) manifest["metadata"]["namespace"] = "default";
  ExpandIn(manifest["spec"]);
  if (manifest["spec"].is_null()) manifest.erase("spec");
  return manifest;
}

std::vector<Json> ManifestsOf(const Json& row) {
  std::vector<Json> manifests;
  if (row.contains("given")) manifests.assign(row["given"].begin(), row["given"].end());
  if (row.contains("port")) {
    for (Json& manifest : ServiceWithPort(row["port"])) manifests.push_back(std::move(manifest));
  }
  if (row.contains("spec")) manifests.push_back(VirtualServiceWith(row["spec"]));
  if (Json rules = RulesOf(row); !rules.is_null()) {
    manifests.push_back(
        VirtualServiceWith({{"hosts", Json::array({row.contains("port") ? "p" : "reviews"})}, {"http", std::move(rules)}}));
  }
  std::transform(manifests.begin(), manifests.end(), manifests.begin(), ExpandManifest);
  return manifests;
}

}  // namespace weft::conformance
