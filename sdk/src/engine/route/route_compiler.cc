// SPDX-License-Identifier: Apache-2.0
#include "engine/route/route_compiler.h"

#include <algorithm>

#include "base/field_path.h"
#include "base/status_macros.h"

namespace weft::engine {
namespace {

// An equal policy that was seen lately, or else a copy of this one.
template <typename Model>
std::shared_ptr<const Model> SharedCopy(const Model& policy, RecentPolicies<Model, Model>& recent) {
  if (auto found = recent.Find(policy)) return found;
  auto copy = std::make_shared<const Model>(policy);
  recent.Store(policy, copy);
  return copy;
}

absl::StatusOr<CompiledEdits> CompileEdits(const model::HeaderEdits& edits) {
  auto request = CompiledHeaderEdits::Compile(edits.request);
  if (!request.ok()) return Within(request.status(), ".request");
  auto response = CompiledHeaderEdits::Compile(edits.response);
  if (!response.ok()) return Within(response.status(), ".response");
  return CompiledEdits{*std::move(request), *std::move(response)};
}

bool ChangesAnything(const model::WeightedCluster& cluster) { return !cluster.headers.empty() || !cluster.authority.empty(); }

bool NeedsActions(const model::Route& route) {
  const bool rewrites = route.rewrite.path || !route.rewrite.authority.empty() || !route.headers.empty();
  return route.redirect || route.direct_response || rewrites || !route.mirrors.empty() || route.cors ||
         std::any_of(route.clusters.begin(), route.clusters.end(), ChangesAnything);
}

// Zero weights are dropped where there is a choice.
bool TakesPart(const model::Route& route, const model::WeightedCluster& cluster) {
  return route.clusters.size() == 1 || cluster.weight > 0;
}

}  // namespace

uint32_t ClusterNames::IndexOf(const std::string& name) {
  const auto [entry, added] = index_.try_emplace(name, static_cast<uint32_t>(names_.size()));
  if (added) names_.push_back(name);
  return entry->second;
}

absl::StatusOr<CompiledRoute> RouteCompiler::Compile(const model::Route& route, std::vector<CompiledRoute::Split>& splits) {
  CompiledRoute compiled;
  compiled.name = route.name;
  compiled.timeout = route.timeout;
  if (absl::Status status = CompileSplits(route, splits, compiled); !status.ok()) return Within(status, ".clusters");
  if (route.retry) {
    if (absl::Status status = CompileRetry(*route.retry, compiled); !status.ok()) return Within(status, ".retry");
  }
  if (route.fault) compiled.fault = SharedCopy(*route.fault, faults_);
  if (!NeedsActions(route)) return compiled;
  WEFT_RETURN_IF_ERROR(CompileActions(route, compiled));
  return compiled;
}

absl::Status RouteCompiler::CompileSplits(const model::Route& route, std::vector<CompiledRoute::Split>& splits,
                                          CompiledRoute& out) {
  const int answers = (route.clusters.empty() ? 0 : 1) + (route.redirect ? 1 : 0) + (route.direct_response ? 1 : 0);
  if (answers == 0) return FieldError("must name at least one cluster, unless the route has a redirect or a direct response");
  if (answers > 1) return FieldError("must stand alone: a route has clusters, a redirect or a direct response");
  const size_t begin = splits.size();
  uint64_t sum = 0;
  for (const model::WeightedCluster& cluster : route.clusters) {
    if (!TakesPart(route, cluster)) continue;
    sum += route.clusters.size() == 1 ? 1 : cluster.weight;
    splits.push_back({clusters_.IndexOf(cluster.cluster), static_cast<uint32_t>(sum)});
  }
  if (!route.clusters.empty() && (sum == 0 || sum > UINT32_MAX)) {
    return FieldError("the weights sum to ", sum, "; must be from 1 to ", UINT32_MAX);
  }
  out.splits = {splits.data() + begin, splits.size() - begin};
  return absl::OkStatus();
}

absl::Status RouteCompiler::CompileRetry(const model::RetryPolicy& policy, CompiledRoute& out) {
  out.retry = retries_.Find(policy);
  if (out.retry != nullptr) return absl::OkStatus();
  WEFT_ASSIGN_OR_RETURN(auto compiled, CompiledRetryPolicy::Compile(policy));
  out.retry = std::make_shared<const CompiledRetryPolicy>(std::move(compiled));
  retries_.Store(policy, out.retry);
  return absl::OkStatus();
}

absl::Status RouteCompiler::CompileCors(const model::CorsPolicy& policy, RouteActions& out) {
  out.cors = cors_.Find(policy);
  if (out.cors != nullptr) return absl::OkStatus();
  WEFT_ASSIGN_OR_RETURN(auto compiled, CompiledCors::Compile(policy));
  out.cors = std::make_shared<const CompiledCors>(std::move(compiled));
  cors_.Store(policy, out.cors);
  return absl::OkStatus();
}

absl::Status RouteCompiler::CompileActions(const model::Route& route, CompiledRoute& out) {
  auto actions = std::make_unique<RouteActions>();
  actions->authority = route.rewrite.authority;
  if (route.rewrite.path) {
    auto path = PathRewriter::Compile(*route.rewrite.path, route.match.path);
    if (!path.ok()) return Within(path.status(), ".rewrite.path");
    actions->path = *std::move(path);
  }
  auto edits = CompileEdits(route.headers);
  if (!edits.ok()) return Within(edits.status(), ".headers");
  actions->edits = *std::move(edits);
  for (const model::Mirror& mirror : route.mirrors) {
    if (mirror.fraction.per_million == 0) continue;
    actions->mirrors.push_back({clusters_.IndexOf(mirror.cluster), mirror.fraction.per_million, mirror.shadow_suffix});
  }
  if (route.cors) {
    if (absl::Status status = CompileCors(*route.cors, *actions); !status.ok()) return Within(status, ".cors");
  }
  WEFT_RETURN_IF_ERROR(CompileSplitActions(route, *actions));
  WEFT_RETURN_IF_ERROR(CompileAnswer(route, *actions));
  out.actions = std::move(actions);
  return absl::OkStatus();
}

absl::Status RouteCompiler::CompileSplitActions(const model::Route& route, RouteActions& out) {
  if (std::none_of(route.clusters.begin(), route.clusters.end(), ChangesAnything)) return absl::OkStatus();
  for (size_t i = 0; i < route.clusters.size(); ++i) {
    if (!TakesPart(route, route.clusters[i])) continue;
    auto edits = CompileEdits(route.clusters[i].headers);
    if (!edits.ok()) return Within(edits.status(), ".clusters[", i, "].headers");
    out.splits.push_back({*std::move(edits), route.clusters[i].authority});
  }
  return absl::OkStatus();
}

absl::Status RouteCompiler::CompileAnswer(const model::Route& route, RouteActions& out) {
  out.direct_response = route.direct_response;
  if (!route.redirect) return absl::OkStatus();
  auto redirect = CompiledRedirect::Compile(*route.redirect, route.match.path);
  if (!redirect.ok()) return Within(redirect.status(), ".redirect");
  out.redirect = *std::move(redirect);
  return absl::OkStatus();
}

}  // namespace weft::engine
