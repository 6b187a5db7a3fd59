// SPDX-License-Identifier: Apache-2.0
// Makes the picker that a cluster's load balancing policy requests. A new policy is a picker in a file of its own and a line
// here.
#pragma once

#include <memory>
#include <vector>

#include "engine/balance/picker.h"
#include "engine/balance/weighted_endpoint.h"
#include "model/cluster/load_balancing.h"

namespace weft::engine {

// Over the endpoints of one locality, which must not be empty. `random` places what starts anywhere.
std::unique_ptr<const Picker> MakePicker(const model::LoadBalancing& policy, std::vector<WeightedEndpoint> endpoints,
                                         Random& random);

}  // namespace weft::engine
