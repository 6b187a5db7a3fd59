#include "registry/index/gateway_index.h"

#include <algorithm>
#include <tuple>

#include "base/strings.h"
#include "manifest/gateway/gateways.h"

namespace weft::registry {
namespace {

auto AgeOfGateway(const manifest::Gateway& gateway) {
  return std::tie(gateway.meta.created, gateway.meta.name, gateway.meta.ns);
}

std::string NameOfGateway(const manifest::Gateway& gateway) { return StrCat(gateway.meta.ns, "/", gateway.meta.name); }

}  // namespace

std::string ExpandGatewayName(std::string_view name, std::string_view ns) { return manifest::FullGatewayName(name, ns); }

void GatewayIndex::Add(const GatewayPtr& gateway) { gateways_[NameOfGateway(*gateway)] = gateway; }

void GatewayIndex::Remove(const GatewayPtr& gateway) { gateways_.erase(NameOfGateway(*gateway)); }

std::vector<GatewayPtr> GatewayIndex::ServedBy(const manifest::Labels& labels) const {
  std::vector<GatewayPtr> served;
  for (const auto& [name, gateway] : gateways_) {
    if (manifest::Selects(gateway->selector, labels)) served.push_back(gateway);
  }
  std::sort(served.begin(), served.end(),
            [](const GatewayPtr& a, const GatewayPtr& b) { return AgeOfGateway(*a) < AgeOfGateway(*b); });
  return served;
}

GatewayPtr GatewayIndex::Find(std::string_view name) const {
  auto found = gateways_.find(name);
  return found == gateways_.end() ? nullptr : found->second;
}

std::set<std::string> GatewayIndex::SelectorKeys() const {
  std::set<std::string> keys;
  for (const auto& [name, gateway] : gateways_) {
    for (const auto& [key, value] : gateway->selector) keys.insert(key);
  }
  return keys;
}

}  // namespace weft::registry
