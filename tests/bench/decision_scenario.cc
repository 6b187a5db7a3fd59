// SPDX-License-Identifier: Apache-2.0
#include "decision_scenario.h"

#include <cstdio>
#include <cstdlib>
#include <functional>

namespace weft::bench {
namespace {

using PathType = model::PathMatcher::Type;

std::string HostName(size_t host) { return "service-" + std::to_string(host) + ".shop.svc.cluster.local"; }
std::string PathOf(size_t route) { return "/api/v1/resource-" + std::to_string(route) + "/"; }

// As a mesh of Istio's shape answers for a service: its short and its long names.
std::vector<std::string> DomainsOf(size_t host) {
  const std::string name = HostName(host), brief = "service-" + std::to_string(host);
  return {brief, brief + ":9080", brief + ".shop", brief + ".shop:9080", name, name + ":9080"};
}

model::Route SplitRoute(size_t host, size_t route, PathType type, std::string path) {
  model::Route result;
  result.name = std::to_string(host) + "/" + std::to_string(route);
  result.match.path = {type, std::move(path), false};
  result.clusters = {{"v1." + HostName(host), 90}, {"v2." + HostName(host), 10}};
  return result;
}

// `hosts` x `routes` prefixes, a condition on a header on each if requested.
model::RouteTable PrefixTable(size_t hosts, size_t routes, bool header) {
  model::RouteTable table{"table", {}};
  for (size_t host = 0; host < hosts; ++host) {
    model::VirtualHost virtual_host{HostName(host), DomainsOf(host), {}};
    for (size_t route = 0; route < routes; ++route) {
      virtual_host.routes.push_back(SplitRoute(host, route, PathType::kPrefix, PathOf(route)));
      if (!header) continue;
      model::HeaderMatcher matcher;
      matcher.name = "end-user";
      matcher.string.value = "jason";
      virtual_host.routes.back().match.headers = {matcher};
    }
    table.virtual_hosts.push_back(std::move(virtual_host));
  }
  return table;
}

model::RouteTable RegexTable(size_t routes) {
  model::RouteTable table{"table", {{HostName(0), DomainsOf(0), {}}}};
  for (size_t route = 0; route < routes; ++route) {
    const std::string pattern = "/api/v[0-9]+/resource-" + std::to_string(route) + "/[a-z0-9]+";
    table.virtual_hosts[0].routes.push_back(SplitRoute(0, route, PathType::kRegex, pattern));
  }
  return table;
}

// Patterns that hold no text by which one could be distinguished from another.
model::RouteTable AlikeRegexTable(size_t routes) {
  model::RouteTable table{"table", {{HostName(0), DomainsOf(0), {}}}};
  for (size_t route = 0; route < routes; ++route) {
    const std::string pattern = "/api/v[0-9]+/[a-z]{" + std::to_string(route + 1) + "}";
    table.virtual_hosts[0].routes.push_back(SplitRoute(0, route, PathType::kRegex, pattern));
  }
  return table;
}

std::string PrefixRequest(size_t route, size_t i) { return PathOf(route) + "item" + std::to_string(i) + "?lang=en"; }
std::string RegexRequest(size_t route, size_t) { return PathOf(route) + "item"; }
std::string AlikeRegexRequest(size_t route, size_t) { return "/api/v1/" + std::string(route + 1, 'a'); }

model::RouteTable OneRouteTable() {
  model::RouteTable table{"table", {{HostName(0), DomainsOf(0), {SplitRoute(0, 0, PathType::kPrefix, "/")}}}};
  table.virtual_hosts[0].routes[0].clusters.resize(1);
  return table;
}

model::Endpoints EndpointsOf(size_t cluster, size_t count) {
  model::LocalityEndpoints locality;
  for (size_t i = 0; i < count; ++i) {
    const std::string address =
        "10." + std::to_string(cluster % 250) + "." + std::to_string(i / 250) + "." + std::to_string(i % 250);
    locality.endpoints.push_back({address, 9080, 1, model::Health::kHealthy});
  }
  return {"", {locality}};
}

}  // namespace

// Puts a scenario together: `path` is the path of request number i for a route. `fixed_route` sends every request to one route
// instead of any.
class ScenarioBuilder {
 public:
  static constexpr size_t kAnyRoute = SIZE_MAX;
  using PathFunction = std::string (*)(size_t route, size_t i);

