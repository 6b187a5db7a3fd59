// SPDX-License-Identifier: Apache-2.0
#include "status/status_update.h"

#include <utility>

#include "base/dates.h"
#include "patch/managed_fields.h"

namespace weft::status {

absl::StatusOr<store::Object> UpdateStatus(store::ObjectStore& store, const manifest::Kind& kind, const store::Object& live,
                                           Json status, const std::string& manager, absl::Time now) {
  auto before = live.body->find("status");
  if (before != live.body->end() && *before == status) return live;
  Json changed = *live.body;
  changed["status"] = std::move(status);
  patch::RecordUpdate(*live.body, changed,
                      {.name = manager,
                       .api_version = kind.ApiVersion(kind.versions.front()),
                       .subresource = "status",
                       .time = FormatRfc3339(now)},
                      patch::MergeSchemaOf(kind.group, kind.kind));
  return store.Update(live.key, std::move(changed), live.resource_version);
}

}  // namespace weft::status
