// SPDX-License-Identifier: Apache-2.0
#include "patch/patch.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "base/strings.h"
#include "patch/json_patch.h"
#include "patch/merge_patch.h"
#include "patch/strategic_merge.h"

namespace weft::patch {
namespace {

absl::string_view MediaTypeOf(std::string_view content_type) {
  absl::string_view type(content_type.data(), content_type.size());
  return absl::StripAsciiWhitespace(type.substr(0, type.find(';')));
}

}  // namespace

std::optional<PatchType> PatchTypeOf(std::string_view content_type) {
  const absl::string_view type = MediaTypeOf(content_type);
  if (absl::EqualsIgnoreCase(type, "application/json-patch+json")) return PatchType::kJson;
  if (absl::EqualsIgnoreCase(type, "application/merge-patch+json")) return PatchType::kMerge;
  if (absl::EqualsIgnoreCase(type, "application/strategic-merge-patch+json")) return PatchType::kStrategicMerge;
  if (absl::EqualsIgnoreCase(type, "application/apply-patch+yaml")) return PatchType::kApply;
  return std::nullopt;
}

bool DeeperThan(const Json& json, size_t limit) {
  if (!json.is_structured()) return false;
  if (limit == 0) return true;
  return std::any_of(json.begin(), json.end(), [&](const Json& child) { return DeeperThan(child, limit - 1); });
}

absl::StatusOr<Json> ApplyPatch(PatchType type, const Json& object, const Json& patch, const MergeSchema& schema) {
  if (DeeperThan(patch, kMaxJsonDepth)) {
    return absl::InvalidArgumentError(StrCat("the patch nests more than ", kMaxJsonDepth, " levels"));
  }
  if (type == PatchType::kJson) return ApplyJsonPatch(object, patch);
  if (type == PatchType::kApply) return absl::InvalidArgumentError("an apply patch needs a field manager");
  if (!patch.is_object()) {
    return absl::InvalidArgumentError(StrCat("the patch must be a JSON object, not ", patch.type_name()));
  }
  if (type == PatchType::kMerge) return ApplyMergePatch(object, patch);
  return ApplyStrategicMergePatch(object, patch, schema);
}

}  // namespace weft::patch
