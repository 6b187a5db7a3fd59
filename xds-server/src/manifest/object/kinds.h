// SPDX-License-Identifier: Apache-2.0
// The kinds, each made in the file that holds its parse, defaults and validation. Read them through Kinds().
#pragma once

#include "manifest/object/kind.h"

namespace weft::manifest {

Kind NamespaceKind();
Kind ServiceKind();
Kind DestinationRuleKind();
Kind GatewayKind();
Kind ServiceEntryKind();
Kind VirtualServiceKind();
Kind WorkloadEntryKind();

// What the kinds of networking.istio.io have in common.
Kind NetworkingKind(std::string kind, std::string plural, std::string short_name);

// The column that every kind has.
Column AgeColumn();

}  // namespace weft::manifest
