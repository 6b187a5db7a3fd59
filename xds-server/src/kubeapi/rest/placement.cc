// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/rest/placement.h"

#include "base/strings.h"
#include "kubeapi/request/catalog.h"
#include "kubeapi/request/json_text.h"

namespace weft::kubeapi {

namespace {

MaybeRefusal CheckTypeOfBody(const ResourceRequest& request, const Json& object) {
  for (const char* member : {"kind", "apiVersion"}) {
    if (!StringIn(object, {member}).empty()) continue;
    return BadRequest(
        StrCat("the object provided is unrecognized (must be of type ", request.kind.kind, "): ", member, " is missing"));
  }
  std::string have = StringIn(object, {"apiVersion"}), want = request.kind.ApiVersion(request.view.version);
  // Another kind is for the check of the object to refuse, which names the field.
  if (have == want || StringIn(object, {"kind"}) != request.kind.kind) return std::nullopt;
  return BadRequest(StrCat("the API version in the data (", have, ") does not match the expected API version (", want, ")"));
}

}  // namespace

MaybeRefusal PlaceObject(const ResourceRequest& request, Json& object) {
  if (auto refusal = CheckTypeOfBody(request, object)) return refusal;
  if (const Json* metadata = FindIn(object, {"metadata"}); metadata && !metadata->is_object() && !metadata->is_null()) {
    return BadRequest("metadata must be an object");
  }
  Json& metadata = MetadataOf(object);
  std::string name = StringIn(metadata, {"name"}), ns = StringIn(metadata, {"namespace"});
  if (request.kind.namespaced) {
    if (!ns.empty() && ns != request.path.ns) {
      return BadRequest("the namespace of the provided object does not match the namespace sent on the request");
    }
    metadata["namespace"] = request.path.ns;
  }
  if (request.path.name.empty()) return std::nullopt;
  if (!name.empty() && name != request.path.name) {
    return BadRequest(
        StrCat("the name of the object (", name, ") does not match the name on the URL (", request.path.name, ")"));
  }
  metadata["name"] = request.path.name;
  return std::nullopt;
}

MaybeRefusal CheckNamespace(const ApiContext& context, const ResourceRequest& request) {
  if (!request.kind.namespaced) return std::nullopt;
  const Kind& namespaces = *FindServed("", "v1", "namespaces");
  auto found = context.store->Get({"", namespaces.plural, "", request.path.ns});
  if (!found.ok()) return FromStore(found.status(), namespaces, request.path.ns);
  if (StringIn(*found->body, {"metadata", "deletionTimestamp"}).empty()) return std::nullopt;
  return Forbidden(StrCat("unable to create new content in namespace ", request.path.ns, " because it is being terminated"));
}

}  // namespace weft::kubeapi
