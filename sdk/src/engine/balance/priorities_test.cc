// SPDX-License-Identifier: Apache-2.0
// Random assignments against a slow oracle: who takes calls, at which priority, and with which share of them.
#include "engine/balance/priorities.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "engine/testing/builders.h"

namespace weft::engine {
namespace {

using Shares = std::map<const EndpointState*, double>;

// As the definition reads: every endpoint that is healthy or unknown and not kept away, by priority; localities share by their
// weight and endpoints by theirs, and where all weights are 0 all count alike.
std::map<uint32_t, Shares> ExpectedShares(const model::Endpoints& endpoints, const EndpointStates& states) {
  const auto takes_calls = [&](const model::Endpoint& endpoint) {
    return (endpoint.health == model::Health::kUnknown || endpoint.health == model::Health::kHealthy) &&
           states.Find(endpoint)->available;
  };
  std::map<uint32_t, Shares> expected;
  std::set<uint32_t> with_weight;  // priorities of which a locality has a weight
  for (const auto& locality : endpoints.localities) {
    for (const auto& endpoint : locality.endpoints) {
      if (takes_calls(endpoint) && locality.weight > 0) with_weight.insert(locality.priority);
    }
  }
  for (const auto& locality : endpoints.localities) {
    double sum = 0;
    for (const auto& endpoint : locality.endpoints) sum += takes_calls(endpoint) ? endpoint.weight : 0;
    const double share = with_weight.contains(locality.priority) ? locality.weight : 1;
    for (const auto& endpoint : locality.endpoints) {
      if (takes_calls(endpoint)) expected[locality.priority][states.Find(endpoint)] += share * endpoint.weight / sum;
    }
  }
  return expected;
}

model::Endpoints AnyAssignment(Random& random) {
  model::Endpoints endpoints;
  for (uint32_t locality = 0, count = random.Below(5); locality < count; ++locality) {
    std::vector<uint32_t> weights;
    for (uint32_t n = random.Below(5); n > 0; --n) weights.push_back(1 + random.Below(3));
    auto one = testing::LocalityOf(weights, random.Below(4), static_cast<int>(locality));
    one.priority = random.Below(3);
    for (auto& endpoint : one.endpoints) endpoint.health = static_cast<model::Health>(random.Below(6) % 4);
    endpoints.localities.push_back(std::move(one));
  }
  return endpoints;
}

void ExpectSharesOf(const Priorities& priorities, size_t level, Shares shares, Random& random) {
  constexpr int kPicks = 3000;
  std::map<const EndpointState*, int> counts;
  for (int i = 0; i < kPicks; ++i) ++counts[priorities.Pick({.random = random, .priority = level})];
  double sum = 0;
  for (const auto& [endpoint, share] : shares) sum += share;
  for (const auto& [endpoint, count] : counts) EXPECT_TRUE(shares.contains(endpoint)) << "picked, and takes no calls";
  for (const auto& [endpoint, share] : shares) {
    const double expected = kPicks * share / sum;
    EXPECT_NEAR(counts[endpoint], expected, 5 * std::sqrt(expected)) << endpoint->endpoint;
  }
}

TEST(Priorities, RandomAssignmentsArePickedFromAsByTheOracle) {
  Random random(77);
  const model::LoadBalancing policies[] = {model::RoundRobin(), model::LeastRequest(), model::RandomEndpoint()};
  for (int round = 0; round < 300; ++round) {
    SCOPED_TRACE(round);
    const model::Endpoints endpoints = AnyAssignment(random);
    EndpointStates states;
    states.Update(endpoints, TimePoint());
    for (const auto& state : states.all()) state->available = random.Below(4) != 0;
    const Priorities priorities(policies[round % 3], endpoints, states, random);
    const auto expected = ExpectedShares(endpoints, states);
    ASSERT_EQ(priorities.size(), expected.size());
    EXPECT_EQ(priorities.available(), expected.empty() ? 0 : expected.begin()->second.size());
    if (expected.empty()) {
      EXPECT_EQ(priorities.Pick({.random = random}), nullptr);
    }
    size_t level = 0;
    for (const auto& [priority, shares] : expected) ExpectSharesOf(priorities, level++, shares, random);
  }
}

}  // namespace
}  // namespace weft::engine
