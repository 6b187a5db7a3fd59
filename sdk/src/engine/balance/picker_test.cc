// SPDX-License-Identifier: Apache-2.0
// What is the same for all policies is decided around them; a policy sees the input and chooses.
#include "engine/balance/picker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "engine/balance/locality_weighted.h"
#include "engine/balance/priority_picker.h"
#include "engine/testing/statistics.h"

namespace weft::engine {
namespace {

using testing::ChiSquare;
using testing::ChiSquareBound;

// A policy of its own: alike requests go to one endpoint.
class HashPicker final : public Picker {
 public:
  explicit HashPicker(std::vector<EndpointState*> endpoints) : endpoints_(std::move(endpoints)) {}
  EndpointState* Pick(const PickInput& input) const override {
    return endpoints_[input.hash.value_or(input.random.Next()) % endpoints_.size()];
  }

 private:
  std::vector<EndpointState*> endpoints_;
};

class PickerTest : public ::testing::Test {
 protected:
  PickerTest() {
    for (uint16_t port = 0; port < 4; ++port) {
      states_.push_back(std::make_unique<EndpointState>("10.0.0.1", port, TimePoint()));
      endpoints_.push_back(states_.back().get());
    }
  }

  static std::unique_ptr<const Picker> Over(std::vector<EndpointState*> endpoints) {
    return std::make_unique<HashPicker>(std::move(endpoints));
  }

  std::vector<std::unique_ptr<EndpointState>> states_;
  std::vector<EndpointState*> endpoints_;
  Random random_{5};
};

TEST_F(PickerTest, AHashReachesThePolicyThroughPrioritiesAndLocalities) {
  const PriorityPicker alone(Over(endpoints_), endpoints_);
  std::vector<std::unique_ptr<const Picker>> localities;
  localities.push_back(Over({endpoints_[0], endpoints_[1]}));
  localities.push_back(Over({endpoints_[2], endpoints_[3]}));
  const PriorityPicker wrapped(std::make_unique<LocalityWeightedPicker>(std::move(localities), std::vector<uint32_t>{1, 1}),
                               endpoints_);
  for (uint64_t hash = 0; hash < 20; ++hash) {
    EXPECT_EQ(alone.Pick({.random = random_, .hash = hash}), endpoints_[hash % 4]);
    EXPECT_EQ(wrapped.Pick({.random = random_, .hash = hash})->port % 2, hash % 2);
  }
}

TEST_F(PickerTest, APolicyThatInsistsIsOverruledForARetry) {
  const PriorityPicker picker(Over(endpoints_), endpoints_);
  EndpointState* const failed[] = {endpoints_[1], endpoints_[2]};
  for (int i = 0; i < 100; ++i) {
    EXPECT_THAT(picker.Pick({.random = random_, .hash = 1, .excluded = failed, .attempts = 3}),
                ::testing::AnyOf(endpoints_[0], endpoints_[3]));
    EXPECT_EQ(picker.Pick({.random = random_, .hash = 1, .excluded = failed}), endpoints_[1])
        << "without attempts none is avoided";
  }
}

TEST_F(PickerTest, LocalitiesShareByWeightWhateverTheirPolicy) {
  std::vector<std::unique_ptr<const Picker>> localities;
  for (EndpointState* endpoint : endpoints_) localities.push_back(Over({endpoint}));
  const std::vector<uint32_t> weights = {5, 0, 1, 2};
  const LocalityWeightedPicker picker(std::move(localities), weights);
  std::vector<int> counts(4);
  for (int i = 0; i < 100'000; ++i) ++counts[picker.Pick({.random = random_})->port];
  EXPECT_LT(ChiSquare(counts, weights), ChiSquareBound(3));
}

}  // namespace
}  // namespace weft::engine
