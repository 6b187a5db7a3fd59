// SPDX-License-Identifier: Apache-2.0
#include "engine/balance/cluster.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "engine/testing/builders.h"
#include "engine/testing/statistics.h"

namespace weft::engine {
namespace {

using testing::BuildCluster;
using testing::ChiSquare;
using testing::ChiSquareBound;
using testing::LocalityOf;

const model::LoadBalancing kEveryPolicy[] = {model::RoundRobin(), model::LeastRequest(), model::RandomEndpoint()};

std::vector<int> CountPicks(const LoadBalancedCluster& cluster, int picks) {
  std::map<std::string, int> by_name;
  for (const auto& endpoint : cluster.endpoints()) by_name[endpoint->endpoint] = 0;
  Random random(23);
  for (int i = 0; i < picks; ++i) ++by_name[cluster.Pick({.random = random})->endpoint];
  std::vector<int> counts;
  for (const auto& endpoint : cluster.endpoints()) counts.push_back(by_name[endpoint->endpoint]);
  return counts;
}

TEST(Cluster, WithoutHealthyEndpointsThereIsNothingToPick) {
  Random random(1);
  EXPECT_EQ(BuildCluster(model::RoundRobin(), {})->Pick({.random = random}), nullptr);
  auto locality = LocalityOf({1, 1});
  locality.endpoints[0].health = model::Health::kUnhealthy;
  locality.endpoints[1].health = model::Health::kDraining;
  const auto cluster = BuildCluster(model::LeastRequest(), {locality});
  EXPECT_EQ(cluster->Pick({.random = random, .attempts = 5}), nullptr);
  EXPECT_EQ(cluster->endpoints().size(), 2u);
  EXPECT_EQ(cluster->available(), 0u);
}

TEST(Cluster, RoundRobinIsExact) {
  const auto cluster = BuildCluster(model::RoundRobin(), {LocalityOf({1, 1, 1})});
  EXPECT_THAT(CountPicks(*cluster, 300), ::testing::Each(100));
}

TEST(Cluster, RoundRobinStartsAnywhere) {
  std::map<std::string, int> first;
  for (int seed = 0; seed < 200; ++seed) {
    Random random(seed);
    const auto cluster = BuildCluster(model::RoundRobin(), {LocalityOf({1, 1})}, static_cast<uint64_t>(seed));
    ++first[cluster->Pick({.random = random})->endpoint];
  }
  EXPECT_NEAR(first["10.0.0.1:9080"], 100, 47);  // 99.9 %
}

TEST(Cluster, EveryPolicyRespectsWeightsWhenIdle) {
  const std::vector<uint32_t> weights = {1, 2, 3, 10};
  for (const model::LoadBalancing& policy : kEveryPolicy) {
    const auto cluster = BuildCluster(policy, {LocalityOf(weights)});
    EXPECT_LT(ChiSquare(CountPicks(*cluster, 160'000), weights), ChiSquareBound(3)) << model::NameOf(policy);
  }
}

TEST(Cluster, LeastRequestAvoidsTheBusy) {
  const auto cluster = BuildCluster(model::LeastRequest(), {LocalityOf({1, 1, 1, 1})});
  for (int i = 0; i < 10; ++i) cluster->endpoints()[0]->Begin();
  EXPECT_THAT(CountPicks(*cluster, 10'000).front(), 0) << "of two different ones the busiest never wins";
}

TEST(Cluster, LeastRequestKeepsLoadInProportionToWeightWhenBusy) {
  const std::vector<uint32_t> weights = {1, 3};
  const auto cluster = BuildCluster(model::LeastRequest(), {LocalityOf(weights)});
  Random random(31);
  for (int i = 0; i < 4'000; ++i) cluster->Pick({.random = random})->Begin();
  EXPECT_NEAR(cluster->endpoints()[0]->in_flight.load(), 1'000, 20);
  EXPECT_NEAR(cluster->endpoints()[1]->in_flight.load(), 3'000, 20);
}

TEST(Cluster, LeastRequestOfAThousandStaysNarrow) {
  const auto cluster = BuildCluster(model::LeastRequest(), {LocalityOf(std::vector<uint32_t>(200, 1))});
  Random random(37);
  for (int i = 0; i < 20'000; ++i) cluster->Pick({.random = random})->Begin();
  for (const auto& endpoint : cluster->endpoints()) EXPECT_NEAR(endpoint->in_flight.load(), 100, 6);
}

TEST(Cluster, TheLowestPriorityWithAHealthyEndpointIsUsed) {
  auto first = LocalityOf({1, 1}, 1, 1), second = LocalityOf({1}, 1, 2);
  second.priority = 1;
  Random random(1);
  EXPECT_EQ(BuildCluster(model::RoundRobin(), {second, first})->available(), 2u);
  for (auto& endpoint : first.endpoints) endpoint.health = model::Health::kUnhealthy;
  EXPECT_EQ(BuildCluster(model::RoundRobin(), {second, first})->Pick({.random = random})->address, "10.0.2.1");
}

TEST(Cluster, ThePrioritiesBehindTheLowestCanBeChosenFrom) {
  auto first = LocalityOf({1}, 1, 1), empty = LocalityOf({1}, 1, 2), third = LocalityOf({1}, 1, 3);
  empty.priority = 1;
  empty.endpoints[0].health = model::Health::kUnhealthy;
  third.priority = 2;
  const auto cluster = BuildCluster(model::RandomEndpoint(), {third, empty, first});
  Random random(1);
  ASSERT_EQ(cluster->levels(), 2u) << "the one without healthy endpoints does not count";
  EXPECT_EQ(cluster->Pick({.random = random})->address, "10.0.1.1");
  EXPECT_EQ(cluster->Pick({.random = random, .priority = 1})->address, "10.0.3.1");
}

TEST(Cluster, LocalitiesShareByTheirWeightNotByTheirSize) {
  const auto big = LocalityOf({1, 1, 1, 1, 1, 1}, 1, 1), small = LocalityOf({1}, 3, 2), off = LocalityOf({1}, 0, 3);
  for (const model::LoadBalancing& policy : kEveryPolicy) {
    const auto counts = CountPicks(*BuildCluster(policy, {big, small, off}), 80'000);
    EXPECT_LT(ChiSquare({80'000 - counts[6], counts[6]}, {1, 3}), ChiSquareBound(1));
    EXPECT_EQ(counts[7], 0);
  }
}

TEST(Cluster, RetriesSkipTheEndpointsThatFailed) {
  const auto cluster = BuildCluster(model::RandomEndpoint(), {LocalityOf({1, 1, 1})});
  EndpointState* const failed[] = {cluster->endpoints()[0].get(), cluster->endpoints()[1].get()};
  Random random(41);
  for (int i = 0; i < 1'000; ++i)
    EXPECT_EQ(cluster->Pick({.random = random, .excluded = failed, .attempts = 100}), cluster->endpoints()[2].get());
}

TEST(Cluster, ARetryLeavesTheHostThatFailsFastAlthoughNothingIsInFlightThere) {
  const auto cluster = BuildCluster(model::LeastRequest(), {LocalityOf({1, 1, 1})});
  EndpointState* const dead[] = {cluster->endpoints()[0].get()};
  cluster->endpoints()[1]->Begin();
  cluster->endpoints()[2]->Begin();
  Random random(47);
  for (int i = 0; i < 1'000; ++i) EXPECT_NE(cluster->Pick({.random = random, .excluded = dead, .attempts = 5}), dead[0]);
}

TEST(Cluster, WhenAllAreExcludedAnyIsBetterThanNone) {
  const auto cluster = BuildCluster(model::RoundRobin(), {LocalityOf({1})});
  EndpointState* const failed[] = {cluster->endpoints()[0].get()};
  Random random(43);
  EXPECT_EQ(cluster->Pick({.random = random, .excluded = failed, .attempts = 3}), failed[0]);
}

TEST(Cluster, EndpointsKeepTheirStateOverAnUpdate) {
  EndpointStates states;
  const auto before = BuildCluster(model::LeastRequest(), {LocalityOf({1, 1})}, states);
  before->endpoints()[1]->Begin();
  auto moved = LocalityOf({5, 5, 5});
  std::swap(moved.endpoints[0], moved.endpoints[1]);
  const auto after = BuildCluster(model::RoundRobin(), {moved}, states);
  EXPECT_EQ(after->endpoints()[0], before->endpoints()[1]);
  EXPECT_EQ(after->endpoints()[1], before->endpoints()[0]);
  EXPECT_EQ(after->endpoints()[0]->in_flight.load(), 1u);
  EXPECT_EQ(after->endpoints()[2]->in_flight.load(), 0u);
}

TEST(Cluster, AnEndpointThatIsKeptAwayIsNotPickedByTheNextVersion) {
  for (const model::LoadBalancing& policy : kEveryPolicy) {
    EndpointStates states;
    const auto before = BuildCluster(policy, {LocalityOf({1, 1, 1})}, states);
    before->endpoints()[1]->available = false;
    const auto after = BuildCluster(policy, {LocalityOf({1, 1, 1})}, states);
    EXPECT_EQ(CountPicks(*after, 100)[1], 0) << model::NameOf(policy);
    EXPECT_EQ(after->available(), 2u);
    EXPECT_EQ(after->endpoints().size(), 3u);
    EXPECT_EQ(before->available(), 3u) << "a picker never changes";
  }
}

TEST(Cluster, APriorityWhoseEndpointsAreAllKeptAwayLeavesTheCallsToTheNext) {
  auto first = LocalityOf({1}, 1, 1), second = LocalityOf({1}, 1, 2);
  second.priority = 1;
  EndpointStates states;
  BuildCluster(model::LeastRequest(), {first, second}, states)->endpoints()[0]->available = false;
  Random random(1);
  EXPECT_EQ(BuildCluster(model::LeastRequest(), {first, second}, states)->Pick({.random = random})->address, "10.0.2.1");
}

TEST(Cluster, AnEndpointListedTwiceIsOne) {
  const auto cluster = BuildCluster(model::RoundRobin(), {LocalityOf({1}), LocalityOf({1})});
  EXPECT_EQ(cluster->endpoints().size(), 1u);
}

TEST(EndpointState, NamesAddressAndPort) {
  const TimePoint now;
  const EndpointState v4("10.0.0.1", 80, now), v6("fe80::1", 8080, now), name("ratings.svc", 9, now);
  EXPECT_EQ(v4.endpoint, "10.0.0.1:80");
  EXPECT_EQ(v4.address, "10.0.0.1");
  EXPECT_EQ(v6.endpoint, "[fe80::1]:8080");
  EXPECT_EQ(v6.address, "fe80::1");
  EXPECT_EQ(name.endpoint, "ratings.svc:9");
  static_assert(sizeof(EndpointState) == 64);
}

}  // namespace
}  // namespace weft::engine
