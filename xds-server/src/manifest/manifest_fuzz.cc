// SPDX-License-Identifier: Apache-2.0
// Bytes -> YAML -> every stage that a manifest goes through. Nothing may crash, hang or throw.
#include <cstdint>
#include <string_view>

#include "manifest/destination_rule/destination_rule.h"
#include "manifest/gateway/gateway.h"
#include "manifest/object/kind.h"
#include "manifest/virtual_service/virtual_service.h"
#include "manifest/workload/service.h"
#include "manifest/workload/service_entry.h"
#include "manifest/workload/workload_entry.h"
#include "manifest/yaml/yaml.h"

namespace {

// Parsers must also bear what the check refuses.
void ParseAsEveryKind(const weft::manifest::Json& object) {
  (void)weft::manifest::ParseVirtualService(object).ok();
  (void)weft::manifest::ParseDestinationRule(object).ok();
  (void)weft::manifest::ParseGateway(object).ok();
  (void)weft::manifest::ParseServiceEntry(object).ok();
  (void)weft::manifest::ParseWorkloadEntry(object).ok();
  (void)weft::manifest::ParseService(object).ok();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto documents = weft::manifest::ParseYaml({reinterpret_cast<const char*>(data), size});
  if (!documents.ok()) return 0;
  for (const weft::manifest::Document& document : *documents) {
    for (const weft::manifest::Kind& kind : weft::manifest::Kinds()) {
      weft::manifest::Json object = document.json;
      if (object.is_object()) {  // else every input would stop at the first check
        object["apiVersion"] = kind.ApiVersion(kind.versions[0]);
        object["kind"] = kind.kind;
      }
      if (kind.apply_defaults) kind.apply_defaults(object);
      (void)weft::manifest::Check(kind, object, weft::manifest::UnknownFields::kWarn);
      ParseAsEveryKind(object);
    }
    (void)weft::manifest::ToYaml(document.json);
  }
  return 0;
}
