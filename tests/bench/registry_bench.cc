// SPDX-License-Identifier: Apache-2.0
// What one changed object costs the control plane's world, by how many objects there are:
//   registry_bench [--benchmark_filter=REGEX]
// A row each for a VirtualService, a WorkloadEntry and a Service, from the stored object to the new world; the parse is in it.
// With "of one service" all workloads serve the same one.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <memory>
#include <string>

#include "base/strings.h"
#include "manifest/object/group.h"
#include "registry/registry.h"

namespace weft::bench {
namespace {

using manifest::Json;
using manifest::kNetworkingGroup;

constexpr int kWorkloadsOfService = 100;

store::Object Made(std::string_view group, const std::string& plural, const std::string& name, Json spec, uint64_t version) {
  Json body = {{"metadata", {{"name", name}, {"namespace", "default"}, {"creationTimestamp", "2024-05-01T10:00:00Z"}}},
               {"spec", std::move(spec)}};
  return {{std::string(group), plural, "default", name}, version, std::make_shared<const Json>(std::move(body))};
}

store::Object Service(int64_t number, uint64_t version, int port = 9080) {
  return Made("", "services", StrCat("s", number),
              {{"selector", {{"app", StrCat("s", number)}}},
               {"clusterIP", StrCat("10.", 1 + number / 60000, ".", number / 250 % 240, ".", number % 250)},
               {"ports", Json::array({{{"name", "http"}, {"port", port}}})}},
              version);
}

store::Object Workload(int64_t number, int64_t service, uint64_t version, int weight = 1) {
  return Made(kNetworkingGroup, "workloadentries", StrCat("w", number),
              {{"address", StrCat("10.200.", number / 250 % 250, ".", number % 250)},
               {"labels", {{"app", StrCat("s", service)}, {"version", StrCat("v", number % 3)}}},
               {"weight", weight}},
              version);
}

store::Object Rule(int64_t number, uint64_t version, int seconds = 1) {
  Json route = {{"timeout", StrCat(seconds, "s")},
                {"match", Json::array({{{"uri", {{"prefix", "/a"}}}}})},
                {"route", Json::array({{{"destination", {{"host", StrCat("s", number)}}}}})}};
  return Made(kNetworkingGroup, "virtualservices", StrCat("v", number),
              {{"hosts", Json::array({StrCat("s", number)})}, {"http", Json::array({route})}}, version);
}

// `change(i)`: another state of one of the objects that the registry has.
template <typename Change>
void MeasureChanges(benchmark::State& state, registry::Registry& registry, const Change& change) {
  auto world = registry.Take().world;
  uint64_t i = 0;
  for (auto _ : state) {
    registry.Put(change(++i));
    world = registry.Take().world;  // the one before goes, as when clients have been updated
    benchmark::DoNotOptimize(world);
  }
}

void OneVirtualService(benchmark::State& state) {
  registry::Registry registry;
  for (int64_t n = 0; n < state.range(0); ++n) registry.Put(Rule(n, 1));
  MeasureChanges(state, registry, [&](uint64_t i) { return Rule(state.range(0) / 2, i + 1, 1 + static_cast<int>(i % 50)); });
}

void OneWorkloadEntry(benchmark::State& state) {
  registry::Registry registry;
  const int64_t services = std::max<int64_t>(1, state.range(0) / kWorkloadsOfService);
  for (int64_t n = 0; n < services; ++n) registry.Put(Service(n, 1));
  for (int64_t n = 0; n < state.range(0); ++n) registry.Put(Workload(n, n % services, 1));
  MeasureChanges(state, registry, [](uint64_t i) { return Workload(0, 0, i + 1, 1 + static_cast<int>(i % 2)); });
}

void OneWorkloadEntryOfOneService(benchmark::State& state) {
  registry::Registry registry;
  registry.Put(Service(0, 1));
  for (int64_t n = 0; n < state.range(0); ++n) registry.Put(Workload(n, 0, 1));
  MeasureChanges(state, registry, [](uint64_t i) { return Workload(0, 0, i + 1, 1 + static_cast<int>(i % 2)); });
}

void OneService(benchmark::State& state) {
  registry::Registry registry;
  for (int64_t n = 0; n < state.range(0); ++n) registry.Put(Service(n, 1));
  for (int64_t n = 0; n < 10; ++n) registry.Put(Workload(n, state.range(0) / 2, 1));
  MeasureChanges(state, registry,
                 [&](uint64_t i) { return Service(state.range(0) / 2, i + 1, 9000 + static_cast<int>(i % 2)); });
}

// From nothing, with as many workloads as that, a hundred for each service.
void Start(benchmark::State& state) {
  for (auto _ : state) {
    registry::Registry registry;
    const int64_t services = std::max<int64_t>(1, state.range(0) / kWorkloadsOfService);
    for (int64_t n = 0; n < services; ++n) registry.Put(Service(n, 1));
    for (int64_t n = 0; n < state.range(0); ++n) registry.Put(Workload(n, n % services, 1));
    benchmark::DoNotOptimize(registry.Take());
  }
}

BENCHMARK(OneVirtualService)->Arg(1'000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(OneWorkloadEntry)->Arg(1'000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(OneWorkloadEntryOfOneService)->Arg(1'000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(OneService)->Arg(1'000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(Start)->Arg(1'000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace
}  // namespace weft::bench

BENCHMARK_MAIN();
