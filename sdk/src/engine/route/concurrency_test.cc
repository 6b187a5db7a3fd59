// SPDX-License-Identifier: Apache-2.0
// Calls decide while updates are built; what this proves it proves under ThreadSanitizer.
#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "base/strings.h"
#include "engine/balance/cluster.h"
#include "engine/testing/builders.h"

namespace weft::engine {
namespace {

struct Published {
  std::shared_ptr<const CompiledRouteTable> table;
  std::shared_ptr<const LoadBalancedCluster> cluster;
};

// The latest tables behind a lock: how they are published is not what is tested here.
class Board {
 public:
  void Set(Published published) {
    const std::lock_guard lock(mutex_);
    published_ = std::move(published);
  }
  Published Get() const {
    const std::lock_guard lock(mutex_);
    return published_;
  }

 private:
  mutable std::mutex mutex_;
  Published published_;
};

model::RouteTable RegexTable(int version) {
  std::vector<model::Route> routes;
  for (int i = 0; i < 20; ++i) {
    routes.push_back(testing::RouteTo(StrCat(version, ".", i), model::PathMatcher::Type::kRegex, StrCat("/", i, "/.*")));
  }
  return testing::OneHost(routes);
}

void Decide(const Board& board, const std::atomic<bool>& stop, std::atomic<int>& decisions) {
  Random random(std::hash<std::thread::id>()(std::this_thread::get_id()));
  for (int i = 0; !stop.load(); ++i) {
    const Published now = board.Get();
    const std::string path = StrCat("/", i % 20, "/x");
    const CompiledRoute* route = now.table->Match(testing::Get(path), random);
    EndpointState* endpoint = now.cluster->Pick({.random = random});
    if (route == nullptr || endpoint == nullptr) return;
    endpoint->Begin();
    endpoint->End();
    decisions.fetch_add(1);
  }
}

TEST(Concurrency, DecisionsGoOnWhileTablesAreRebuilt) {
  for (const model::LoadBalancing& policy :
       {model::LoadBalancing(model::RoundRobin()), model::LoadBalancing(model::LeastRequest())}) {
    EndpointStates states;
    const auto build = [&](int version) -> Published {
      const auto locality = testing::LocalityOf(std::vector<uint32_t>(2 + version % 3, 1 + version % 2));
      return {*CompiledRouteTable::Compile(RegexTable(version)), testing::BuildCluster(policy, {locality}, states)};
    };
    Board board;
    Published last = build(0);
    board.Set(last);
    std::atomic<bool> stop{false};
    std::atomic<int> first{0}, second{0};
    std::thread one([&] { Decide(board, stop, first); }), two([&] { Decide(board, stop, second); });
    for (int version = 1; version < 50 || ((first < 1000 || second < 1000) && version < 20'000); ++version) {
      last = build(version);
      board.Set(last);
    }
    stop = true;
    one.join();
    two.join();
    EXPECT_GE(first.load(), 1000);
    EXPECT_GE(second.load(), 1000);
    for (const auto& endpoint : last.cluster->endpoints()) EXPECT_EQ(endpoint->in_flight.load(), 0u) << endpoint->endpoint;
  }
}

}  // namespace
}  // namespace weft::engine
