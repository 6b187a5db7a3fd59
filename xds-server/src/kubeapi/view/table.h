// SPDX-License-Identifier: Apache-2.0
// The columns and cells of `kubectl get`, computed by the server.
#pragma once

#include "absl/time/time.h"
#include "manifest/object/kind.h"

namespace weft::kubeapi {

// The columnDefinitions of a kind: Name first, then its own; Age when it has none.
manifest::Json TableColumns(const manifest::Kind& kind);

// The cells of one object in the order of the columns. What is missing is null; lists and maps are compact JSON text; dates are
// ages as of `now`.
manifest::Json TableCells(const manifest::Kind& kind, const manifest::Json& object, absl::Time now);

}  // namespace weft::kubeapi
