// SPDX-License-Identifier: Apache-2.0
#include "engine/explain/explain.h"

#include <utility>

#include "base/strings.h"
#include "engine/explain/text.h"
#include "engine/match/domain_index.h"

namespace weft::engine {
namespace {

struct FoundHost {
  const model::VirtualHost* host;
  const std::string* domain;
};

// The virtual host of the authority, by the index that decisions use. Its values are the domains' ordinals in the whole table,
// so that the answer names the domain as well.
std::optional<FoundHost> FindHost(const model::RouteTable& table, std::string_view authority) {
  std::vector<DomainIndex::Entry> entries;
  std::vector<FoundHost> found;
  for (const model::VirtualHost& host : table.virtual_hosts) {
    for (const std::string& domain : host.domains) {
      if (!DomainIndex::IsDomain(domain)) continue;
      entries.emplace_back(domain, static_cast<uint32_t>(found.size()));
      found.push_back({&host, &domain});
    }
  }
  const uint32_t ordinal = DomainIndex(entries).Find(authority);
  if (ordinal == DomainIndex::kNone) return std::nullopt;
  return found[ordinal];
}

// What keeps the route from taking the request, in the order in which decisions look; empty when it takes it.
std::string FirstFailure(const model::RouteMatch& match, const RequestHead& head, Random& random) {
  if (auto failure = PathFailure(match.path, head)) return *failure;
  for (const model::HeaderMatcher& header : match.headers) {
    if (auto failure = HeaderFailure(header, head)) return *failure;
  }
  for (const model::QueryMatcher& query : match.query) {
    if (auto failure = QueryFailure(query, head)) return *failure;
  }
  if (!match.fraction || random.PerMillion(match.fraction->per_million)) return {};
  return StrCat("takes ", PercentText(PercentOf(*match.fraction)), " % of the requests that match, and not this one");
}

std::vector<DestinationTrace> DestinationsOf(const model::Route& route) {
  double sum = 0;
  for (const model::WeightedCluster& cluster : route.clusters) sum += cluster.weight;
  std::vector<DestinationTrace> destinations;
  for (const model::WeightedCluster& cluster : route.clusters) {
    const double percent = route.clusters.size() == 1 || sum == 0 ? 100 : 100 * cluster.weight / sum;
    const std::string& authority = cluster.authority.empty() ? route.rewrite.authority : cluster.authority;
    destinations.push_back({cluster.cluster, percent, authority, cluster.headers});
  }
  return destinations;
}

}  // namespace

MatchTrace Explain(const model::RouteTable& table, const RequestHead& head, Random& random) {
  MatchTrace trace;
  trace.table = table.name;
  trace.method = head.method;
  trace.authority = head.authority;
  trace.path = head.path;
  const auto found = FindHost(table, head.authority);
  if (!found) return trace;
  trace.virtual_host = found->host->name;
  trace.domain = *found->domain;
  for (size_t i = 0; i < found->host->routes.size(); ++i) {
    const model::Route& route = found->host->routes[i];
    std::string failure = FirstFailure(route.match, head, random);
    const bool taken = failure.empty();
    trace.routes.push_back({i, route.name, route.origin, taken, std::move(failure)});
    if (!taken) continue;
    trace.route = route;
    trace.destinations = DestinationsOf(route);
    break;
  }
  return trace;
}

}  // namespace weft::engine
