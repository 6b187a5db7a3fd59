// SPDX-License-Identifier: Apache-2.0
// One rule of VirtualService.spec.http.
#pragma once

#include "manifest/object/field.h"
#include "manifest/virtual_service/virtual_service.h"

namespace weft::manifest {

// What the VirtualService around a rule says.
struct HttpRuleScope {
  bool delegate = false;       // it has no hosts and holds rules for another
  bool gateways_only = false;  // it names gateways, and mesh is not among them
};

HttpRoute ParseHttpRoute(const Field& field);
void CheckHttpRoute(const Field& field, HttpRuleScope scope, Report& report);

}  // namespace weft::manifest
