// The parameters that change how a write is done.
#pragma once

#include <string>

#include "absl/time/time.h"
#include "kubeapi/managed_fields.h"
#include "kubeapi/refusal.h"
#include "kubeapi/resource_request.h"

namespace weft::kubeapi {

enum class WriteVerb { kCreate, kReplace, kPatch, kApply };

struct WriteOptions {
  WriteVerb verb = WriteVerb::kCreate;
  bool dry_run = false;
  bool force = false;  // of an apply
  manifest::UnknownFields unknown_fields = manifest::UnknownFields::kWarn;
  FieldManager manager;
};

// 422 names the parameter and what it may be.
OrRefusal<WriteOptions> ReadWriteOptions(const ApiContext& context, const ResourceRequest& request, WriteVerb verb);

// RFC 3339 in UTC to the second, as all times in metadata are.
std::string ApiTime(absl::Time time);

}  // namespace weft::kubeapi
