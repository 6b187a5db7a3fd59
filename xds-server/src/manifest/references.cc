// SPDX-License-Identifier: Apache-2.0
#include "manifest/references.h"

#include <algorithm>

#include "base/strings.h"
#include "manifest/object/syntax.h"
#include "manifest/object/text.h"

namespace weft::manifest {

namespace {

constexpr std::string_view kClusterDomain = "svc.cluster.local";

bool RuleCoversHost(const DestinationRule& rule, std::string_view host) {
  std::string covered = ExpandHost(rule.host, rule.meta.ns);
  if (!covered.starts_with('*')) return covered == host;
  return host.ends_with(std::string_view(covered).substr(1));
}

bool IsDefined(const std::string& subset, std::string_view host, const std::vector<DestinationRule>& rules) {
  auto has_name = [&subset](const Subset& candidate) { return candidate.name == subset; };
  return std::any_of(rules.begin(), rules.end(), [&](const DestinationRule& rule) {
    return RuleCoversHost(rule, host) && std::any_of(rule.subsets.begin(), rule.subsets.end(), has_name);
  });
}

}  // namespace

std::string ExpandHost(std::string_view host, std::string_view ns) {
  std::string lower = ToLower(host);
  if (host.empty() || Contains(lower, ".") || lower.starts_with('*') || IsIpAddress(lower)) return lower;
  return StrCat(lower, ".", ns, ".", kClusterDomain);
}

std::vector<std::string> ReferenceWarnings(const VirtualService& service, const std::vector<DestinationRule>& rules) {
  return SubsetWarnings(service, [&](const std::string& host, const std::string& subset) {
    return IsDefined(subset, ExpandHost(host, service.meta.ns), rules);
  });
}

std::vector<std::string> SubsetWarnings(const VirtualService& service, const SubsetLookup& is_defined) {
  std::vector<std::string> warnings;
  auto check = [&](const Destination& destination, std::string_view path, std::string_view consequence) {
    if (destination.subset.empty() || is_defined(destination.host, destination.subset)) return;
    warnings.push_back(StrCat(path, ": subset \"", destination.subset, "\" of host \"", destination.host,
                              "\" is in no DestinationRule; ", consequence));
  };
  for (size_t i = 0; i < service.http.size(); ++i) {
    const HttpRoute& rule = service.http[i];
    for (size_t j = 0; j < rule.route.size(); ++j) {
      check(rule.route[j].destination, StrCat("spec.http[", i, "].route[", j, "].destination"),
            "calls routed there will get 503");
    }
    for (const HttpMirror& mirror : rule.mirrors) {
      check(mirror.destination, StrCat("spec.http[", i, "].mirror"), "its copies of calls will be dropped");
    }
  }
  return warnings;
}

}  // namespace weft::manifest
