// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include <charconv>

#include "base/strings.h"
#include "translate/naming/names.h"

namespace weft::bench {
namespace {

using nlohmann::json;
using translate::Type;

constexpr const char* kServices[] = {"catalog", "reviews", "ratings"};
constexpr const char* kVersions[] = {"v1", "v2"};
constexpr int kPort = 9080;
constexpr int kEndpointsOfVersion = 2;
constexpr int kRulesOfCatalog = 3, kRulesOfOthers = 0;
constexpr std::string_view kRouteMark = "/change-", kEndpointMark = "10.77.";

const std::string kCore = "/api/v1/namespaces/default/";
const std::string kNetworking = "/apis/networking.istio.io/v1/namespaces/default/";

std::string HostOf(const std::string& service) { return service + ".default.svc.cluster.local"; }

json MetadataOf(const std::string& name) { return {{"name", name}, {"namespace", "default"}}; }

Manifest ServiceOf(const std::string& name) {
  const json port = {{"name", "http"}, {"port", kPort}, {"targetPort", kPort}};
  return {kCore + "services",
          {{"apiVersion", "v1"},
           {"kind", "Service"},
           {"metadata", MetadataOf(name)},
           {"spec", {{"selector", {{"app", name}}}, {"ports", json::array({port})}}}}};
}

Manifest WorkloadOf(const std::string& name, const std::string& service, const std::string& version,
                    const std::string& address) {
  return {kNetworking + "workloadentries",
          {{"apiVersion", "networking.istio.io/v1"},
           {"kind", "WorkloadEntry"},
           {"metadata", MetadataOf(name)},
           {"spec", {{"address", address}, {"labels", {{"app", service}, {"version", version}}}}}}};
}

Manifest SubsetsOf(const std::string& service) {
  json subsets = json::array();
  for (const char* version : kVersions) subsets.push_back({{"name", version}, {"labels", {{"version", version}}}});
  return {kNetworking + "destinationrules",
          {{"apiVersion", "networking.istio.io/v1"},
           {"kind", "DestinationRule"},
           {"metadata", MetadataOf(service)},
           {"spec", {{"host", service}, {"subsets", subsets}}}}};
}

json Split(const std::string& service, int first) {
  json list = json::array();
  for (const char* version : kVersions) {
    const int weight = version == kVersions[0] ? first : 100 - first;
    list.push_back({{"destination", {{"host", service}, {"subset", version}}}, {"weight", weight}});
  }
  return list;
}

json RuleOf(const std::string& service, int index) {
  const std::string path = StrCat("/", service, "/section-", index);
  const json retries = {{"attempts", 2}, {"perTryTimeout", "0.5s"}, {"retryOn", "5xx,connect-failure"}};
  json rule = {{"match", json::array({{{"uri", {{"prefix", path}}}}, {{"uri", {{"exact", path + "/index"}}}}})},
               {"route", Split(service, 50 + index)},
               {"timeout", StrCat(index + 1, "s")},
               {"retries", retries}};
  if (index % 3 == 0) rule["match"][0]["headers"] = {{"end-user", {{"exact", "jason"}}}};
  if (index == 1) rule["match"][1]["sourceLabels"] = {{"tier", "beta"}};
  return rule;
}

Manifest RulesOf(const std::string& service, int rules, const std::string& first_path) {
  json http = json::array();
  http.push_back({{"match", json::array({{{"uri", {{"prefix", first_path}}}}})}, {"route", Split(service, 90)}});
  for (int i = 0; i < rules; ++i) http.push_back(RuleOf(service, i));
  http.push_back({{"route", Split(service, 90)}});
  return {kNetworking + "virtualservices",
          {{"apiVersion", "networking.istio.io/v1"},
           {"kind", "VirtualService"},
           {"metadata", MetadataOf(service)},
           {"spec", {{"hosts", json::array({service})}, {"http", http}}}}};
}

std::string Padded(int number) {
  std::string digits = std::to_string(number);
  return std::string(6 - std::min<size_t>(6, digits.size()), '0') + digits;
}

int NumberAt(std::string_view text, size_t& at) {
  int number = 0;
  const auto result = std::from_chars(text.data() + at, text.data() + text.size(), number);
  at = static_cast<size_t>(result.ptr - text.data());
  return number;
}

ClientKind KindOf(const std::string& agent, const std::string& ns, bool beta, bool delta) {
  ClientKind kind{agent, ns, beta, delta, {}};
  for (const std::string service : kServices) {
    const std::string host = HostOf(service);
    const std::string routes = translate::MakeClusterName(kPort, "", host);
    kind.names[static_cast<int>(Type::kListener)].push_back(StrCat(host, ":", kPort));
    kind.names[static_cast<int>(Type::kRoute)].push_back(routes);
    for (const char* version : kVersions) {
      for (const Type type : {Type::kCluster, Type::kEndpoint}) {
        kind.names[static_cast<int>(type)].push_back(translate::MakeClusterName(kPort, version, host));
      }
    }
  }
  return kind;
}

}  // namespace

size_t ClientKind::Resources() const {
  size_t sum = 0;
  for (const auto& list : names) sum += list.size();
  return sum;
}

std::vector<Manifest> AllManifests() {
  std::vector<Manifest> list;
  int network = 0;
  for (const std::string service : kServices) {
    list.push_back(ServiceOf(service));
    ++network;
    for (const std::string version : kVersions) {
      for (int i = 1; i <= kEndpointsOfVersion; ++i) {
        const std::string name = StrCat(service, "-", version, "-", i);
        list.push_back(WorkloadOf(name, service, version, StrCat("10.1.", network, ".", version == "v1" ? i : 100 + i)));
      }
    }
    list.push_back(SubsetsOf(service));
    if (service != kServices[0]) list.push_back(RulesOf(service, kRulesOfOthers, "/" + service + "/welcome"));
  }
  list.push_back(Marked(Mark::kRoute, 1));
  list.push_back(Marked(Mark::kEndpoint, 1));
  return list;
}

Manifest Marked(Mark mark, int number) {
  if (mark == Mark::kRoute) return RulesOf(kServices[0], kRulesOfCatalog, std::string(kRouteMark) + Padded(number));
  return WorkloadOf("moving", kServices[0], kVersions[0], StrCat(kEndpointMark, number / 250, ".", number % 250));
}

int NumberIn(Mark mark, std::string_view bytes) {
  const std::string_view sign = mark == Mark::kRoute ? kRouteMark : kEndpointMark;
  size_t at = bytes.find(sign);
  if (at == std::string_view::npos) return 0;
  at += sign.size();
  const int number = NumberAt(bytes, at);
  if (mark == Mark::kRoute) return number;
  return number * 250 + NumberAt(bytes, ++at);
}

std::vector<ClientKind> KindsOfClients(int count) {
  const ClientKind plain = KindOf("weft", "default", false, true);
  const ClientKind ten[] = {plain,
                            plain,
                            plain,
                            plain,
                            plain,
                            plain,
                            KindOf("weft", "other", false, true),
                            KindOf("weft", "default", true, true),
                            KindOf("gRPC C-core", "default", false, true),
                            KindOf("gRPC C-core", "default", false, false)};
  std::vector<ClientKind> list;
  for (int i = 0; i < count; ++i) list.push_back(ten[i % 10]);
  return list;
}

}  // namespace weft::bench
