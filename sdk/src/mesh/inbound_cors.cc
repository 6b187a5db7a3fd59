// SPDX-License-Identifier: Apache-2.0
#include "engine/actions/cors.h"
#include "mesh/mesh_core.h"
#include "weft/mesh.h"

namespace weft {
namespace {

CorsDecision OwnedCorsDecision(const engine::CorsDecision& decision) {
  CorsDecision owned{.status = decision.status};
  switch (decision.kind) {
    case engine::CorsDecision::Kind::kNone:
      return {};
    case engine::CorsDecision::Kind::kActual:
      owned.kind = CorsDecision::Kind::kActual;
      break;
    case engine::CorsDecision::Kind::kPreflight:
      owned.kind = CorsDecision::Kind::kPreflight;
      break;
  }
  for (const HeaderChange& change : decision.headers) owned.headers.emplace_back(change.name, change.value);
  return owned;
}

}  // namespace

CorsDecision Mesh::Cors(const RequestHead& inbound) const {
  const auto* host = core_->Read().Find(inbound.authority);
  if (host == nullptr || (*host)->routes == nullptr) return {};
  Random random(core_->env().Random());
  const engine::CompiledRoute* route = (*host)->routes->Match(inbound, random);
  if (route == nullptr || route->cors() == nullptr) return {};
  return OwnedCorsDecision(route->cors()->Decide(inbound));
}

}  // namespace weft
