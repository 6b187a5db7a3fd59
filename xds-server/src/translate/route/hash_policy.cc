// SPDX-License-Identifier: Apache-2.0
#include "translate/route/hash_policy.h"

#include <algorithm>

#include "base/strings.h"
#include "google/protobuf/util/message_differencer.h"
#include "translate/naming/pack.h"
#include "translate/route/destination.h"

namespace weft::translate {
namespace {

using ::envoy::config::route::v3::RouteAction;
using manifest::ConsistentHash;

RouteAction::HashPolicy MakeHashPolicy(const ConsistentHash& hash) {
  RouteAction::HashPolicy policy;
  switch (hash.key) {
    case ConsistentHash::Key::kHeader:
      policy.mutable_header()->set_header_name(ToLower(hash.name));
      break;
    case ConsistentHash::Key::kCookie:
      policy.mutable_cookie()->set_name(hash.name);
      policy.mutable_cookie()->set_path(hash.cookie_path);
      if (hash.cookie_ttl) SetDuration(*hash.cookie_ttl, policy.mutable_cookie()->mutable_ttl());
      break;
    case ConsistentHash::Key::kSourceIp:
      policy.mutable_connection_properties()->set_source_ip(true);
      break;
    case ConsistentHash::Key::kQueryParameter:
      policy.mutable_query_parameter()->set_name(hash.name);
      break;
  }
  return policy;
}

}  // namespace

bool CanHash(const ConsistentHash& hash, const Client& client) {
  if (client.Can(Capability::kHashKeys)) return true;
  return client.Can(Capability::kRingHash) && hash.key == ConsistentHash::Key::kHeader && !ToLower(hash.name).ends_with("-bin");
}

void AddHashPolicy(const RouteContext& context, const manifest::Destination& destination, RouteAction& action) {
  const DestinationBalancer found = BalancerOf(context, destination);
  if (found.balancer == nullptr || !found.balancer->hash || !CanHash(*found.balancer->hash, context.client)) return;
  RouteAction::HashPolicy policy = MakeHashPolicy(*found.balancer->hash);
  const auto is_same = [&](const RouteAction::HashPolicy& other) {
    return ::google::protobuf::util::MessageDifferencer::Equals(other, policy);
  };
  if (std::none_of(action.hash_policy().begin(), action.hash_policy().end(), is_same)) {
    *action.add_hash_policy() = std::move(policy);
  }
}

void AddHashPolicies(const RouteContext& context, const std::vector<manifest::WeightedDestination>& destinations,
                     RouteAction& action) {
  for (const manifest::WeightedDestination& one : destinations) {
    if (one.weight > 0 || destinations.size() == 1) AddHashPolicy(context, one.destination, action);
  }
}

}  // namespace weft::translate
