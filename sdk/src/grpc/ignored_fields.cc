// SPDX-License-Identifier: Apache-2.0
#include "base/authority.h"
#include "base/strings.h"
#include "engine/match/domain_index.h"
#include "grpc/unapplied_fields.h"
#include "mesh/mesh_access.h"
#include "weft/grpc.h"

namespace weft::grpc {
namespace {

// The virtual host that answers for the authority, or nullptr.
const model::VirtualHost* FindVirtualHost(const model::RouteTable& table, std::string_view authority) {
  std::vector<engine::DomainIndex::Entry> domains;
  for (uint32_t i = 0; i < table.virtual_hosts.size(); ++i) {
    for (const std::string& domain : table.virtual_hosts[i].domains) domains.emplace_back(domain, i);
  }
  const uint32_t found = engine::DomainIndex(domains).Find(authority);
  return found == engine::DomainIndex::kNone ? nullptr : &table.virtual_hosts[found];
}

}  // namespace

absl::StatusOr<std::vector<std::string>> IgnoredFields(const std::shared_ptr<Mesh>& mesh, std::string_view authority) {
  const std::string host = NormalizeAuthority(authority);
  mesh->Prefetch(host);
  const MeshCore& core = MeshAccess::Core(*mesh);
  const auto* config = core.Read().Find(host);
  if (config == nullptr || (*config)->source == nullptr) return absl::UnavailableError(core.Explain(host));
  const std::shared_ptr<const mesh::HostConfig> held = *config;
  std::vector<std::string> fields;
  if (const auto* virtual_host = FindVirtualHost(*held->source, host)) fields = UnappliedFields(*virtual_host);
  for (std::string& field : UnappliedFields(*held)) fields.push_back(std::move(field));
  return fields;
}

}  // namespace weft::grpc
