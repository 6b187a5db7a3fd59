// SPDX-License-Identifier: Apache-2.0
// The control plane's own writes to the status subresource, with the same bookkeeping as those of clients.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "manifest/object/kind.h"
#include "store/store.h"

namespace weft::status {

// Stores `status` as that of `live`, in the name of `manager` (operation Update, subresource status). Nothing else changes: not
// the generation, not who owns what outside of the status. A status that is there already writes nothing. Thread-safe. Aborted:
// somebody wrote in between; NotFound: the object is gone. Both mean: read again.
absl::StatusOr<store::Object> UpdateStatus(store::ObjectStore& store, const manifest::Kind& kind, const store::Object& live,
                                           manifest::Json status, const std::string& manager, absl::Time now);

}  // namespace weft::status
