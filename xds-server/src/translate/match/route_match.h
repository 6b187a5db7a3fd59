// SPDX-License-Identifier: Apache-2.0
// VirtualService match blocks -> route matches.
//
// Conditions about the client itself (port, sourceLabels, sourceNamespace, gateways) are decided here, once; the rest travels
// to the client in the header matcher forms that it knows: the older ones, or the one that took their place. A match that a
// client cannot evaluate the way it is meant (a query parameter, a path that no RPC has) is not sent to it at all: it could
// only be taken wrongly or spoil the whole table.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "envoy/config/route/v3/route_components.pb.h"
#include "envoy/type/matcher/v3/string.pb.h"
#include "manifest/virtual_service/virtual_service.h"
#include "registry/index/delegation.h"
#include "translate/client.h"

namespace weft::translate {

// Is the block about this client, calling this port? `gateways` says where calls come in, as "namespace/name" of Gateways;
// none: within the mesh. Where the block gives gateways they alone decide about the source; a block that gives none is about
// any way in, and the source is then the client, be it the proxy at the edge.
bool AppliesTo(const manifest::HttpMatch& match, const Client& client, uint32_t port,
               const std::vector<std::string>& gateways = {});

// Is any rule about this client, calling this port? A rule without matches is about everybody.
bool IsAboutClient(const registry::EffectiveRule& rule, const Client& client, uint32_t port);

// The matches that together say `match`; one as a rule, none when the client cannot evaluate it.
std::vector<::envoy::config::route::v3::RouteMatch> MakeRouteMatches(const manifest::HttpMatch& match, const Client& client);

// Presence is any value.
void SetStringMatcher(const manifest::StringMatch& match, ::envoy::type::matcher::v3::StringMatcher& proto);

// Nothing that follows in the list can be reached.
bool IsCatchAll(const ::envoy::config::route::v3::RouteMatch& match);

}  // namespace weft::translate
