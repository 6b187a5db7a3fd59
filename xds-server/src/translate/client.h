// SPDX-License-Identifier: Apache-2.0
// Who asks, by the names that translators use.
#pragma once

#include "clients/client.h"

namespace weft::translate {

using clients::Capability;
using clients::Client;
using clients::ProxyOptions;

}  // namespace weft::translate
