// SPDX-License-Identifier: Apache-2.0
// What a VirtualService says once its destinations are named in full and its delegates have been put in.
//
// A rule with `delegate` is replaced by the rules of the VirtualService it names, which has no hosts of its own. Each of them
// is narrowed by the matches of the rule that delegates, and takes from it what it does not say itself: rewrite, direct
// response, timeout, retries, fault, mirrors, the share of a mirror, CORS and headers, each as a whole. Names are joined:
// `root-delegate`. A rule of the delegate with a match that fits into none of the root's is dropped; a delegate that is not
// there, or not exported to the root's namespace, takes only the rule that names it away. What is dropped is kept, with the
// reason, for people.
//
// Pure functions; values, immutable once built.
// Source: https://istio.io/latest/docs/reference/config/networking/virtual-service/#Delegate
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "manifest/virtual_service/virtual_service.h"

namespace weft::registry {

using VirtualServicePtr = std::shared_ptr<const manifest::VirtualService>;

// Between the two parts of an origin that was delegated.
inline constexpr std::string_view kOriginSeparator = " + ";

// One rule, complete. `route` has no delegate, and the hosts of its destinations and mirrors are full names; the mirrors have
// more than 0 %. The gateways of its matches are "namespace/name" or "mesh".
struct EffectiveRoute {
  manifest::HttpRoute route;
  // Where it was written: `virtualservice/default/reviews http[1]`; for a delegated rule the root's place and the delegate's,
  // with kOriginSeparator between them.
  std::string origin;
  std::vector<std::string> match_origins;  // one for each of route.match: `... http[1].match[0]`
};

// A rule that reaches no client because its delegation failed.
struct DroppedRoute {
  std::string root;            // "namespace/name"
  std::string root_field;      // "http[1]"
  std::string delegate;        // "namespace/name"
  std::string delegate_field;  // "http[0]"; empty: all of the delegate
  std::string reason;          // a clause: `there is no VirtualService "shop/reviews"`
};

// A VirtualService as translation sees it.
struct EffectiveRule {
  VirtualServicePtr source;
  std::vector<std::string> hosts;  // in full
  std::vector<EffectiveRoute> http;
  std::vector<DroppedRoute> dropped;
};

// The VirtualService of that namespace and name, or nullptr.
using VirtualServiceLookup = std::function<VirtualServicePtr(const std::string& ns, const std::string& name)>;

EffectiveRule MakeEffective(const VirtualServicePtr& source, const VirtualServiceLookup& lookup, std::string_view domain);

// The namespaces and names of the VirtualServices that `rule` delegates to.
std::vector<std::pair<std::string, std::string>> DelegatesOf(const manifest::VirtualService& rule);

}  // namespace weft::registry
