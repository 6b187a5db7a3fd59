// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/request/body.h"
#include "kubeapi/rest/handlers.h"
#include "kubeapi/rest/object_write.h"
#include "kubeapi/rest/placement.h"

namespace weft::kubeapi {

HttpResponse CreateObject(const ApiContext& context, const ResourceRequest& request) {
  auto options = ReadWriteOptions(context, request, WriteVerb::kCreate);
  if (!options.ok()) return ToResponse(options.refusal());
  auto object = ReadObjectBody(request.http, request.kind.kind);
  if (!object.ok()) return ToResponse(object.refusal());
  if (auto refusal = PlaceObject(request, *object)) return ToResponse(*refusal);
  if (auto refusal = CheckNamespace(context, request)) return ToResponse(*refusal);
  return StoreNew(context, request, *options, *std::move(object));
}

HttpResponse ReplaceObject(const ApiContext& context, const ResourceRequest& request) {
  auto options = ReadWriteOptions(context, request, WriteVerb::kReplace);
  if (!options.ok()) return ToResponse(options.refusal());
  auto object = ReadObjectBody(request.http, request.kind.kind);
  if (!object.ok()) return ToResponse(object.refusal());
  if (auto refusal = PlaceObject(request, *object)) return ToResponse(*refusal);
  return RetryOnRace(request, [&]() -> std::optional<HttpResponse> {
    auto live = context.store->Get(request.Key());
    if (!live.ok()) return ToResponse(FromStore(live.status(), request.kind, request.path.name));
    return StoreChange(context, request, *options, *live, *object);
  });
}

}  // namespace weft::kubeapi
