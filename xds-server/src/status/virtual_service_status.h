// SPDX-License-Identifier: Apache-2.0
// (VirtualService, all rules) -> what its status says. Pure.
#pragma once

#include "registry/world.h"
#include "status/rule_status.h"

namespace weft::status {

//   Reconciled         True: the control plane has taken this generation in
//   AppliesToMesh      False: GatewaysOnly; or NotDelegatedTo, for one without hosts that no other names
//   AppliesToGateways  False: GatewayNotFound (with IST0101), or HostsNotServed (with IST0132) where the Gateway has none of
//                      its hosts; absent for one that is for the mesh alone
//   Shadowed           True: HostOwnedByAnother, for one or more of its hosts and some or all clients (with IST0109)
//   Accepted           False: Refused, by a client; absent when none refuses it (the status writer adds it)
//   DelegatesResolved  False: DelegateNotFound (with IST0101) or RoutesDropped; absent where nothing is delegated
//
// `world` holds the rule.
RuleStatus StatusOf(const manifest::VirtualService& rule, const registry::World& world);

}  // namespace weft::status
