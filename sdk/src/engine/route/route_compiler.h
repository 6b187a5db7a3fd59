// SPDX-License-Identifier: Apache-2.0
// Compiles the routes of one table: gives clusters their indices and shares policies that are equal.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "engine/route/compiled_route.h"
#include "model/route.h"

namespace weft::engine {

// Gives every cluster name of a table its index.
class ClusterNames {
 public:
  uint32_t IndexOf(const std::string& name);
  std::vector<std::string> Take() && { return std::move(names_); }

 private:
  std::vector<std::string> names_;
  absl::flat_hash_map<std::string, uint32_t> index_;
};

// Remembers the last few policies, for neighbouring routes mostly have the same.
template <typename Model, typename Compiled>
class RecentPolicies {
 public:
  // The compiled form of an equal policy; null when none of the last few is equal.
  std::shared_ptr<const Compiled> Find(const Model& policy) const {
    for (const auto& [model, compiled] : recent_) {
      if (*model == policy) return compiled;
    }
    return nullptr;
  }
  // `policy` must outlive this.
  void Store(const Model& policy, std::shared_ptr<const Compiled> compiled) {
    if (recent_.size() == kRemembered) recent_.pop_front();
    recent_.emplace_back(&policy, std::move(compiled));
  }

 private:
  static constexpr size_t kRemembered = 8;
  std::deque<std::pair<const Model*, std::shared_ptr<const Compiled>>> recent_;
};

// One for each table; the model must outlive it.
class RouteCompiler {
 public:
  // Appends the route's splits to `splits`, which must not reallocate: the route looks into it. Fails with a FieldError at
  // `.clusters`, `.redirect`, `.headers.request[i].value`, ...
  absl::StatusOr<CompiledRoute> Compile(const model::Route& route, std::vector<CompiledRoute::Split>& splits);

  std::vector<std::string> TakeClusterNames() && { return std::move(clusters_).Take(); }

 private:
  absl::Status CompileSplits(const model::Route& route, std::vector<CompiledRoute::Split>& splits, CompiledRoute& out);
  absl::Status CompileRetry(const model::RetryPolicy& policy, CompiledRoute& out);
  absl::Status CompileCors(const model::CorsPolicy& policy, RouteActions& out);
  absl::Status CompileActions(const model::Route& route, CompiledRoute& out);
  absl::Status CompileSplitActions(const model::Route& route, RouteActions& out);
  absl::Status CompileAnswer(const model::Route& route, RouteActions& out);

  ClusterNames clusters_;
  RecentPolicies<model::RetryPolicy, CompiledRetryPolicy> retries_;
  RecentPolicies<model::Fault, model::Fault> faults_;
  RecentPolicies<model::CorsPolicy, CompiledCors> cors_;
};

}  // namespace weft::engine
