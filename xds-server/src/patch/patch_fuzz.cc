// SPDX-License-Identifier: Apache-2.0
// Arbitrary bytes as an object and as every kind of patch on it: never a crash, never more than the input and the limits allow.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "patch/json_patch.h"
#include "patch/managed_fields.h"
#include "patch/patch.h"
#include "patch/server_side_apply.h"

namespace {

using weft::patch::Json;

constexpr std::string_view kSeed =
    R"({"apiVersion":"v1","kind":"Service","metadata":{"name":"s","labels":{"a":"b"},"finalizers":["x"]},)"
    R"("spec":{"selector":{"app":"s"},"ports":[{"port":80,"name":"http"},{"port":81,"protocol":"UDP"}]}})";

Json ParseFuzzJson(std::string_view text) {
  Json json = Json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
  return json.is_discarded() || weft::patch::DeeperThan(json, weft::patch::kMaxJsonDepth) ? Json() : json;
}

void Require(bool fact) {
  if (!fact) std::abort();
}

// No patch makes more of an object than what it and its patch hold together, copies up to their limit aside.
void RequireBounded(const Json& result, size_t input_bytes) {
  constexpr auto kReplace = Json::error_handler_t::replace;
  // Escaping and replacement characters make text longer than the bytes it came from, at most sixfold.
  const size_t stated = 8 * (input_bytes + kSeed.size());
  Require(result.dump(-1, ' ', false, kReplace).size() <= stated + weft::patch::JsonPatchLimits{}.copied_bytes);
}

void FuzzOn(const Json& object, const Json& patch, size_t input_bytes) {
  using weft::patch::PatchType;
  const weft::patch::MergeSchema& schema = weft::patch::MergeSchemaOf("", "Service");
  const weft::patch::FieldManager manager = {"fuzz", "v1", "", "2024-01-01T00:00:00Z"};
  for (PatchType type : {PatchType::kJson, PatchType::kMerge, PatchType::kStrategicMerge}) {
    absl::StatusOr<Json> result = weft::patch::ApplyPatch(type, object, patch, schema);
    if (!result.ok()) continue;
    RequireBounded(*result, input_bytes);
    weft::patch::RecordUpdate(object, *result, manager, schema);
  }
  absl::StatusOr<weft::patch::ApplyOutcome> applied = weft::patch::ServerSideApply(object, patch, manager, true, schema);
  if (!applied.ok()) return;
  absl::StatusOr<weft::patch::ApplyOutcome> again =
      weft::patch::ServerSideApply(applied->object, patch, manager, false, schema);
  Require(again.ok() && again->conflicts.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  // A zero byte, which JSON has no use for, parts the object from the patch.
  const size_t split = text.find('\0');
  const Json first = ParseFuzzJson(text.substr(0, split));
  FuzzOn(ParseFuzzJson(kSeed), first, size);
  FuzzOn(nullptr, first, size);
  if (split != std::string_view::npos) FuzzOn(first, ParseFuzzJson(text.substr(split + 1)), size);
  return 0;
}
