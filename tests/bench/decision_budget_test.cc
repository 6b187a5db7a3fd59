// The budget of a decision, in things that can be counted on any machine: allocations and instructions, never time.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "alloc_counter.h"
#include "decision_scenario.h"

namespace weft::bench {
namespace {

bool HasCallgrind() { return std::system("valgrind --tool=callgrind --version > /dev/null 2>&1") == 0; }

// What callgrind counted for `iterations` decisions and the program around them; -1 when it could not be run.
long Instructions(const std::string& scenario, long iterations) {
  const std::string command = std::string("valgrind --tool=callgrind --callgrind-out-file=/dev/null " DECISION_CALLGRIND " ") + scenario +
                              " " + std::to_string(iterations) + " 2>&1";
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return -1;
  std::array<char, 512> line;
  long collected = -1;
  while (std::fgets(line.data(), line.size(), pipe) != nullptr) {
    std::sscanf(line.data(), "==%*d== Collected : %ld", &collected);
  }
  return pclose(pipe) == 0 ? collected : -1;
}

double InstructionsPerDecision(const std::string& scenario) {
  constexpr long kFew = 1024, kMany = 5 * 1024;
  const long few = Instructions(scenario, kFew), many = Instructions(scenario, kMany);
  EXPECT_GT(few, 0) << scenario;
  EXPECT_GT(many, few) << scenario;
  const double each = static_cast<double>(many - few) / (kMany - kFew);
  std::printf("%s: %.0f instructions per decision\n", scenario.c_str(), each);
  return each;
}

TEST(DecisionBudget, NoAllocations) {
  for (const char* name : {"one_route", "100x100", "routes_10", "routes_10000", "prefix_1000_last", "regex_8"}) {
    const auto scenario = DecisionScenario::Build(name);
    Random random(1);
    const auto decide_all = [&] {
      for (size_t i = 0; i < DecisionScenario::kRequests; ++i) scenario->Decide(scenario->Request(i), random);
    };
    decide_all();  // RE2 warms up
    const uint64_t before = AllocationsOfThisThread();
    decide_all();
    EXPECT_EQ(AllocationsOfThisThread() - before, 0u) << name;
  }
}

#define SKIP_WITHOUT_CALLGRIND() \
  if (!HasCallgrind()) GTEST_SKIP() << "valgrind is not installed: NO INSTRUCTIONS WERE COUNTED, the budget is unchecked"

TEST(DecisionBudget, FewerThan700InstructionsAt100HostsTimes100Routes) {
  SKIP_WITHOUT_CALLGRIND();
  EXPECT_LT(InstructionsPerDecision("100x100"), 700);
}

TEST(DecisionBudget, TenThousandRoutesCostAtMostFourTimesTen) {
  SKIP_WITHOUT_CALLGRIND();
  EXPECT_LE(InstructionsPerDecision("routes_10000") / InstructionsPerDecision("routes_10"), 4);
}

}  // namespace
}  // namespace weft::bench
