// SPDX-License-Identifier: Apache-2.0
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

void GatewayIndex::Add(const GatewayPtr& gateway) {
  Remove(gateway);
  gateways_.Put(NameOfGateway(*gateway), gateway);
  CountSelectorKeys(*gateway, 1);
}

void GatewayIndex::Remove(const GatewayPtr& gateway) {
  const std::string name = NameOfGateway(*gateway);
  const GatewayPtr held = Find(name);
  if (held == nullptr) return;
  CountSelectorKeys(*held, -1);
  gateways_.Erase(name);
}

void GatewayIndex::CountSelectorKeys(const manifest::Gateway& gateway, int step) {
  for (const auto& [key, value] : gateway.selector) {
    selector_keys_.Edit(key, [&](int& times) { return (times += step) > 0; });
  }
}

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
  const GatewayPtr* found = gateways_.Find(name);
  return found == nullptr ? nullptr : *found;
}

GatewayPtr GatewayIndex::Find(std::string_view ns, std::string_view name) const { return Find(StrCat(ns, "/", name)); }

std::set<std::string> GatewayIndex::SelectorKeys() const {
  std::set<std::string> keys;
  for (const auto& [key, times] : selector_keys_) keys.insert(keys.end(), key);
  return keys;
}

}  // namespace weft::registry
