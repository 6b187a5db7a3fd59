// SPDX-License-Identifier: Apache-2.0
#include "manifest/gateway/gateways.h"

#include <algorithm>
#include <set>
#include <vector>

#include "base/strings.h"
#include "manifest/object/findings.h"
#include "manifest/object/text.h"

namespace weft::manifest {

namespace {

// Without a namespace of their own to go by, names are compared without any.
std::string ComparableGateway(std::string_view name, std::string_view ns) {
  std::string full = FullGatewayName(name, ns);
  return ns.empty() ? full.substr(full.find('/') + 1) : full;
}

}  // namespace

std::string FullGatewayName(std::string_view name, std::string_view ns) {
  if (name == kMeshGateway) return std::string(name);
  if (name.starts_with("./")) return StrCat(ns, name.substr(1));
  if (Contains(name, "/")) return std::string(name);
  if (!Contains(name, ".")) return StrCat(ns, "/", name);
  auto [short_name, rest] = Cut(name, '.');
  return StrCat(Cut(rest, '.').first, "/", short_name);
}

bool IncludesMesh(const Field& gateways) {
  std::vector<std::string> names = gateways.Texts();
  return names.empty() || std::find(names.begin(), names.end(), kMeshGateway) != names.end();
}

void WarnOfUnboundMatches(const Field& spec, std::string_view ns, Report& report) {
  if (spec["hosts"].size() == 0) return;  // the VirtualService that delegates says where
  std::set<std::string> bound;
  for (const std::string& name : spec["gateways"].Texts()) bound.insert(ComparableGateway(name, ns));
  if (bound.empty()) bound.insert(std::string(kMeshGateway));
  for (const Field& rule : spec["http"].Items()) {
    for (const Field& match : rule["match"].Items()) {
      const std::vector<std::string> names = match["gateways"].Texts();
      const auto is_bound = [&](const std::string& name) { return bound.contains(ComparableGateway(name, ns)); };
      if (names.empty() || std::any_of(names.begin(), names.end(), is_bound)) continue;
      Warn(report, match["gateways"], "names none of spec.gateways, which is [mesh] when not given: nothing matches");
    }
  }
}

}  // namespace weft::manifest
