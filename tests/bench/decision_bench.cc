// SPDX-License-Identifier: Apache-2.0
// What a decision costs in time and allocations:
//   decision_bench [--benchmark_filter=REGEX] [--benchmark_repetitions=N]
#include <benchmark/benchmark.h>

#include <atomic>

#include "decision_scenario.h"
#include "engine/testing/alloc_counter.h"

namespace weft::bench {
namespace {

using engine::testing::AllocationsOfThisThread;

void RunDecision(benchmark::State& state, const DecisionScenario& scenario) {
  Random random(state.thread_index() + 1);
  for (size_t i = 0; i < DecisionScenario::kRequests; ++i) scenario.Decide(scenario.Request(i), random);  // RE2 warms up
  size_t i = state.thread_index() * 37;
  const uint64_t before = AllocationsOfThisThread();
  for (auto _ : state) benchmark::DoNotOptimize(scenario.Decide(scenario.Request(i++), random));
  const auto made = static_cast<double>(AllocationsOfThisThread() - before);
  state.counters["allocs"] =
      benchmark::Counter(made / static_cast<double>(state.iterations()), benchmark::Counter::kAvgThreads);
}

}  // namespace
}  // namespace weft::bench

int main(int argc, char** argv) {
  using weft::bench::DecisionScenario;
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  std::vector<std::unique_ptr<DecisionScenario>> scenarios;
  for (const auto& [name, meaning] : DecisionScenario::Names()) {
    scenarios.push_back(DecisionScenario::Build(name));
    const auto run = [scenario = scenarios.back().get()](benchmark::State& state) {
      weft::bench::RunDecision(state, *scenario);
    };
    auto* registered = benchmark::RegisterBenchmark(name.c_str(), run);
    if (name == "100x100") registered->Threads(1)->Threads(2)->UseRealTime();
  }
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
