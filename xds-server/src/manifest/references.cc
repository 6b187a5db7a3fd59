#include "manifest/references.h"

#include <algorithm>

#include "base/strings.h"
#include "manifest/syntax.h"
#include "manifest/text.h"

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
  std::vector<std::string> warnings;
  for (size_t i = 0; i < service.http.size(); ++i) {
    const std::vector<WeightedDestination>& route = service.http[i].route;
    for (size_t j = 0; j < route.size(); ++j) {
      const Destination& destination = route[j].destination;
      if (destination.subset.empty() || IsDefined(destination.subset, ExpandHost(destination.host, service.meta.ns), rules)) continue;
      warnings.push_back(StrCat("spec.http[", i, "].route[", j, "].destination: subset \"", destination.subset, "\" of host \"",
                                destination.host, "\" is in no DestinationRule; calls routed there will get 503"));
    }
  }
  return warnings;
}

}  // namespace weft::manifest
