// SPDX-License-Identifier: Apache-2.0
// Does a body belong where its URL says? Its apiVersion, kind, name and namespace.
#pragma once

#include "kubeapi/request/refusal.h"
#include "kubeapi/rest/resource_request.h"

namespace weft::kubeapi {

// Fills in the namespace, and the name of an object that is replaced, from the URL; 400 when the body says otherwise.
MaybeRefusal PlaceObject(const ResourceRequest& request, Json& object);

// The namespace of the URL must exist (404), and take new objects (403 while it is being deleted).
MaybeRefusal CheckNamespace(const ApiContext& context, const ResourceRequest& request);

}  // namespace weft::kubeapi
