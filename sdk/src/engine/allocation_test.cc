// A decision must not touch the heap: counted, not hoped for.
#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#include "engine/cluster.h"
#include "engine/testing/builders.h"

// The sanitizers bring allocators of their own.
#if !defined(WEFT_SANITIZED)

namespace {
thread_local long allocations_of_this_thread = 0;
}

void* operator new(size_t size) {
  ++allocations_of_this_thread;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void* operator new(size_t size, std::align_val_t alignment) {
  ++allocations_of_this_thread;
  const size_t align = static_cast<size_t>(alignment);
  if (void* memory = std::aligned_alloc(align, (size + align - 1) / align * align)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, size_t, std::align_val_t) noexcept { std::free(memory); }

namespace weft::engine {
namespace {

using PathType = model::PathMatcher::Type;

template <typename Work>
long CountAllocations(Work work) {
  const long before = allocations_of_this_thread;
  work();
  return allocations_of_this_thread - before;
}

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
  EXPECT_EQ(CountAllocations([] { ::operator delete(::operator new(8)); }), 1);
}

TEST(Allocations, ADecisionMakesNone) {
  const auto table = *CompiledRouteTable::Compile(TableOfEverything());
  const HeaderRef headers[] = {{"X-List", "a"}, {"End-User", "jason"}, {"x-list", "b"}};
  const std::string long_path = "/api/" + std::string(400, 'X') + "?q=1";
  for (const auto policy : {model::LbPolicy::kRoundRobin, model::LbPolicy::kLeastRequest, model::LbPolicy::kRandom}) {
    const auto cluster = LoadBalancedCluster::Build(testing::ClusterWith(policy),
                                                    {"", {testing::LocalityOf({1, 2}), testing::LocalityOf({1}, 2, 1)}}, nullptr);
    Random random(1);
    for (const std::string_view path : {std::string_view("/api/x?q"), std::string_view("/LOGIN"), std::string_view("/item/7"),
                                        std::string_view("/shop/x"), std::string_view("/other"), std::string_view(long_path)}) {
      const auto decide = [&] {
        const CompiledRoute* route = table->Match(testing::Get(path, headers), random);
        route->PickCluster(random);
        EndpointState* endpoint = cluster->Pick(random);
        endpoint->Begin();
        endpoint->End();
      };
      decide();  // RE2 builds its automaton with the first texts it sees
      EXPECT_EQ(CountAllocations([&] { for (int i = 0; i < 100; ++i) decide(); }), 0) << path;
    }
  }
}

}  // namespace
}  // namespace weft::engine

#endif