  static std::unique_ptr<DecisionScenario> Make(model::RouteTable table, size_t endpoints, size_t fixed_route = kAnyRoute,
                                                PathFunction path = PrefixRequest) {
    std::unique_ptr<DecisionScenario> scenario(new DecisionScenario);
    Random random(2024);
    std::vector<DecisionScenario::Texts> texts;
    for (size_t i = 0; i < DecisionScenario::kRequests; ++i) {
      const uint32_t host = random.Below(static_cast<uint32_t>(table.virtual_hosts.size()));
      const uint32_t any = random.Below(static_cast<uint32_t>(table.virtual_hosts[host].routes.size()));
      texts.push_back({HostName(host) + ":9080", path(fixed_route == kAnyRoute ? any : fixed_route, i)});
    }
    scenario->Add(std::move(table), endpoints);
    scenario->AddRequests(std::move(texts));
    return scenario;
  }
};

namespace {

struct NamedScenario {
  const char* name;
  const char* meaning;
  std::function<std::unique_ptr<DecisionScenario>()> make;
};

const std::vector<NamedScenario>& NamedScenarios() {
  using B = ScenarioBuilder;
  static const auto& scenarios = *new std::vector<NamedScenario>{
      {"one_route", "1 host, 1 route, 1 cluster of 10 endpoints", [] { return B::Make(OneRouteTable(), 10); }},
      {"100x100", "100 hosts x 100 prefix routes, header condition, 90/10 split, 10 endpoints",
       [] { return B::Make(PrefixTable(100, 100, true), 10); }},
      {"routes_10", "1 host, 10 prefix routes, 90/10 split, 10 endpoints",
       [] { return B::Make(PrefixTable(1, 10, false), 10); }},
      {"routes_100", "the same with 100 routes", [] { return B::Make(PrefixTable(1, 100, false), 10); }},
      {"routes_1000", "the same with 1,000 routes", [] { return B::Make(PrefixTable(1, 1000, false), 10); }},
      {"routes_10000", "the same with 10,000 routes", [] { return B::Make(PrefixTable(1, 10000, false), 10); }},
      {"routes_10000_endpoints_1000", "10,000 routes, 1,000 endpoints",
       [] { return B::Make(PrefixTable(1, 10000, false), 1000); }},
      {"prefix_1000_last", "1,000 prefix routes, the last one matches",
       [] { return B::Make(PrefixTable(1, 1000, false), 10, 999); }},
      {"regex_8", "8 regex routes", [] { return B::Make(RegexTable(8), 10, B::kAnyRoute, RegexRequest); }},
      {"regex_1000", "1,000 regex routes", [] { return B::Make(RegexTable(1000), 10, B::kAnyRoute, RegexRequest); }},
      {"regex_100_alike", "100 regex routes that no text tells apart: one pass of a set",
       [] { return B::Make(AlikeRegexTable(100), 10, B::kAnyRoute, AlikeRegexRequest); }},
  };
  return scenarios;
}

}  // namespace

void DecisionScenario::Add(model::RouteTable table, size_t endpoints_per_cluster) {
  model_ = std::move(table);
  auto compiled = engine::CompiledRouteTable::Compile(model_);
  if (!compiled.ok()) {
    std::fprintf(stderr, "%s\n", std::string(compiled.status().message()).c_str());
    std::abort();
  }
  table_ = *std::move(compiled);
  auto paths = engine::PathIndex::Compile(model_.virtual_hosts[0].routes);
  paths_ = *std::move(paths);
  Random random(7);
  for (const std::string& name : table_->cluster_names()) {
    model::Cluster cluster;
    cluster.name = name;
    cluster.load_balancing = model::LeastRequest();
    const auto endpoints = EndpointsOf(clusters_.size(), endpoints_per_cluster);
    engine::EndpointStates states;
    states.Update(endpoints, TimePoint());
    clusters_.push_back(engine::LoadBalancedCluster::Build(cluster, endpoints, states, random));
  }
}

// Every request carries what a browser's request carries after one hop, the header that rules match among the last.
void DecisionScenario::AddRequests(std::vector<Texts> texts) {
  texts_ = std::move(texts);
  headers_ = {{"User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/128.0"},
              {"Accept", "application/json"},
              {"x-request-id", "0b7c5a1e-54f0-4d5e-9d31-6a3c0f4a7f10"},
              {"traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"},
              {"X-Forwarded-For", "10.1.2.3"},
              {"Cookie", "session=6b1f; theme=dark"},
              {"End-User", "jason"},
              {"Accept-Language", "en"}};
  for (const Texts& text : texts_) {
    RequestHead head;
    head.authority = text.authority;
    head.path = text.path;
    head.headers = headers_;
    heads_.push_back(head);
  }
}

const std::vector<std::pair<std::string, std::string>>& DecisionScenario::Names() {
  static const auto& names = *[] {
    auto* list = new std::vector<std::pair<std::string, std::string>>;
    for (const NamedScenario& scenario : NamedScenarios()) list->emplace_back(scenario.name, scenario.meaning);
    return list;
  }();
  return names;
}

std::unique_ptr<DecisionScenario> DecisionScenario::Build(std::string_view name) {
  for (const NamedScenario& scenario : NamedScenarios()) {
    if (scenario.name == name) return scenario.make();
  }
  std::fprintf(stderr, "no scenario \"%.*s\"\n", static_cast<int>(name.size()), name.data());
  std::abort();
}

}  // namespace weft::bench
