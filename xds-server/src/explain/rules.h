// SPDX-License-Identifier: Apache-2.0
// The rules of a host that play no part for a caller, with the reason.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "explain/report.h"
#include "registry/world.h"
#include "translate/client.h"

namespace weft::explain {

// Was the route made from a rule? Otherwise it is the default of its service.
bool IsRuleOrigin(std::string_view origin);

// The place that a route's origin names: "virtualservice/default/reviews http[1].match[0]".
RuleReport RuleAt(const std::string& origin, std::string why, const Objects& objects);

// Rules of the owner that are not in `table`: about other callers or ports, behind one that takes every call, or dropped with
// their delegates.
std::vector<RuleReport> LeftOutRules(const registry::EffectiveRule& owner, const translate::Client& client, uint32_t port,
                                     const model::RouteTable& table, const Objects& objects);

// Other VirtualServices that name the host: shadowed, for gateways alone, or not exported to the client.
std::vector<RuleReport> OtherRules(const registry::World& world, const std::string& host, const translate::Client& client,
                                   const Objects& objects);

}  // namespace weft::explain
