// SPDX-License-Identifier: Apache-2.0
// What a request's URL names: its path segments, its query, and the resource behind them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace weft::kubeapi {

// The parameters of a URL, decoded, in order.
class Query {
 public:
  Query() = default;
  explicit Query(std::vector<std::pair<std::string, std::string>> parameters) : parameters_(std::move(parameters)) {}

  bool Has(std::string_view name) const;
  // The first value; empty when there is none.
  std::string Get(std::string_view name) const;
  std::vector<std::string> All(std::string_view name) const;
  // "true" and "1" are true, as is a name without value.
  bool Flag(std::string_view name) const;

 private:
  std::vector<std::pair<std::string, std::string>> parameters_;
};

struct RequestTarget {
  std::string path;                   // as sent, without the query
  std::vector<std::string> segments;  // decoded once; none is empty, "." or "..", none holds NUL, control characters or '/'
  Query query;
};

// InvalidArgument says what is wrong. One slash at the end of the path is allowed.
absl::StatusOr<RequestTarget> ParseTarget(std::string_view target);

// /api/v1/... or /apis/{group}/{version}/... with at least a plural.
struct ResourcePath {
  std::string group;  // empty for /api
  std::string version;
  std::string ns;  // empty: no namespace in the URL
  std::string plural;
  std::string name;         // empty: the collection
  std::string subresource;  // empty, "status", ...
  bool operator==(const ResourcePath&) const = default;
};

// Nothing when the segments have another shape. A namespace itself is the resource `namespaces` of the core group.
std::optional<ResourcePath> ParseResourcePath(const std::vector<std::string>& segments);

}  // namespace weft::kubeapi
