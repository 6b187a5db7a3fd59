// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/rest/deletion.h"

#include "base/dates.h"
#include "base/status_macros.h"
#include "base/strings.h"
#include "kubeapi/request/body.h"
#include "kubeapi/request/json_text.h"
#include "kubeapi/rest/list_options.h"
#include "kubeapi/rest/namespace_content.h"
#include "kubeapi/rest/object_write.h"
#include "kubeapi/rest/write_options.h"

namespace weft::kubeapi {

namespace {

bool HasFinalizers(const Json& object) {
  const Json* finalizers = FindIn(object, {"metadata", "finalizers"});
  return finalizers && finalizers->is_array() && !finalizers->empty();
}

absl::StatusOr<Deleted> MarkDeleted(const ApiContext& context, const store::Object& object) {
  if (!StringIn(*object.body, {"metadata", "deletionTimestamp"}).empty()) return Deleted{object, false};
  Json marked = *object.body;
  MetadataOf(marked)["deletionTimestamp"] = FormatRfc3339(context.now());
  MetadataOf(marked)["deletionGracePeriodSeconds"] = 0;
  if (object.key.plural == "namespaces" && object.key.group.empty()) marked["status"]["phase"] = "Terminating";
  WEFT_ASSIGN_OR_RETURN(auto stored, context.store->Update(object.key, std::move(marked), object.resource_version));
  return Deleted{stored, false};
}

bool IsNamespace(const ResourceRequest& request) { return request.kind.group.empty() && request.kind.plural == "namespaces"; }

struct DeletePlan {
  bool dry_run = false;
  std::string uid;
  std::string resource_version;
};

OrRefusal<DeletePlan> ReadDeletePlan(const ApiContext& context, const ResourceRequest& request) {
  auto options = ReadWriteOptions(context, request, WriteVerb::kPatch);
  if (!options.ok()) return options.refusal();
  auto body = ReadDeleteOptions(request.http);
  if (!body.ok()) return body.refusal();
  DeletePlan plan{options->dry_run, StringIn(*body, {"preconditions", "uid"}),
                  StringIn(*body, {"preconditions", "resourceVersion"})};
  const Json* dry_run = FindIn(*body, {"dryRun"});
  if (!dry_run || dry_run->empty()) return plan;
  if (*dry_run != Json::array({"All"})) {
    return InvalidOption("dryRun", "FieldValueNotSupported",
                         StrCat("Unsupported value: ", ToText(*dry_run), ": supported values: \"All\""));
  }
  plan.dry_run = true;
  return plan;
}

MaybeRefusal CheckDeletePlan(const ResourceRequest& request, const DeletePlan& plan, const store::Object& live) {
  const std::string& name = request.path.name;
  if (IsNamespace(request) && name == "default") {
    return Forbidden("namespaces \"default\" is forbidden: this namespace may not be deleted");
  }
  std::string uid = StringIn(*live.body, {"metadata", "uid"});
  if (!plan.uid.empty() && plan.uid != uid) {
    return WriteConflict(request.kind, name,
                         StrCat("the UID in the precondition (", plan.uid, ") does not match the UID in record (", uid,
                                "). The object might have been deleted and then recreated"));
  }
  if (!plan.resource_version.empty() && plan.resource_version != StrCat(live.resource_version)) {
    return WriteConflict(request.kind, name,
                         StrCat("the ResourceVersion in the precondition (", plan.resource_version,
                                ") does not match the ResourceVersion in record (", live.resource_version,
                                "). The object might have been modified"));
  }
  return std::nullopt;
}

// A namespace that still holds something is marked as if it had a finalizer.
absl::StatusOr<Deleted> DeleteLive(const ApiContext& context, const ResourceRequest& request, const store::Object& live) {
  if (!IsNamespace(request)) return DeleteOrMark(context, live);
  WEFT_ASSIGN_OR_RETURN(auto empty, EmptyNamespace(context, live.key.name));
  return empty ? DeleteOrMark(context, live) : MarkDeleted(context, live);
}

HttpResponse AnswerDeleted(const ApiContext& context, const ResourceRequest& request, const Deleted& deleted) {
  if (!deleted.gone) {
    return ObjectResponse(context, request, 200, *deleted.object.body, deleted.object.resource_version, {});
  }
  FinishNamespaceOf(context, deleted.object.key);
  return JsonResponse(200, DeletedStatus(request.kind, request.path.name, StringIn(*deleted.object.body, {"metadata", "uid"})));
}

}  // namespace

absl::StatusOr<Deleted> DeleteOrMark(const ApiContext& context, const store::Object& object) {
  if (HasFinalizers(*object.body)) return MarkDeleted(context, object);
  WEFT_ASSIGN_OR_RETURN(auto gone, context.store->Delete(object.key, StringIn(*object.body, {"metadata", "uid"})));
  return Deleted{gone, true};
}

HttpResponse DeleteObject(const ApiContext& context, const ResourceRequest& request) {
  auto plan = ReadDeletePlan(context, request);
  if (!plan.ok()) return ToResponse(plan.refusal());
  return RetryOnRace(request, [&]() -> std::optional<HttpResponse> {
    auto live = context.store->Get(request.Key());
    if (!live.ok()) return ToResponse(FromStore(live.status(), request.kind, request.path.name));
    if (auto refusal = CheckDeletePlan(request, *plan, *live)) return ToResponse(*refusal);
    if (plan->dry_run) return AnswerDeleted(context, request, {*live, true});
    auto deleted = DeleteLive(context, request, *live);
    if (absl::IsAborted(deleted.status())) return std::nullopt;
    if (!deleted.ok()) return ToResponse(FromStore(deleted.status(), request.kind, request.path.name));
    return AnswerDeleted(context, request, *deleted);
  });
}

HttpResponse DeleteCollection(const ApiContext& context, const ResourceRequest& request) {
  if (IsNamespace(request)) return ToResponse(MethodNotAllowed("DELETE"));
  auto plan = ReadDeletePlan(context, request);
  if (!plan.ok()) return ToResponse(plan.refusal());
  auto selection = ReadSelection(request);
  if (!selection.ok()) return ToResponse(selection.refusal());
  store::Listing listing = selection->Pick(*context.store);
  store::Listing deleted{{}, listing.resource_version, listing.version};
  for (const auto& object : listing.objects) {
    if (plan->dry_run) {
      deleted.objects.push_back(object);
      continue;
    }
    auto outcome = DeleteOrMark(context, object);
    if (absl::IsNotFound(outcome.status())) continue;
    if (!outcome.ok()) return ToResponse(FromStore(outcome.status(), request.kind, object.key.name));
    FinishNamespaceOf(context, object.key);
    deleted.objects.push_back(outcome->object);
  }
  if (!plan->dry_run) deleted.resource_version = context.store->ResourceVersion();
  return JsonResponse(200, request.view.List(deleted, context.now()));
}

}  // namespace weft::kubeapi
