// SPDX-License-Identifier: Apache-2.0
#include "manifest/object/group.h"
#include "registry/index/kind_index.h"

namespace weft::registry {

const std::vector<KindRow>& KindRows() {
  using manifest::kCoreGroup, manifest::kNetworkingGroup;
  static const auto* const kRows = new std::vector<KindRow>{
      {kCoreGroup, "services", MakeServiceKind},
      {kNetworkingGroup, "serviceentries", MakeServiceEntryKind},
      {kNetworkingGroup, "workloadentries", MakeWorkloadEntryKind},
      {kNetworkingGroup, "virtualservices", MakeVirtualServiceKind},
      {kNetworkingGroup, "destinationrules", MakeDestinationRuleKind},
      {kNetworkingGroup, "gateways", MakeGatewayKind},
  };
  return *kRows;
}

}  // namespace weft::registry
