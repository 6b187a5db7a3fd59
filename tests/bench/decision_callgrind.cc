// Decides a number of times and does nothing else, to be run under callgrind:
//   decision_callgrind SCENARIO ITERATIONS        (no arguments: lists the scenarios)
// The difference between two counts of iterations is free of what start-up costs.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "decision_scenario.h"

int main(int argc, char** argv) {
  using weft::bench::DecisionScenario;
  if (argc != 3) {
    for (const auto& [name, meaning] : DecisionScenario::Names()) std::printf("%s\t%s\n", name.c_str(), meaning.c_str());
    return argc == 1 ? 0 : 2;
  }
  const auto scenario = DecisionScenario::Build(argv[1]);
  const long iterations = std::atol(argv[2]);
  weft::Random random(1);
  uintptr_t sum = 0;
  for (long i = 0; i < iterations; ++i) sum += reinterpret_cast<uintptr_t>(scenario->Decide(scenario->Request(i), random));
  return sum == 1;
}
