// SPDX-License-Identifier: Apache-2.0
// What the sources of objects share: how an object comes by its typed form, and how a watch of all kinds becomes that of one.
#pragma once

#include <memory>
#include <string_view>

#include "store/source.h"

namespace weft::store {

// The typed form of an object with this body: that of `draft`, with the metadata of `body`, or one that is parsed when somebody
// asks. nullptr for a kind that has none.
std::shared_ptr<const manifest::Typed> MakeTyped(const Key& key, const Json& body, manifest::Draft draft);

// Hands on the events of one kind.
ObjectSource::OnEvent OfKind(std::string_view group, std::string_view plural, ObjectSource::OnEvent on_event);

}  // namespace weft::store
