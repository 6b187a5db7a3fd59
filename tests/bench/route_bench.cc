// SPDX-License-Identifier: Apache-2.0
// What routes cost, each figure beside one to compare it with, in one run:
//   route_bench [PAIRS]
//
// Blocks of the two alternate in ABBA order, so that drift hits both; ratios are taken pair by pair; medians, 95 % intervals by
// bootstrap. "Linear" reads the same routes one by one from the first, as most routers do.
#include <re2/re2.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "decision_scenario.h"
#include "engine/testing/alloc_counter.h"
#include "paired_statistics.h"

namespace weft::bench {
namespace {

// A piece of work that is done n times.
using Work = std::function<void(size_t n)>;

struct Contender {
  const char* name;
  Work work;
  size_t block;  // how often it is done in a block
};

// Keeps the compiler from leaving work out.
volatile uintptr_t sink;

double NanosecondsEach(const Contender& contender) {
  const auto start = std::chrono::steady_clock::now();
  contender.work(contender.block);
  const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - start;
  return took.count() / static_cast<double>(contender.block);
}

void Compare(const char* title, const Contender& first, const Contender& second, int pairs) {
  NanosecondsEach(first), NanosecondsEach(second);  // warm up
  std::vector<double> firsts, seconds, ratios;
  for (int pair = 0; pair < pairs; ++pair) {
    const bool swapped = pair % 2 == 1;
    const double before = NanosecondsEach(swapped ? second : first);
    const double after = NanosecondsEach(swapped ? first : second);
    firsts.push_back(swapped ? after : before);
    seconds.push_back(swapped ? before : after);
    ratios.push_back(seconds.back() / firsts.back());
  }
  const Interval ratio = MedianWithInterval(ratios);
  std::printf("%-34s %-14s %10.1f ns   %-14s %10.1f ns   ratio %8.2f [%.2f, %.2f]\n", title, first.name, Median(firsts),
              second.name, Median(seconds), ratio.estimate, ratio.low, ratio.high);
}

Contender Decisions(const char* name, const DecisionScenario& scenario, size_t block) {
  return {name,
          [&scenario](size_t n) {
            static thread_local Random random(1);
            for (size_t i = 0; i < n; ++i) sink = reinterpret_cast<uintptr_t>(scenario.Decide(scenario.Request(i), random));
          },
          block};
}

Contender PathMatches(const char* name, const DecisionScenario& scenario, size_t block) {
  return {name,
          [&scenario](size_t n) {
            for (size_t i = 0; i < n; ++i) sink = scenario.MatchPath(scenario.Request(i));
          },
          block};
}

std::string_view PathOf(const RequestHead& head) { return head.path.substr(0, head.path.find('?')); }

Contender LinearPrefixes(const DecisionScenario& scenario, size_t block) {
  std::vector<std::string> prefixes;
  for (const model::Route& route : scenario.model().virtual_hosts[0].routes) prefixes.push_back(route.match.path.value);
  return {"linear",
          [&scenario, prefixes](size_t n) {
            for (size_t i = 0; i < n; ++i) {
              const std::string_view path = PathOf(scenario.Request(i));
              size_t at = 0;
              while (!path.starts_with(prefixes[at])) ++at;
              sink = at;
            }
          },
          block};
}

Contender LinearRegexes(const DecisionScenario& scenario, size_t block) {
  auto regexes = std::make_shared<std::vector<std::unique_ptr<RE2>>>();
  for (const model::Route& route : scenario.model().virtual_hosts[0].routes) {
    regexes->push_back(std::make_unique<RE2>(route.match.path.value));
  }
  return {"linear",
          [&scenario, regexes](size_t n) {
            for (size_t i = 0; i < n; ++i) {
              const std::string_view path = PathOf(scenario.Request(i));
              size_t at = 0;
              while (!RE2::FullMatch(re2::StringPiece(path.data(), path.size()), *(*regexes)[at])) ++at;
              sink = at;
            }
          },
          block};
}

Contender Compilations(const char* name, const DecisionScenario& scenario) {
  return {name,
          [&scenario](size_t n) {
            for (size_t i = 0; i < n; ++i) sink = engine::CompiledRouteTable::Compile(scenario.model()).ok();
          },
          1};
}

double AllocationsPerDecision(const DecisionScenario& scenario) {
  Random random(1);
  const auto decide_all = [&] {
    for (size_t i = 0; i < DecisionScenario::kRequests; ++i) scenario.Decide(scenario.Request(i), random);
  };
  decide_all();
  return static_cast<double>(engine::testing::CountAllocations(decide_all)) / DecisionScenario::kRequests;
}

double BytesPerRoute(const DecisionScenario& scenario) {
  const int64_t before = engine::testing::BytesHeldByThisThread();
  const auto compiled = *engine::CompiledRouteTable::Compile(scenario.model());
  int64_t bytes = engine::testing::BytesHeldByThisThread() - before;
  const auto& routes = scenario.model().virtual_hosts[0].routes;
  for (const model::Route& route : routes) bytes -= static_cast<int64_t>(route.name.size() + route.match.path.value.size());
  return static_cast<double>(bytes) / static_cast<double>(routes.size());
}

int Run(int pairs) {
  const auto one = DecisionScenario::Build("one_route"), ten = DecisionScenario::Build("routes_10"),
             thousand = DecisionScenario::Build("routes_1000"), ten_thousand = DecisionScenario::Build("routes_10000"),
             last = DecisionScenario::Build("prefix_1000_last"), regexes = DecisionScenario::Build("regex_1000"),
             alike = DecisionScenario::Build("regex_100_alike");
  std::printf("%d pairs; medians, 95 %% intervals\n", pairs);
  const Contender base = Decisions("1 route", *one, 4096);
  Compare("A/A: the decision with one route", base, base, pairs);
  Compare("path, last of 1,000 prefixes", PathMatches("compiled", *last, 4096), LinearPrefixes(*last, 64), pairs);
  Compare("decision, last of 1,000 prefixes", base, Decisions("1,000", *last, 4096), pairs);
  Compare("path, 1,000 regexes", PathMatches("compiled", *regexes, 4096), LinearRegexes(*regexes, 4), pairs);
  Compare("decision, 1,000 regexes", base, Decisions("1,000 regexes", *regexes, 4096), pairs);
  Compare("decision, 100 regexes alike", base, Decisions("100 alike", *alike, 4096), pairs);
  Compare("decision, 10 and 10,000 routes", Decisions("10", *ten, 4096), Decisions("10,000", *ten_thousand, 4096), pairs);
  Compare("compilation", Compilations("1,000 routes", *thousand), Compilations("10,000 routes", *ten_thousand),
          std::min(pairs, 20));
  std::printf("bytes per route beyond name and path: %.0f of 1,000, %.0f of 10,000\n", BytesPerRoute(*thousand),
              BytesPerRoute(*ten_thousand));
  std::printf("allocations per decision: %.2f with 10,000 routes, %.2f with 1,000 regexes, %.2f with 100 regexes alike\n",
              AllocationsPerDecision(*ten_thousand), AllocationsPerDecision(*regexes), AllocationsPerDecision(*alike));
  return 0;
}

}  // namespace
}  // namespace weft::bench

int main(int argc, char** argv) {
  const int pairs = argc > 1 ? std::atoi(argv[1]) : 200;
  if (pairs < 1) {
    std::fprintf(stderr, "usage: route_bench [PAIRS]\n");
    return 2;
  }
  return weft::bench::Run(pairs);
}
