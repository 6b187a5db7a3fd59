// SPDX-License-Identifier: Apache-2.0
#include "engine/route/route_table.h"

#include <utility>

#include "base/field_path.h"
#include "engine/route/route_compiler.h"
#include "engine/route/virtual_host.h"

namespace weft::engine {
namespace {

absl::Status AddDomains(const model::VirtualHost& host, uint32_t index, std::vector<DomainIndex::Entry>& domains) {
  for (size_t i = 0; i < host.domains.size(); ++i) {
    const std::string& domain = host.domains[i];
    if (!DomainIndex::IsDomain(domain)) {
      return Within(FieldError("\"", domain, "\" must be a name, `*`, or a name with one `*` at its beginning or end"),
                    ".domains[", i, "]");
    }
    domains.emplace_back(domain, index);
  }
  return absl::OkStatus();
}

}  // namespace

CompiledRouteTable::CompiledRouteTable() = default;
CompiledRouteTable::~CompiledRouteTable() = default;

absl::StatusOr<std::shared_ptr<const CompiledRouteTable>> CompiledRouteTable::Compile(const model::RouteTable& table) {
  std::shared_ptr<CompiledRouteTable> compiled(new CompiledRouteTable);
  compiled->name_ = table.name;
  std::vector<DomainIndex::Entry> domains;
  RouteCompiler compiler;
  for (uint32_t i = 0; i < table.virtual_hosts.size(); ++i) {
    const model::VirtualHost& host = table.virtual_hosts[i];
    if (absl::Status status = AddDomains(host, i, domains); !status.ok()) return Within(status, "virtual_hosts[", i, "]");
    auto compiled_host = CompiledVirtualHost::Compile(host, compiler);
    if (!compiled_host.ok()) return Within(compiled_host.status(), "virtual_hosts[", i, "]");
    compiled->hosts_.push_back(*std::move(compiled_host));
  }
  compiled->domains_ = DomainIndex(domains);
  compiled->cluster_names_ = std::move(compiler).TakeClusterNames();
  return compiled;
}

const CompiledRoute* CompiledRouteTable::Match(const RequestHead& head, Random& random) const {
  const uint32_t host = domains_.Find(head.authority);
  return host == DomainIndex::kNone ? nullptr : hosts_[host]->Match(head, random);
}

bool CompiledRouteTable::HasVirtualHost(std::string_view authority) const {
  return domains_.Find(authority) != DomainIndex::kNone;
}

}  // namespace weft::engine
