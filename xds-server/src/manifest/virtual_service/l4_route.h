// SPDX-License-Identifier: Apache-2.0
// The rules of VirtualService.spec.tls and spec.tcp: checked, not applied.
#pragma once

#include "manifest/object/field.h"

namespace weft::manifest {

void CheckTlsRoute(const Field& rule, Report& report);
void CheckTcpRoute(const Field& rule, Report& report);

}  // namespace weft::manifest
