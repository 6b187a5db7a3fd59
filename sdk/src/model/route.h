// What a RouteConfiguration says, validated: plain immutable values with ==. Compiled by engine.
// Source: envoy.config.route.v3; fields that are not here are reported as ignored by xds.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace weft::model {

using Duration = std::chrono::nanoseconds;

// A probability in parts per million, the finest that xDS knows.
struct Fraction {
  uint32_t per_million = 1'000'000;
  bool operator==(const Fraction&) const = default;
};

struct StringMatcher {
  enum class Type : uint8_t { kExact, kPrefix, kSuffix, kContains, kRegex };  // regex: RE2, whole value
  Type type = Type::kExact;
  std::string value;
  bool ignore_case = false;
  bool operator==(const StringMatcher&) const = default;
};

// A missing header matches nothing, inverted or not, unless `treat_missing_as_empty`; kPresent alone looks at absence.
// Repeated headers are joined with commas before matching. `:method`, `:authority`, `:scheme` and `:path` name the head's parts.
struct HeaderMatcher {
  enum class Type : uint8_t { kString, kPresent, kRange };
  std::string name;  // lower case
  Type type = Type::kString;
  StringMatcher string;
  bool present = true;       // kPresent: must the header be there?
  int64_t range_start = 0;   // kRange: [start, end)
  int64_t range_end = 0;
  bool invert = false;
  bool treat_missing_as_empty = false;
  bool operator==(const HeaderMatcher&) const = default;
};

// Query parameters are case-sensitive; of a repeated one the first counts. Without a `string` presence decides.
struct QueryMatcher {
  std::string name;
  std::optional<StringMatcher> string;
  bool operator==(const QueryMatcher&) const = default;
};

// Tested on the path without its query.
struct PathMatcher {
  enum class Type : uint8_t { kPrefix, kExact, kRegex, kSegmentPrefix };
  Type type = Type::kPrefix;
  std::string value = "/";
  bool ignore_case = false;  // exact and prefixes only
  bool operator==(const PathMatcher&) const = default;
};

struct RouteMatch {
  PathMatcher path;
  std::vector<HeaderMatcher> headers;
  std::vector<QueryMatcher> query;
  std::optional<Fraction> fraction;  // of the requests that match otherwise
  bool operator==(const RouteMatch&) const = default;
};

struct WeightedCluster {
  std::string cluster;
  uint32_t weight = 1;
  bool operator==(const WeightedCluster&) const = default;
};

// The words of retry_on, as bits.
enum class RetryOn : uint32_t {
  k5xx = 1 << 0,
  kGatewayError = 1 << 1,        // 502, 503, 504
  kReset = 1 << 2,               // disconnect, reset or read timeout
  kConnectFailure = 1 << 3,
  kRetriable4xx = 1 << 4,        // 409
  kRefusedStream = 1 << 5,
  kRetriableStatusCodes = 1 << 6,
  kResetBeforeRequest = 1 << 7,
  kUnavailable = 1 << 8,         // the gRPC words apply to gRPC transports
  kCancelled = 1 << 9,
  kDeadlineExceeded = 1 << 10,
  kInternal = 1 << 11,
  kResourceExhausted = 1 << 12,
};

struct RetryPolicy {
  uint32_t retry_on = 0;  // RetryOn bits
  uint32_t num_retries = 1;
  Duration per_try_timeout{0};  // 0: the route's
  Duration base_interval = std::chrono::milliseconds(25);
  Duration max_interval = std::chrono::milliseconds(250);
  std::vector<uint32_t> retriable_status_codes;
  bool exclude_previous_hosts = false;
  uint32_t host_selection_attempts = 1;
  bool operator==(const RetryPolicy&) const = default;
};

struct Fault {
  Duration delay{0};
  Fraction delay_fraction{0};
  uint32_t abort_status = 0;  // HTTP; 0: no abort
  Fraction abort_fraction{0};
  bool operator==(const Fault&) const = default;
};

struct Route {
  std::string name;
  RouteMatch match;
  std::vector<WeightedCluster> clusters;  // one, or several with a positive sum of weights
  Duration timeout{0};                    // 0: none
  std::optional<RetryPolicy> retry;
  std::optional<Fault> fault;
  bool operator==(const Route&) const = default;
};

struct VirtualHost {
  std::string name;
  std::vector<std::string> domains;  // exact, `*.suffix`, `prefix.*` or `*`; lower case
  std::vector<Route> routes;
  bool operator==(const VirtualHost&) const = default;
};

struct RouteTable {
  std::string name;
  std::vector<VirtualHost> virtual_hosts;
  bool operator==(const RouteTable&) const = default;
};

}  // namespace weft::model
