// SPDX-License-Identifier: Apache-2.0
// What stock gRPC clients can evaluate, and how to say "without this header" so that all of them mean the same.
#pragma once

#include <string_view>
#include <vector>

#include "envoy/config/route/v3/route_components.pb.h"
#include "manifest/virtual_service/virtual_service.h"
#include "translate/client.h"

namespace weft::translate {

// The whole value, as Istio means it.
bool MatchesText(const manifest::StringMatch& match, std::string_view text);

// False for conditions that the client ignores or cannot see (query parameters, authority and other pseudo headers), and for a
// method or scheme that no RPC has. The method and the scheme of an RPC are known, so those conditions need not be sent.
bool CanEvaluate(const manifest::HttpMatch& match, const Client& client);

// gRPC drops a route whose path no RPC (`/package.Service/Method`) can have, and refuses a table with nothing else in it.
bool GrpcAcceptsPath(const ::envoy::config::route::v3::RouteMatch& match);

// One header that must not match.
struct GrpcNegation {
  ::envoy::config::route::v3::HeaderMatcher matcher;
  bool presence = false;       // the matcher asks for presence alone
  bool matches_empty = false;  // a header that is not there, taken as empty, would match
};

// Clients disagree on an inverted matcher for a header that is absent, and agree on presence. So "without x=1" becomes two
// matches: x is absent; x is present and not 1. Returns none when there would be more than 16.
std::vector<::envoy::config::route::v3::RouteMatch> GrpcExpandNegations(const ::envoy::config::route::v3::RouteMatch& base,
                                                                        const std::vector<GrpcNegation>& negations);

}  // namespace weft::translate
