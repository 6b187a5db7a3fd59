// SPDX-License-Identifier: Apache-2.0
#include "engine/route/virtual_host.h"

#include <utility>

#include "base/field_path.h"
#include "engine/route/route_compiler.h"

namespace weft::engine {
namespace {

std::string_view PathWithoutQuery(std::string_view path) { return path.substr(0, path.find('?')); }

size_t CountClusters(const std::vector<model::Route>& routes) {
  size_t count = 0;
  for (const model::Route& route : routes) count += route.clusters.size();
  return count;
}

}  // namespace

absl::StatusOr<std::unique_ptr<const CompiledVirtualHost>> CompiledVirtualHost::Compile(const model::VirtualHost& host,
                                                                                        RouteCompiler& compiler) {
  auto compiled = std::make_unique<CompiledVirtualHost>();
  auto paths = PathIndex::Compile(host.routes);
  if (!paths.ok()) return Within(paths.status(), ".routes");
  compiled->paths_ = *std::move(paths);
  compiled->routes_.reserve(host.routes.size());
  compiled->conditions_.reserve(host.routes.size());
  compiled->splits_.reserve(CountClusters(host.routes));
  for (size_t i = 0; i < host.routes.size(); ++i) {
    auto route = compiler.Compile(host.routes[i], compiled->splits_);
    if (!route.ok()) return Within(route.status(), ".routes[", i, "]");
    compiled->routes_.push_back(*std::move(route));
    if (absl::Status status = compiled->AddConditions(host.routes[i].match); !status.ok()) {
      return Within(status, ".routes[", i, "].match");
    }
  }
  return compiled;
}

absl::Status CompiledVirtualHost::AddConditions(const model::RouteMatch& match) {
  Conditions conditions{};
  conditions.headers_begin = static_cast<uint32_t>(headers_.size());
  conditions.queries_begin = static_cast<uint32_t>(queries_.size());
  for (size_t i = 0; i < match.headers.size(); ++i) {
    auto header = HeaderCondition::Compile(match.headers[i]);
    if (!header.ok()) return Within(header.status(), ".headers[", i, "]");
    headers_.push_back(*std::move(header));
  }
  for (size_t i = 0; i < match.query.size(); ++i) {
    auto query = QueryCondition::Compile(match.query[i]);
    if (!query.ok()) return Within(query.status(), ".query[", i, "]");
    queries_.push_back(*std::move(query));
  }
  conditions.headers_end = static_cast<uint32_t>(headers_.size());
  conditions.queries_end = static_cast<uint32_t>(queries_.size());
  conditions.per_million = match.fraction.value_or(model::Fraction{}).per_million;
  conditions_.push_back(conditions);
  return absl::OkStatus();
}

inline bool CompiledVirtualHost::Hold(const Conditions& conditions, const RequestHead& head, Random& random) const {
  for (uint32_t i = conditions.headers_begin; i < conditions.headers_end; ++i) {
    if (!headers_[i].Holds(head)) return false;
  }
  if (conditions.queries_begin != conditions.queries_end && !QueriesHold(conditions, QueryOf(head.path))) return false;
  return random.PerMillion(conditions.per_million);
}

const CompiledRoute* CompiledVirtualHost::Match(const RequestHead& head, Random& random) const {
  Candidates candidates = paths_.Find(PathWithoutQuery(head.path));
  for (uint32_t route = candidates.Next(); route != Candidates::kEnd; route = candidates.Next()) {
    if (Hold(conditions_[route], head, random)) return &routes_[route];
  }
  return nullptr;
}

bool CompiledVirtualHost::QueriesHold(const Conditions& conditions, std::string_view query) const {
  for (uint32_t i = conditions.queries_begin; i < conditions.queries_end; ++i) {
    if (!queries_[i].Holds(query)) return false;
  }
  return true;
}

}  // namespace weft::engine
