// SPDX-License-Identifier: Apache-2.0
// A route table compiled for matching: the work grows with the request, not with the table.
//
// The answer is always that of reading the table from the top: the virtual host whose domain fits the authority best, then its
// first route that matches. See virtual_host.h and path_index.h for how it is found without reading.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "base/random.h"
#include "engine/match/domain_index.h"
#include "engine/route/compiled_route.h"
#include "model/route.h"
#include "weft/request.h"

namespace weft::engine {

class CompiledVirtualHost;

// Immutable and thread-safe. Routes that Match returns live as long as the table.
class CompiledRouteTable {
 public:
  // InvalidArgument names the path of what is wrong, `virtual_hosts[0].routes[2].match.path.value`, the value and the reason.
  static absl::StatusOr<std::shared_ptr<const CompiledRouteTable>> Compile(const model::RouteTable& table);
  ~CompiledRouteTable();
  CompiledRouteTable(const CompiledRouteTable&) = delete;
  CompiledRouteTable& operator=(const CompiledRouteTable&) = delete;

  // The route that takes the request, or nullptr when no virtual host or none of its routes matches. `random` decides about
  // routes that match only a fraction. No allocation and no lock, but what RE2 does inside where a path has to be tried against
  // more regexes than kFewRegexes (path_regexes.h) and where a header over 512 bytes is repeated.
  const CompiledRoute* Match(const RequestHead& head, Random& random) const;

  // Whether some virtual host answers for the authority.
  bool HasVirtualHost(std::string_view authority) const;

  // Every cluster that a route may choose or mirror to, each once.
  const std::vector<std::string>& cluster_names() const { return cluster_names_; }
  const std::string& name() const { return name_; }

 private:
  CompiledRouteTable();

  std::string name_;
  DomainIndex domains_;
  std::vector<std::unique_ptr<const CompiledVirtualHost>> hosts_;
  std::vector<std::string> cluster_names_;
};

}  // namespace weft::engine
