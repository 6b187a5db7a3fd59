// SPDX-License-Identifier: Apache-2.0
#include "engine/balance/endpoint_states.h"

#include <utility>

#include "base/authority.h"

namespace weft::engine {

void EndpointStates::Update(const model::Endpoints& endpoints, TimePoint now) {
  absl::flat_hash_map<std::string_view, std::shared_ptr<EndpointState>> before;
  for (auto& state : listed_) before.emplace(state->endpoint, state);
  listed_.clear();
  by_name_.clear();
  for (const model::LocalityEndpoints& locality : endpoints.localities) {
    for (const model::Endpoint& endpoint : locality.endpoints) {
      const std::string name = JoinHostPort(endpoint.address, endpoint.port);
      if (by_name_.contains(name)) continue;
      const auto known = before.find(name);
      listed_.push_back(known != before.end() ? known->second
                                              : std::make_shared<EndpointState>(endpoint.address, endpoint.port, now));
      by_name_.emplace(listed_.back()->endpoint, listed_.back().get());
    }
  }
}

EndpointState* EndpointStates::Find(const model::Endpoint& endpoint) const {
  const auto found = by_name_.find(JoinHostPort(endpoint.address, endpoint.port));
  return found == by_name_.end() ? nullptr : found->second;
}

}  // namespace weft::engine
