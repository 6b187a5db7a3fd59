// SPDX-License-Identifier: Apache-2.0
// Reading and writing of objects: one function for each verb on a resource. Deletion and watches have headers of their own.
#pragma once

#include "kubeapi/rest/resource_request.h"

namespace weft::kubeapi {

HttpResponse ReadObject(const ApiContext& context, const ResourceRequest& request);
HttpResponse ListObjects(const ApiContext& context, const ResourceRequest& request);

// POST: 201.
HttpResponse CreateObject(const ApiContext& context, const ResourceRequest& request);

// PUT: 200; 404 when the object does not exist.
HttpResponse ReplaceObject(const ApiContext& context, const ResourceRequest& request);

// PATCH by Content-Type: JSON, merge, strategic merge (core group only) and server-side apply, which also creates (201).
HttpResponse PatchObject(const ApiContext& context, const ResourceRequest& request);

}  // namespace weft::kubeapi
