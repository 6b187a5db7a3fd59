#include "manifest/object.h"

#include "absl/strings/numbers.h"
#include "absl/time/time.h"
#include "manifest/field.h"

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
  absl::Time created;
  if (absl::ParseTime(absl::RFC3339_full, metadata["creationTimestamp"].Text(), &created, nullptr)) {
    meta.created = absl::ToUnixSeconds(created);
  }
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
