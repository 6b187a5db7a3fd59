// SPDX-License-Identifier: Apache-2.0
#include "manifest/object/kind.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "base/strings.h"
#include "manifest/object/kinds.h"

namespace weft::manifest {

std::string Kind::ApiVersion(std::string_view version) const {
  return group.empty() ? std::string(version) : StrCat(group, "/", version);
}

std::string Kind::GroupResource() const { return group.empty() ? plural : StrCat(plural, ".", group); }

bool Kind::Serves(std::string_view version) const {
  return std::find(versions.begin(), versions.end(), version) != versions.end();
}

Kind NetworkingKind(std::string kind, std::string plural, std::string short_name) {
  Kind result;
  result.group = kNetworkingGroup;
  result.versions = {"v1", "v1beta1", "v1alpha3"};
  result.singular = ToLower(kind);
  result.kind = std::move(kind);
  result.plural = std::move(plural);
  result.short_names = {std::move(short_name)};
  result.categories = {"istio-io", "networking-istio-io"};
  return result;
}

Column AgeColumn() {
  return {.name = "Age",
          .path = ".metadata.creationTimestamp",
          .type = "date",
          .description = "Time since the object was stored first."};
}

const std::vector<Kind>& Kinds() {
  static const auto* const kKinds =
      new std::vector<Kind>{NamespaceKind(),    ServiceKind(),        DestinationRuleKind(), GatewayKind(),
                            ServiceEntryKind(), VirtualServiceKind(), WorkloadEntryKind()};
  return *kKinds;
}

const Kind* FindByPlural(std::string_view group, std::string_view version, std::string_view plural) {
  for (const Kind& kind : Kinds()) {
    if (kind.group == group && kind.plural == plural && kind.Serves(version)) return &kind;
  }
  return nullptr;
}

const TypedForm* FindForm(std::string_view group, std::string_view plural) {
  for (const Kind& kind : Kinds()) {
    if (kind.group == group && kind.plural == plural) return kind.form.get();
  }
  return nullptr;
}

const Kind* FindByKind(std::string_view api_version, std::string_view name) {
  size_t slash = api_version.find('/');
  std::string_view group = slash == std::string_view::npos ? "" : api_version.substr(0, slash);
  std::string_view version = slash == std::string_view::npos ? api_version : api_version.substr(slash + 1);
  for (const Kind& kind : Kinds()) {
    if (kind.group == group && kind.kind == name && kind.Serves(version)) return &kind;
  }
  return nullptr;
}

const Kind* FindByAnyName(std::string_view name) {
  for (const Kind& kind : Kinds()) {
    auto is_name = [name](std::string_view candidate) { return EqualsIgnoreCase(candidate, name); };
    if (is_name(kind.plural) || is_name(kind.singular) || is_name(kind.kind) || is_name(kind.GroupResource())) return &kind;
    if (std::any_of(kind.short_names.begin(), kind.short_names.end(), is_name)) return &kind;
  }
  return nullptr;
}

}  // namespace weft::manifest
