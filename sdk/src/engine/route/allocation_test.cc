// SPDX-License-Identifier: Apache-2.0
// A decision must not touch the heap: counted, not hoped for.
#include <gtest/gtest.h>

#include <memory>

#include "engine/balance/cluster.h"
#include "engine/testing/alloc_counter.h"
#include "engine/testing/builders.h"

// The sanitizers bring allocators of their own.
#if !defined(WEFT_SANITIZED)

namespace weft::engine {
namespace {

using PathType = model::PathMatcher::Type;
using testing::CountAllocations;

model::RouteTable TableOfEverything() {
  auto user = testing::PrefixRoute("user", "/api/");
  user.match.headers = {testing::HeaderIs("end-user", "jason"), testing::HeaderIs("x-list", "a,b")};
  user.match.headers.push_back(user.match.headers[0]);
  user.match.headers[2].string = {model::StringMatcher::Type::kRegex, "jas.*", false};
  user.match.query = {{"q", std::nullopt}};
  auto folded = testing::RouteTo("folded", PathType::kExact, "/Login");
  folded.match.path.ignore_case = true;
  auto split = testing::PrefixRoute("split");
  split.clusters = {{"v1", 90}, {"v2", 10}};
  return testing::OneHost({user, folded, testing::RouteTo("regex", PathType::kRegex, "/item/[0-9]+"),
                           testing::RouteTo("segment", PathType::kSegmentPrefix, "/shop"), split});
}

TEST(Allocations, TheCounterCounts) {
  EXPECT_EQ(CountAllocations([] { ::operator delete(::operator new(8)); }), 1u);
  const int64_t before = testing::BytesHeldByThisThread();
  const auto kept = std::make_unique<char[]>(1000);
  EXPECT_GE(testing::BytesHeldByThisThread() - before, 1000);
  EXPECT_LT(testing::BytesHeldByThisThread() - before, 1100);
}

TEST(Allocations, ADecisionMakesNone) {
  const auto table = *CompiledRouteTable::Compile(TableOfEverything());
  const HeaderRef headers[] = {{"X-List", "a"}, {"End-User", "jason"}, {"x-list", "b"}};
  const std::string long_path = "/api/" + std::string(400, 'X') + "?q=1";
  for (const model::LoadBalancing& policy :
       {model::LoadBalancing(model::RoundRobin()), model::LoadBalancing(model::LeastRequest()),
        model::LoadBalancing(model::RandomEndpoint())}) {
    const auto cluster = testing::BuildCluster(policy, {testing::LocalityOf({1, 2}), testing::LocalityOf({1}, 2, 1)});
    Random random(1);
    for (const std::string_view path : {std::string_view("/api/x?q"), std::string_view("/LOGIN"), std::string_view("/item/7"),
                                        std::string_view("/shop/x"), std::string_view("/other"), std::string_view(long_path)}) {
      const auto decide = [&] {
        const CompiledRoute* route = table->Match(testing::Get(path, headers), random);
        route->PickCluster(random);
        EndpointState* endpoint = cluster->Pick({.random = random});
        endpoint->Begin();
        endpoint->End();
      };
      decide();  // RE2 builds its automaton with the first texts it sees
      EXPECT_EQ(CountAllocations([&] {
                  for (int i = 0; i < 100; ++i) decide();
                }),
                0u)
          << path;
    }
  }
}

}  // namespace
}  // namespace weft::engine

#endif
