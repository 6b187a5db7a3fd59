// SPDX-License-Identifier: Apache-2.0
// Does one thing a number of times and nothing else, to be run under callgrind:
//   decision_callgrind SCENARIO ITERATIONS [decide|path|compile]        (no arguments: lists the scenarios)
// `path` is the search of the paths alone, `compile` the compilation of the table. The difference between two counts of
// iterations is free of what start-up costs.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "decision_scenario.h"

namespace weft::bench {
namespace {

int ListScenarios(bool requested) {
  for (const auto& [name, meaning] : DecisionScenario::Names()) std::printf("%s\t%s\n", name.c_str(), meaning.c_str());
  return requested ? 0 : 2;
}

int RunScenario(const DecisionScenario& scenario, long iterations, std::string_view what) {
  weft::Random random(1);
  uintptr_t sum = 0;  // so that nothing is optimised away
  for (long i = 0; i < iterations; ++i) {
    if (what == "path") {
      sum += scenario.MatchPath(scenario.Request(i));
    } else if (what == "compile") {
      sum += engine::CompiledRouteTable::Compile(scenario.model()).ok();
    } else {
      sum += reinterpret_cast<uintptr_t>(scenario.Decide(scenario.Request(i), random));
    }
  }
  return sum == 1 && iterations > 1;
}

}  // namespace
}  // namespace weft::bench

int main(int argc, char** argv) {
  if (argc != 3 && argc != 4) return weft::bench::ListScenarios(argc == 1);
  const auto scenario = weft::bench::DecisionScenario::Build(argv[1]);
  return weft::bench::RunScenario(*scenario, std::atol(argv[2]), argc == 4 ? argv[3] : "decide");
}
