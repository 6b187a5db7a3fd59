// SPDX-License-Identifier: Apache-2.0
#include "translate/route/virtual_host.h"

#include <vector>

#include "base/strings.h"

namespace weft::translate {
namespace {

using ::envoy::config::route::v3::VirtualHost;

// "name" and "namespace" of `name.namespace.svc.domain`.
struct PlatformName {
  std::string name;
  std::string ns;
};

std::optional<PlatformName> ParsePlatformName(std::string_view host, std::string_view domain) {
  const std::string suffix = StrCat(".svc.", domain);
  if (!host.ends_with(suffix)) return std::nullopt;
  auto labels = Split(host.substr(0, host.size() - suffix.size()), '.');
  if (labels.size() != 2 || labels[0].empty() || labels[1].empty()) return std::nullopt;
  return PlatformName{std::string(labels[0]), std::string(labels[1])};
}

// A rule's short host means a name of the platform, though no service has it.
std::optional<PlatformName> PlatformNameOf(const std::string& host, const registry::Service* service, std::string_view domain) {
  if (service == nullptr) return ParsePlatformName(host, domain);
  if (!service->is_platform) return std::nullopt;
  return PlatformName{service->name, service->ns};
}

std::vector<std::string> Spellings(const std::string& host, const std::optional<PlatformName>& platform, const Client& client) {
  std::vector<std::string> spellings = {host};
  if (host.find(':') == std::string::npos) spellings.push_back(host + ".");
  if (!platform) return spellings;
  spellings.push_back(StrCat(platform->name, ".", platform->ns, ".svc"));
  spellings.push_back(StrCat(platform->name, ".", platform->ns));
  if (platform->ns == client.ns) spellings.push_back(platform->name);
  return spellings;
}

// By which a service may be called besides its names.
void AddAliases(const std::string& host, const registry::Service& service, std::vector<std::string>& spellings) {
  if (service.headless) {
    const size_t names = spellings.size();
    for (size_t i = 0; i < names; ++i) spellings.push_back("*." + spellings[i]);
  }
  if (service.host == host) spellings.insert(spellings.end(), service.addresses.begin(), service.addresses.end());
}

}  // namespace

VirtualHost MakeVirtualHost(const std::string& host, const registry::Service* service, const Client& client, uint32_t port,
                            std::string_view domain) {
  VirtualHost virtual_host;
  virtual_host.set_name(StrCat(host, ":", port));
  std::vector<std::string> spellings = Spellings(host, PlatformNameOf(host, service, domain), client);
  if (service != nullptr) AddAliases(host, *service, spellings);
  for (const std::string& spelling : spellings) {
    bool literal_v6 = spelling.find(':') != std::string::npos;
    const std::string authority = literal_v6 ? StrCat("[", spelling, "]") : spelling;
    virtual_host.add_domains(authority);
    if (!client.Can(Capability::kTableOptions)) virtual_host.add_domains(StrCat(authority, ":", port));
  }
  return virtual_host;
}

}  // namespace weft::translate
