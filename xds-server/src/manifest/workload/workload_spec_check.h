// SPDX-License-Identifier: Apache-2.0
// One instance of a workload, in a WorkloadEntry or among the endpoints of a ServiceEntry.
#pragma once

#include "manifest/object/field.h"

namespace weft::manifest {

void CheckWorkloadSpec(const Field& spec, Report& report);

}  // namespace weft::manifest
