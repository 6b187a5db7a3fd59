// SPDX-License-Identifier: Apache-2.0
// What a manifest says of other objects. Such words are warnings: the order in which objects are applied is free.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "manifest/destination_rule/destination_rule.h"
#include "manifest/virtual_service/virtual_service.h"

namespace weft::manifest {

// A name without a dot belongs to the namespace of the object that says it: "reviews" in "shop" is
// "reviews.shop.svc.cluster.local". Names with a dot, addresses and wildcards stay as they are. Lower case.
std::string ExpandHost(std::string_view host, std::string_view ns);

// Does some DestinationRule define the subset for a host as the VirtualService writes it?
using SubsetLookup = std::function<bool(const std::string& host, const std::string& subset)>;

// One warning per destination whose subset no rule defines for its host, for instance:
//   spec.http[0].route[0].destination: subset "v9" of host "reviews" is in no DestinationRule; calls routed there will get 503
std::vector<std::string> SubsetWarnings(const VirtualService& service, const SubsetLookup& is_defined);
// The same, of rules in the domain cluster.local.
std::vector<std::string> ReferenceWarnings(const VirtualService& service, const std::vector<DestinationRule>& rules);

}  // namespace weft::manifest
