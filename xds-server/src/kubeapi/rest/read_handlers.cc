// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/rest/handlers.h"
#include "kubeapi/rest/list_options.h"

namespace weft::kubeapi {

HttpResponse ReadObject(const ApiContext& context, const ResourceRequest& request) {
  auto object = context.store->Get(request.Key());
  if (!object.ok()) return ToResponse(FromStore(object.status(), request.kind, request.path.name));
  return ObjectResponse(context, request, 200, *object->body, object->resource_version, {});
}

HttpResponse ListObjects(const ApiContext& context, const ResourceRequest& request) {
  auto options = ReadListOptions(request, false);
  if (!options.ok()) return ToResponse(options.refusal());
  store::Listing listing = options->selection.Pick(*context.store);
  if (auto refusal = CheckResourceVersion(*options, listing.resource_version)) return ToResponse(*refusal);
  return JsonResponse(200, request.view.List(listing, context.now()));
}

}  // namespace weft::kubeapi
