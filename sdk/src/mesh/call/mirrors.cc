// SPDX-License-Identifier: Apache-2.0
#include "mesh/call/mirrors.h"

#include "base/authority.h"
#include "base/strings.h"

namespace weft::mesh {
namespace {

// `reviews:9080` -> `reviews-shadow:9080`.
std::string ShadowAuthority(std::string_view authority) {
  const std::string_view host = SplitHostPort(authority).host;
  return StrCat(host, "-shadow", authority.substr(host.size()));
}

std::optional<DrawnMirror> Draw(const engine::CompiledMirror& mirror, const HostConfig& host, const OutgoingHead& head,
                                Random& random) {
  const auto& cluster = host.clusters[mirror.cluster].cluster;
  if (!random.PerMillion(mirror.per_million) || cluster == nullptr) return std::nullopt;
  engine::EndpointState* const endpoint = cluster->Pick({.random = random});
  if (endpoint == nullptr) return std::nullopt;
  return DrawnMirror{*endpoint, mirror.shadow_suffix ? ShadowAuthority(head.authority) : std::string(head.authority),
                     head.authority_rewritten || mirror.shadow_suffix, cluster->connect_timeout()};
}

}  // namespace

std::optional<DrawnMirror> Mirrors::Next(const Selection& selection, const OutgoingHead& head, Random& random) {
  const engine::RouteActions* const actions = selection.route()->actions.get();
  if (actions == nullptr || next_ == actions->mirrors.size()) return std::nullopt;
  if (selection.cluster() == nullptr || selection.cluster()->available() == 0) return std::nullopt;
  while (next_ < actions->mirrors.size()) {
    if (auto drawn = Draw(actions->mirrors[next_++], *selection.host(), head, random)) return drawn;
  }
  return std::nullopt;
}

}  // namespace weft::mesh
