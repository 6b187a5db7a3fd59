// SPDX-License-Identifier: Apache-2.0
#include "engine/balance/policies.h"

#include <utility>

#include "engine/balance/least_request.h"
#include "engine/balance/random.h"
#include "engine/balance/round_robin.h"

namespace weft::engine {
namespace {

using PickerPtr = std::unique_ptr<const Picker>;

struct PickerMaker {
  std::vector<WeightedEndpoint> endpoints;
  Random& random;

  PickerPtr operator()(const model::RoundRobin&) { return std::make_unique<RoundRobinPicker>(endpoints, random); }
  PickerPtr operator()(const model::LeastRequest&) { return std::make_unique<LeastRequestPicker>(std::move(endpoints)); }
  PickerPtr operator()(const model::RandomEndpoint&) { return std::make_unique<RandomPicker>(std::move(endpoints)); }
};

}  // namespace

std::unique_ptr<const Picker> MakePicker(const model::LoadBalancing& policy, std::vector<WeightedEndpoint> endpoints,
                                         Random& random) {
  return std::visit(PickerMaker{std::move(endpoints), random}, policy);
}

}  // namespace weft::engine
