// SPDX-License-Identifier: Apache-2.0
// The shares of weighted clusters and of the alias table.
#include <gtest/gtest.h>

#include "engine/route/weighted_choice.h"
#include "engine/testing/builders.h"
#include "engine/testing/statistics.h"

namespace weft::engine {
namespace {

using testing::ChiSquare;
using testing::ChiSquareBound;

std::shared_ptr<const CompiledRouteTable> SplitTable(std::vector<model::WeightedCluster> clusters) {
  auto route = testing::PrefixRoute("split");
  route.clusters = std::move(clusters);
  return *CompiledRouteTable::Compile(testing::OneHost({route}));
}

TEST(Split, SharesFollowTheWeights) {
  const std::vector<uint32_t> weights = {90, 0, 7, 2, 1};
  const auto table = SplitTable({{"a", 90}, {"none", 0}, {"b", 7}, {"c", 2}, {"d", 1}});
  Random random(11);
  const CompiledRoute* route = table->Match(testing::Get("/"), random);
  std::vector<int> counts(table->cluster_names().size());
  for (int i = 0; i < 1'000'000; ++i) ++counts[route->PickCluster(random)];
  EXPECT_EQ(table->cluster_names().size(), 4u) << "a cluster of weight 0 is never chosen";
  EXPECT_LT(ChiSquare(counts, {90, 7, 2, 1}), ChiSquareBound(3));
}

TEST(Split, FiftyFiftyIsADrawAndNoAlternation) {
  const auto table = SplitTable({{"v1", 50}, {"v3", 50}});
  Random random(12);
  const CompiledRoute* route = table->Match(testing::Get("/"), random);
  std::vector<bool> sequence;
  for (int i = 0; i < 100'000; ++i) sequence.push_back(route->PickCluster(random) == 1);
  EXPECT_LT(std::abs(testing::RunsDeviation(sequence)), 3.29);
}

TEST(Split, ASingleClusterTakesAllAndDrawsNothing) {
  const auto table = SplitTable({{"only", 0}});
  Random random(13), untouched(13);
  EXPECT_EQ(table->cluster_names()[table->Match(testing::Get("/"), random)->PickCluster(random)], "only");
  EXPECT_EQ(random.Next(), untouched.Next());
}

void ExpectShares(const std::vector<uint32_t>& weights) {
  const WeightedChoice choice(weights);
  Random random(17);
  std::vector<int> counts(weights.size());
  for (int i = 0; i < 500'000; ++i) ++counts[choice.Draw(random)];
  EXPECT_LT(ChiSquare(counts, weights), ChiSquareBound(weights.size() - 1)) << ::testing::PrintToString(weights);
}

TEST(WeightedChoice, SharesFollowTheWeights) {
  ExpectShares({1, 1, 1, 1, 1});
  ExpectShares({1, 2, 3, 4});
  ExpectShares({100, 0, 1});
  ExpectShares({0, 5, 0, 0, 5});
  ExpectShares({4'000'000'000, 4'000'000'000, 1, 2'000'000'000});
}

TEST(WeightedChoice, WeightsThatAreAllZeroCountAlike) {
  const WeightedChoice choice(std::vector<uint32_t>{0, 0, 0});
  Random random(19);
  std::vector<int> counts(3);
  for (int i = 0; i < 100'000; ++i) ++counts[choice.Draw(random)];
  EXPECT_LT(ChiSquare(counts, {1, 1, 1}), ChiSquareBound(2));
}

}  // namespace
}  // namespace weft::engine
