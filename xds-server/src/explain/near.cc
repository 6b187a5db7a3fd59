// SPDX-License-Identifier: Apache-2.0
#include "explain/near.h"

#include <algorithm>
#include <utility>

#include "base/edit_distance.h"
#include "base/strings.h"
#include "registry/hostname.h"

namespace weft::explain {

namespace {

constexpr size_t kMostNames = 3;

std::string FirstLabel(std::string_view host) { return std::string(host.substr(0, host.find('.'))); }

// How far a name is from what was typed: as a whole, or service name against service name.
size_t NameDistance(std::string_view host, std::string_view name) {
  return std::min(EditDistance(host, name), EditDistance(FirstLabel(host), FirstLabel(name)));
}

}  // namespace

std::vector<std::string> CallableNames(const registry::World& world, std::string_view ns) {
  std::vector<std::string> names;
  for (const auto& [host, services] : world.services()) {
    const registry::Service* service = world.FindService(host, ns);
    if (service == nullptr || service->host != host) continue;
    if (!service->is_platform) {
      names.push_back(host);
    } else {
      names.push_back(service->ns == ns ? service->name : StrCat(service->name, ".", service->ns));
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> NearNames(std::string_view host, const std::vector<std::string>& names) {
  const size_t near = std::max<size_t>(2, FirstLabel(host).size() / 3);
  std::vector<std::pair<size_t, std::string>> found;
  for (const std::string& name : names) {
    if (size_t distance = NameDistance(host, name); distance <= near) found.emplace_back(distance, name);
  }
  std::sort(found.begin(), found.end());
  std::vector<std::string> result;
  for (size_t i = 0; i < found.size() && i < kMostNames; ++i) result.push_back(std::move(found[i].second));
  return result;
}

}  // namespace weft::explain
