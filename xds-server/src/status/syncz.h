// SPDX-License-Identifier: Apache-2.0
// Who has what, as JSON: for each client and type what it asked for, what it was sent and what it answered.
#pragma once

#include "control/control.h"
#include "nlohmann/json.hpp"

namespace weft::status {

// `clients` has one object per stream. A type's `state` is SYNCED (the last response was accepted), STALE (not answered yet),
// NACKED (the last response, see `message`, or some resource, see `refused`) or NOT_SENT. `leftOut` is what rules say and this
// client is not told, because it would not understand it.
nlohmann::json Syncz(const control::Control::Inspection& inspection);

// The services with their ports and endpoints, and the objects that could not be read.
nlohmann::json Registryz(const control::Control::Inspection& inspection);

}  // namespace weft::status
