// SPDX-License-Identifier: Apache-2.0
#include "store/typed_object.h"

#include <string>
#include <utility>

namespace weft::store {

std::shared_ptr<const manifest::Typed> MakeTyped(const Key& key, const Json& body, manifest::Draft draft) {
  const manifest::TypedForm* form = manifest::FindForm(key.group, key.plural);
  if (form == nullptr) return nullptr;
  if (draft.form != form || draft.parsed == nullptr) return std::make_shared<const manifest::Typed>(*form);
  return std::make_shared<const manifest::Typed>(*form, form->WithMeta(std::move(draft.parsed), manifest::ParseMeta(body)));
}

ObjectSource::OnEvent OfKind(std::string_view group, std::string_view plural, ObjectSource::OnEvent on_event) {
  return [group = std::string(group), plural = std::string(plural), on_event = std::move(on_event)](const Event& event) {
    if (event.object.key.plural == plural && event.object.key.group == group) on_event(event);
  };
}

std::vector<std::string> UnsyncedKinds(const ObjectSource& source) {
  std::vector<std::string> unsynced;
  for (const manifest::Kind& kind : manifest::Kinds()) {
    if (!source.Synced(kind.group, kind.plural)) unsynced.push_back(kind.GroupResource());
  }
  return unsynced;
}

}  // namespace weft::store
