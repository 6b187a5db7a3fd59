#include "translate/all_names.h"

#include <algorithm>

#include "base/strings.h"
#include "translate/names.h"

namespace weft::translate {
namespace {

void AddListeners(const registry::Service& service, std::vector<std::string>& names) {
  for (const registry::Port& port : service.ports) names.push_back(StrCat(service.host, ":", port.number));
}

void AddClusters(const registry::World& world, const Client& client, const registry::Service& service,
                 std::vector<std::string>& names) {
  const registry::MergedRule rule = world.destination_rules().For(service.host, service.ns, client.ns);
  for (const registry::Port& port : service.ports) {
    names.push_back(MakeClusterName(port.number, "", service.host));
    for (const manifest::Subset* subset : rule.subsets) names.push_back(MakeClusterName(port.number, subset->name, service.host));
  }
}

}  // namespace

std::vector<std::string> AllNames(const registry::World& world, const Client& client, Type type) {
  std::vector<std::string> names;
  if (type != Type::kListener && type != Type::kCluster) return names;
  for (const auto& [host, services] : world.services()) {
    if (host.front() == '*') continue;  // cannot be dialled as such
    const registry::Service* service = world.FindService(host, client.ns);
    if (service == nullptr || service->discovery == registry::Service::Discovery::kUnreachable) continue;
    if (type == Type::kListener) AddListeners(*service, names);
    else AddClusters(world, client, *service, names);
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace weft::translate
