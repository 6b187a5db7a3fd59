// (VirtualService, all rules) -> what its status says. Pure.
#pragma once

#include "registry/virtual_service_index.h"
#include "status/rule_status.h"

namespace weft::status {

//   Reconciled         True: the control plane has taken this generation in
//   AppliesToMesh      False: GatewaysOnly; or NotDelegatedTo, for one without hosts that no other names
//   Shadowed           True: HostOwnedByAnother, for one or more of its hosts and some or all clients (with IST0109)
//   Accepted           False: Refused, by a client; absent when none refuses it (the status writer adds it)
//   DelegatesResolved  False: DelegateNotFound (with IST0101) or RoutesDropped; absent where nothing is delegated
//
// `index` holds the rule.
RuleStatus StatusOf(const manifest::VirtualService& rule, const registry::VirtualServiceIndex& index);

}  // namespace weft::status
