// SPDX-License-Identifier: Apache-2.0
// The compiled table against the obvious one, on random tables and requests.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/explain/explain.h"
#include "engine/route/route_table.h"
#include "engine/testing/config_source.h"
#include "engine/testing/route_oracle.h"

namespace weft::engine {
namespace {

std::string DescribeRequest(testing::OwnedRequest& request) {
  std::string text = request.method + " " + request.authority + " " + request.path;
  for (const auto& [name, value] : request.headers) text += " " + name + "=" + value;
  return text;
}

// Compares `requests` random requests against one random table; returns how many matched a route.
int CompareOneTable(uint64_t seed, int requests) {
  Random choices(seed);
  testing::ConfigSource source(choices);
  const model::RouteTable table = source.Table();
  const testing::RouteOracle oracle(table);
  const auto compiled = CompiledRouteTable::Compile(table);
  EXPECT_TRUE(compiled.ok()) << compiled.status();
  if (!compiled.ok()) return 0;
  int matched = 0;
  for (int i = 0; i < requests; ++i) {
    testing::OwnedRequest request = source.Request();
    const RequestHead head = request.Head();
    Random engine_draws(seed + i), oracle_draws(seed + i);
    const model::Route* expected = oracle.Match(head, oracle_draws);
    const CompiledRoute* actual = (*compiled)->Match(head, engine_draws);
    EXPECT_EQ(actual ? actual->name : "none", expected ? expected->name : "none")
        << "seed " << seed << ": " << DescribeRequest(request);
    EXPECT_EQ(engine_draws.Next(), oracle_draws.Next()) << "the engine drew for another route; seed " << seed;
    EXPECT_EQ((*compiled)->HasVirtualHost(head.authority), oracle.HostOf(head.authority) != nullptr) << head.authority;
    matched += expected != nullptr;
  }
  return matched;
}

#if !defined(WEFT_SANITIZED)
constexpr int kTables = 4000;
#else
constexpr int kTables = 100;
#endif
constexpr int kRequests = 250;

TEST(MatchOracle, CompiledTablesAnswerAsALinearScanDoes) {
  int matched = 0;
  for (int seed = 1; seed <= kTables && !::testing::Test::HasFailure(); ++seed) matched += CompareOneTable(seed, kRequests);
  EXPECT_GT(matched, kTables * kRequests / 10) << "the random requests hardly match anything: the test tests little";
}

// Every route before the taken one must report what failed, and the taken one nothing.
void CheckTrace(const MatchTrace& trace, const model::Route* expected, const model::VirtualHost* host) {
  ASSERT_EQ(trace.virtual_host.has_value(), host != nullptr);
  if (host == nullptr) return;
  EXPECT_EQ(*trace.virtual_host, host->name);
  EXPECT_THAT(host->domains, ::testing::Contains(trace.domain));
  ASSERT_EQ(trace.route.has_value(), expected != nullptr);
  EXPECT_TRUE(expected == nullptr || *trace.route == *expected);
  ASSERT_EQ(trace.routes.size(),
            expected != nullptr ? static_cast<size_t>(expected - host->routes.data()) + 1 : host->routes.size());
  for (const RouteTrace& route : trace.routes) {
    EXPECT_EQ(route.taken, route.name == (expected != nullptr ? expected->name : ""));
    EXPECT_EQ(route.failed.empty(), route.taken) << route.failed;
  }
}

TEST(MatchOracle, ExplanationsAnswerAsALinearScanDoes) {
  for (int seed = 1; seed <= kTables / 20 && !::testing::Test::HasFailure(); ++seed) {
    Random choices(seed);
    testing::ConfigSource source(choices);
    const model::RouteTable table = source.Table();
    const testing::RouteOracle oracle(table);
    for (int i = 0; i < 20; ++i) {
      testing::OwnedRequest request = source.Request();
      const RequestHead head = request.Head();
      Random draws(seed + i), oracle_draws(seed + i);
      const MatchTrace trace = Explain(table, head, draws);
      SCOPED_TRACE("seed " + std::to_string(seed) + ": " + DescribeRequest(request));
      CheckTrace(trace, oracle.Match(head, oracle_draws), oracle.HostOf(head.authority));
      EXPECT_EQ(draws.Next(), oracle_draws.Next());
    }
  }
}

}  // namespace
}  // namespace weft::engine
