// SPDX-License-Identifier: Apache-2.0
// The few things that every part of the API does with JSON.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "manifest/object/object.h"

namespace weft::kubeapi {

using manifest::Json;

// Compact text. Bytes that are no UTF-8 are replaced.
std::string ToText(const Json& json);

// The value below nested objects, for instance {"metadata", "labels"}; nullptr when a step is missing or is no object.
const Json* FindIn(const Json& json, std::initializer_list<std::string_view> path);

// The string below nested objects; empty when it is missing or is no string.
std::string StringIn(const Json& json, std::initializer_list<std::string_view> path);

// object.metadata, made an object when it is none.
Json& MetadataOf(Json& object);

// Removes metadata's member, when it is there.
void EraseMetadata(Json& object, const char* member);

}  // namespace weft::kubeapi
