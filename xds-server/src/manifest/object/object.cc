// SPDX-License-Identifier: Apache-2.0
#include "manifest/object/object.h"

#include "absl/strings/numbers.h"
#include "absl/time/time.h"
#include "base/dates.h"
#include "manifest/object/field.h"

namespace weft::manifest {

Meta ParseMeta(const Json& object) {
  Field metadata = Field(object)["metadata"];
  Meta meta;
  meta.name = metadata["name"].Text();
  meta.ns = metadata["namespace"].Text();
  meta.uid = metadata["uid"].Text();
  meta.labels = metadata["labels"].Pairs();
  meta.annotations = metadata["annotations"].Pairs();
  meta.generation = metadata["generation"].Int();
  if (auto created = ParseRfc3339(metadata["creationTimestamp"].Text())) meta.created = absl::ToUnixSeconds(*created);
  if (!absl::SimpleAtoi(metadata["resourceVersion"].Text(), &meta.resource_version)) meta.resource_version = 0;
  return meta;
}

bool Selects(const Labels& selector, const Labels& labels) {
  for (const auto& [key, value] : selector) {
    auto it = labels.find(key);
    if (it == labels.end() || it->second != value) return false;
  }
  return true;
}

}  // namespace weft::manifest
