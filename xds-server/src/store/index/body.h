// SPDX-License-Identifier: Apache-2.0
// What the store itself writes into an object's metadata, and when it says that nothing changed. Pure but for the random uid.
#pragma once

#include <cstdint>
#include <string>

#include "absl/time/time.h"
#include "store/source.h"

namespace weft::store {

// A random version 4 UUID.
std::string NewUid();

// Gives a new object its name, namespace, uid, creationTimestamp and generation 1.
void StampNew(const Key& key, absl::Time now, Json& body);

// Gives an object from elsewhere what a stored one has and it has not: uid and creationTimestamp.
void StampMissing(const Key& key, absl::Time now, Json& body);

// Gives the next state of an object what must stay: name, namespace, uid and creationTimestamp. generation is one more when the
// two differ outside metadata and status (apiVersion is a matter of spelling).
void StampNext(const Key& key, const Json& old, Json& body);

void SetResourceVersion(Json& body, uint64_t version);

// Equal but for metadata.resourceVersion and the times in metadata.managedFields.
bool SameBody(const Json& a, const Json& b);

// Nothing that a manifest can say differs: equal but for status, metadata.resourceVersion and metadata.managedFields.
bool SameButStatus(const Json& a, const Json& b);

// metadata.`name` as text; empty when it is missing or no text.
std::string MetadataText(const Json& body, const char* name);

}  // namespace weft::store
