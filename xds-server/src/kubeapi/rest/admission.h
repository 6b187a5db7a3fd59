// SPDX-License-Identifier: Apache-2.0
// May this object be stored? Unknown fields, schema, the kind's own rules, size; then defaults, and warnings about what it
// refers to.
#pragma once

#include <string>
#include <vector>

#include "kubeapi/request/refusal.h"
#include "kubeapi/rest/resource_request.h"
#include "kubeapi/rest/write_options.h"

namespace weft::kubeapi {

struct Admitted {
  std::vector<std::string> warnings;
  manifest::Draft draft;  // the object, parsed: for the store
};

// On success `object` is as it is to be stored, except for metadata that the server writes.
// Unknown fields are refused as the API does it for each verb: 400 for whole objects, 422 with causes for patches, which reads
// better in kubectl.
OrRefusal<Admitted> Admit(const ApiContext& context, const ResourceRequest& request, const WriteOptions& options, Json& object);

}  // namespace weft::kubeapi
