// The compiled table against the obvious one, on random tables and requests.
#include <gtest/gtest.h>

#include "engine/route_table.h"
#include "engine/testing/config_source.h"
#include "engine/testing/route_oracle.h"

namespace weft::engine {
namespace {

std::string Describe(testing::OwnedRequest& request) {
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
    EXPECT_EQ(actual ? actual->name : "none", expected ? expected->name : "none") << "seed " << seed << ": " << Describe(request);
    EXPECT_EQ(engine_draws.Next(), oracle_draws.Next()) << "the engine drew for another route; seed " << seed;
    EXPECT_EQ((*compiled)->HasVirtualHost(head.authority), oracle.HostOf(head.authority) != nullptr) << head.authority;
    matched += expected != nullptr;
  }
  return matched;
}

TEST(MatchOracle, CompiledTablesAnswerAsALinearScanDoes) {
#if !defined(WEFT_SANITIZED)
  constexpr int kTables = 3000;
#else
  constexpr int kTables = 300;
#endif
  constexpr int kRequests = 100;
  int matched = 0;
  for (int seed = 1; seed <= kTables && !::testing::Test::HasFailure(); ++seed) matched += CompareOneTable(seed, kRequests);
  EXPECT_GT(matched, kTables * kRequests / 10) << "the random requests hardly match anything: the test tests little";
}

}  // namespace
}  // namespace weft::engine
