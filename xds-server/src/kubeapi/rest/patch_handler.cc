// SPDX-License-Identifier: Apache-2.0
#include "base/strings.h"
#include "kubeapi/request/body.h"
#include "kubeapi/request/json_text.h"
#include "kubeapi/rest/admission.h"
#include "kubeapi/rest/handlers.h"
#include "kubeapi/rest/object_write.h"
#include "kubeapi/rest/placement.h"
#include "patch/patch.h"
#include "patch/server_side_apply.h"

namespace weft::kubeapi {

namespace {

std::string AcceptedPatches(const Kind& kind) {
  std::string accepted = "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml";
  if (patch::HasStrategicMerge(kind.group)) StrAppend(&accepted, ", application/strategic-merge-patch+json");
  return accepted;
}

Refusal PatchRefusal(const absl::Status& status) {
  if (absl::IsResourceExhausted(status)) return BodyTooLarge(std::string(status.message()));
  if (absl::IsFailedPrecondition(status)) {
    return {422, "Invalid", StrCat("the server rejected our request due to an error in our request: ", status.message()),
            Json::object()};
  }
  return BadRequest(std::string(status.message()));
}

Refusal ApplyConflict(const std::vector<patch::FieldConflict>& conflicts) {
  Json causes = Json::array();
  for (const auto& conflict : conflicts) {
    causes.push_back({{"reason", "FieldManagerConflict"}, {"message", conflict.message}, {"field", conflict.field}});
  }
  return {409, "Conflict", patch::ConflictMessage(conflicts), {{"causes", std::move(causes)}}};
}

// One PATCH, tried as often as others write in between.
class Patching {
 public:
  Patching(const ApiContext& context, const ResourceRequest& request, WriteOptions options, patch::PatchType type, Json patch)
      : context_(context), request_(request), options_(std::move(options)), type_(type), patch_(std::move(patch)) {}

  std::optional<HttpResponse> Attempt() {
    auto live = context_.store->Get(request_.Key());
    if (absl::IsNotFound(live.status()) && type_ == patch::PatchType::kApply && request_.path.subresource.empty())
      return ApplyNew();
    if (!live.ok()) return ToResponse(FromStore(live.status(), request_.kind, request_.path.name));
    Json before = request_.view.Whole(*live->body, live->resource_version);
    if (type_ == patch::PatchType::kApply) return ApplyTo(*live, before);
    auto changed = patch::ApplyPatch(type_, before, patch_, Schema());
    if (!changed.ok()) return ToResponse(PatchRefusal(changed.status()));
    if (!changed->is_object()) return ToResponse(BadRequest("the patch leaves something that is no object"));
    return StoreChange(context_, request_, options_, *live, *std::move(changed));
  }

 private:
  const patch::MergeSchema& Schema() const { return patch::MergeSchemaOf(request_.kind.group, request_.kind.kind); }

  // The configuration without what this request cannot write.
  Json Wanted() const {
    Json wanted = patch_;
    if (request_.path.subresource == "status") {
      Json part = {{"apiVersion", wanted["apiVersion"]}, {"kind", wanted["kind"]}, {"metadata", wanted["metadata"]}};
      if (wanted.contains("status")) part["status"] = wanted["status"];
      return part;
    }
    if (request_.kind.has_status) wanted.erase("status");
    return wanted;
  }

  std::optional<HttpResponse> ApplyNew() {
    if (auto refusal = CheckNamespace(context_, request_)) return ToResponse(*refusal);
    if (!StringIn(patch_, {"metadata", "uid"}).empty()) {
      return ToResponse(WriteConflict(request_.kind, request_.path.name, "uid mismatch: the object does not exist"));
    }
    auto outcome = patch::ServerSideApply(nullptr, Wanted(), options_.manager, options_.force, Schema());
    if (!outcome.ok()) return ToResponse(PatchRefusal(outcome.status()));
    HttpResponse response = StoreNew(context_, request_, options_, std::move(outcome->object));
    bool raced = response.status == 409 && !options_.dry_run;
    return raced ? std::nullopt : std::optional(std::move(response));
  }

  std::optional<HttpResponse> ApplyTo(const store::Object& live, const Json& before) {
    std::string version = StringIn(patch_, {"metadata", "resourceVersion"});
    if (!version.empty() && version != StrCat(live.resource_version)) {
      return ToResponse(StaleObject(request_.kind, request_.path.name));
    }
    auto outcome = patch::ServerSideApply(before, Wanted(), options_.manager, options_.force, Schema());
    if (!outcome.ok()) return ToResponse(PatchRefusal(outcome.status()));
    if (!outcome->conflicts.empty()) return ToResponse(RefuseConflict(before, outcome->conflicts));
    return StoreChange(context_, request_, options_, live, std::move(outcome->object));
  }

  // What is wrong whoever owns the fields is said first: to force the apply would only lead there.
  Refusal RefuseConflict(const Json& before, const std::vector<patch::FieldConflict>& conflicts) const {
    auto forced = patch::ServerSideApply(before, Wanted(), options_.manager, true, Schema());
    if (forced.ok()) {
      auto admitted = Admit(context_, request_, options_, forced->object);
      if (!admitted.ok()) return admitted.refusal();
    }
    return ApplyConflict(conflicts);
  }

  const ApiContext& context_;
  const ResourceRequest& request_;
  WriteOptions options_;
  patch::PatchType type_;
  Json patch_;
};

}  // namespace

HttpResponse PatchObject(const ApiContext& context, const ResourceRequest& request) {
  std::string_view content_type = request.http.Header("content-type");
  auto type = patch::PatchTypeOf(content_type);
  if (!type || (type == patch::PatchType::kStrategicMerge && !patch::HasStrategicMerge(request.kind.group))) {
    return ToResponse(UnsupportedBody(content_type, AcceptedPatches(request.kind)));
  }
  bool apply = type == patch::PatchType::kApply;
  auto options = ReadWriteOptions(context, request, apply ? WriteVerb::kApply : WriteVerb::kPatch);
  if (!options.ok()) return ToResponse(options.refusal());
  auto patch = ReadPatchBody(request.http, apply);
  if (!patch.ok()) return ToResponse(patch.refusal());
  if (apply) {
    if (!patch->is_object()) return ToResponse(BadRequest("the configuration to apply must be an object"));
    if (auto refusal = PlaceObject(request, *patch)) return ToResponse(*refusal);
  }
  Patching patching(context, request, *std::move(options), *type, *std::move(patch));
  return RetryOnRace(request, [&] { return patching.Attempt(); });
}

}  // namespace weft::kubeapi
