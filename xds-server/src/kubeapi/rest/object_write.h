// SPDX-License-Identifier: Apache-2.0
// The two ways in which an object gets into the store: as a new one, and as a change of one that is there. Create, replace and
// every kind of patch end here.
#pragma once

#include <functional>
#include <optional>

#include "kubeapi/request/refusal.h"
#include "kubeapi/rest/resource_request.h"
#include "kubeapi/rest/write_options.h"

namespace weft::kubeapi {

// Judges and stores a placed object; 201 with the stored object. A dry run answers as if it had been stored.
HttpResponse StoreNew(const ApiContext& context, const ResourceRequest& request, const WriteOptions& options, Json object);

// Judges `changed`, which was made from `live`, and stores it; 200 with the stored object. What only the server writes is taken
// from `live`; on the status subresource everything but the status, otherwise the status. An object whose last finalizer goes
// while it is being deleted is deleted. Nothing when somebody else wrote in between: read again and retry.
std::optional<HttpResponse> StoreChange(const ApiContext& context, const ResourceRequest& request, const WriteOptions& options,
                                        const store::Object& live, Json changed);

// Calls `attempt` until it answers, a few times; then 409.
HttpResponse RetryOnRace(const ResourceRequest& request, const std::function<std::optional<HttpResponse>()>& attempt);

}  // namespace weft::kubeapi
