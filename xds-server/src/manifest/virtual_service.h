// VirtualService (networking.istio.io): the rules by which calls to a host are routed.
// Semantics: https://istio.io/latest/docs/reference/config/networking/virtual-service/
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "manifest/object.h"

namespace weft::manifest {

struct StringMatch {
  enum class Type { kPresent, kExact, kPrefix, kRegex };  // kPresent: `{}` or regex "*"
  Type type = Type::kPresent;
  std::string value;
  bool operator==(const StringMatch&) const = default;
};

struct HttpMatch {
  std::string name;
  std::optional<StringMatch> uri;
  std::optional<StringMatch> scheme;
  std::optional<StringMatch> method;
  std::optional<StringMatch> authority;
  std::map<std::string, StringMatch> headers;          // keys in lower case
  std::map<std::string, StringMatch> without_headers;  // keys in lower case
  std::map<std::string, StringMatch> query_params;
  bool ignore_uri_case = false;
  uint32_t port = 0;                                   // 0: any
  Labels source_labels;
  std::string source_namespace;
  std::vector<std::string> gateways;
};

struct Destination {
  std::string host;
  std::string subset;
  uint32_t port = 0;  // 0: not given
};

struct WeightedDestination {
  Destination destination;
  int32_t weight = 0;
};

struct HttpRetry {  // the block as written; absent means the mesh default
  int32_t attempts = 0;
  std::optional<absl::Duration> per_try_timeout;
  std::string retry_on;
  std::optional<absl::Duration> backoff;
};

struct HttpFault {
  struct Delay {
    absl::Duration fixed;
    double percentage = 0;
  };
  struct Abort {
    std::optional<int> http_status;
    std::optional<int> grpc_status;  // the number behind the canonical name
    double percentage = 0;
  };
  std::optional<Delay> delay;
  std::optional<Abort> abort;
};

struct HttpRoute {
  std::string name;
  std::vector<HttpMatch> match;  // OR-ed; empty matches everything
  std::vector<WeightedDestination> route;
  std::optional<absl::Duration> timeout;
  std::optional<HttpRetry> retries;
  std::optional<HttpFault> fault;
  // Fields of the rule that are valid but that nothing in Weft applies yet, as paths below the rule ("mirror", "rewrite.uri").
  std::vector<std::string> ignored;
};

struct VirtualService {
  Meta meta;
  std::vector<std::string> hosts;
  std::vector<std::string> gateways;  // ["mesh"] when not given
  std::vector<HttpRoute> http;
  std::vector<std::string> export_to;
};

// `object` has passed Check(); an error here is a bug in the schema and is reported, not fatal.
absl::StatusOr<VirtualService> ParseVirtualService(const Json& object);

}  // namespace weft::manifest
