// SPDX-License-Identifier: Apache-2.0
// What to tell people about a VirtualService that does not do all it says. Clauses, without the name of the object.
#pragma once

#include <string>

#include "registry/index/gateway_binding.h"
#include "registry/index/virtual_service_index.h"

namespace weft::status {

// "reviews", or "shop/reviews" for somebody in another namespace.
std::string NameSeenFrom(const manifest::Meta& meta, const std::string& ns);

// `host "reviews.default.svc.cluster.local" is owned by VirtualService "reviews" (older): none of this one's rules apply
// there`.
std::string ShadowedWords(const manifest::VirtualService& rule, const registry::Shadow& shadow);

// The same from the owner's side: `takes host "..." from VirtualService "reviews-old": none of that one's rules apply there`.
std::string ShadowingWords(const manifest::VirtualService& loser, const registry::Shadow& shadow);

// `spec.http[1].delegate: there is no VirtualService "shop/reviews"; the rule is left out`, said to `rule`, which is root or
// delegate of what was dropped.
std::string DroppedWords(const manifest::VirtualService& rule, const registry::DroppedRoute& dropped);

// `spec.gateways[0]: there is no Gateway "edge/front": until there is one, no calls come in there for these rules`, or that the
// Gateway serves other hosts.
std::string UnservedWords(const manifest::VirtualService& rule, const registry::UnservedGateway& unserved);

}  // namespace weft::status
