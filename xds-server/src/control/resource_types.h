// SPDX-License-Identifier: Apache-2.0
// The resource types that this server has.
#pragma once

#include "ads/stream/resource_type.h"
#include "translate/translate.h"

namespace weft::control {

// Listeners, routes, clusters and endpoints, under the numbers that they have in translate.
ads::ResourceTypes ServedTypes();

inline ads::TypeId IdOf(translate::Type type) { return static_cast<ads::TypeId>(type); }
inline translate::Type TypeOf(ads::TypeId id) { return static_cast<translate::Type>(id); }

}  // namespace weft::control
