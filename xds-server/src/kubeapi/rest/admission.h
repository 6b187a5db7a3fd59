// May this object be stored? Unknown fields, schema, the kind's own rules, size; then defaults, and warnings about what it
// refers to.
#pragma once

#include <string>
#include <vector>

#include "kubeapi/request/refusal.h"
#include "kubeapi/rest/resource_request.h"
#include "kubeapi/rest/write_options.h"

namespace weft::kubeapi {

// On success `object` is as it is to be stored, except for metadata that the server writes, and the result is the warnings.
// Unknown fields are refused as the API does it for each verb: 400 for whole objects, 422 with causes for patches, which reads
// better in kubectl.
OrRefusal<std::vector<std::string>> Admit(const ApiContext& context, const ResourceRequest& request,
                                          const WriteOptions& options, Json& object);

}  // namespace weft::kubeapi
