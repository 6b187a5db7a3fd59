// SPDX-License-Identifier: Apache-2.0
// What clients refuse, and which manifests are behind it.
#pragma once

#include <string>
#include <vector>

#include "ads/hub/hub.h"
#include "control/world_source.h"
#include "google/protobuf/any.pb.h"
#include "registry/world.h"
#include "store/store.h"
#include "translate/translate.h"

namespace weft::control {

struct Refusal {
  std::string client;  // the node's id
  translate::Type type = translate::Type::kListener;
  std::string name;
  std::string message;  // the client's
  std::vector<store::Key> causes;
};

// The VirtualServices, DestinationRules, ServiceEntries and Gateways that `resource` was made from, sorted. Of a route table
// those behind the routes that `message` points at as `routes[2]`, or behind all routes when it points at none; routes that do
// not say where they were written lead to what owns the host. Pure.
std::vector<store::Key> CausesOf(const registry::World& world, const translate::Client& client, translate::Type type,
                                 const std::string& name, const ::google::protobuf::Any& resource, const std::string& message);

// What clients refuse of what is configured now. `source` is that of `hub`.
std::vector<Refusal> RefusalsOf(const ads::Hub& hub, const WorldSource& source);

}  // namespace weft::control
