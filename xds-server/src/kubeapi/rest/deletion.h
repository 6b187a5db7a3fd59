// SPDX-License-Identifier: Apache-2.0
// Deletion: at once, or for objects with finalizers in two steps.
#pragma once

#include "kubeapi/request/refusal.h"
#include "kubeapi/rest/resource_request.h"

namespace weft::kubeapi {

// What became of an object that was to be deleted.
struct Deleted {
  store::Object object;  // its last state, or its state now
  bool gone = true;      // false: it waits for its finalizers, marked with a deletionTimestamp
};

// Errors are the store's; Aborted when somebody else wrote in between.
absl::StatusOr<Deleted> DeleteOrMark(const ApiContext& context, const store::Object& object);

// DELETE of one object: 200 with a Status, or with the object when it waits for its finalizers.
HttpResponse DeleteObject(const ApiContext& context, const ResourceRequest& request);

// DELETE of a collection: 200 with the list of those deleted, those that the selectors name.
HttpResponse DeleteCollection(const ApiContext& context, const ResourceRequest& request);

}  // namespace weft::kubeapi
