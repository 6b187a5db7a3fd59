// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/rest/namespace_content.h"

#include "kubeapi/request/catalog.h"
#include "kubeapi/request/json_text.h"
#include "kubeapi/rest/deletion.h"

namespace weft::kubeapi {

namespace {

store::Key NamespaceKey(const std::string& name) { return {"", "namespaces", "", name}; }

bool IsEmptyNamespace(const ApiContext& context, const std::string& ns) {
  for (const Kind* kind : ServedKinds()) {
    if (kind->namespaced && !context.store->List(kind->group, kind->plural, ns).objects.empty()) return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<bool> EmptyNamespace(const ApiContext& context, const std::string& ns) {
  for (const Kind* kind : ServedKinds()) {
    if (!kind->namespaced) continue;
    for (const auto& object : context.store->List(kind->group, kind->plural, ns).objects) {
      auto gone = DeleteOrMark(context, object);
      if (!gone.ok() && !absl::IsNotFound(gone.status())) return gone.status();
    }
  }
  return IsEmptyNamespace(context, ns);
}

void FinishNamespaceOf(const ApiContext& context, const store::Key& gone) {
  if (gone.ns.empty()) return;
  auto found = context.store->Get(NamespaceKey(gone.ns));
  if (!found.ok() || StringIn(*found->body, {"metadata", "deletionTimestamp"}).empty()) return;
  // That it cannot be deleted now is no error of this request: the next deletion in it tries again.
  if (IsEmptyNamespace(context, gone.ns)) (void)context.store->Delete(found->key);
}

absl::Status EnsureNamespace(store::ObjectStore& store, const std::string& name) {
  const Kind& kind = *FindServed("", "v1", "namespaces");
  Json object = {{"apiVersion", "v1"}, {"kind", kind.kind}, {"metadata", {{"name", name}}}};
  if (kind.apply_defaults) kind.apply_defaults(object);
  auto created = store.Create(NamespaceKey(name), std::move(object));
  return absl::IsAlreadyExists(created.status()) ? absl::OkStatus() : created.status();
}

}  // namespace weft::kubeapi
