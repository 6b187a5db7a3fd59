// SPDX-License-Identifier: Apache-2.0
// The parameters that change how a write is done.
#pragma once

#include <string>

#include "absl/time/time.h"
#include "kubeapi/request/refusal.h"
#include "kubeapi/rest/resource_request.h"
#include "patch/managed_fields.h"

namespace weft::kubeapi {

enum class WriteVerb { kCreate, kReplace, kPatch, kApply };

struct WriteOptions {
  WriteVerb verb = WriteVerb::kCreate;
  bool dry_run = false;
  bool force = false;  // of an apply
  manifest::UnknownFields unknown_fields = manifest::UnknownFields::kWarn;
  patch::FieldManager manager;
};

// 422 names the parameter and what it may be.
OrRefusal<WriteOptions> ReadWriteOptions(const ApiContext& context, const ResourceRequest& request, WriteVerb verb);

}  // namespace weft::kubeapi
