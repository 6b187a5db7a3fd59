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
// Repeated headers are joined with commas before matching. `:method`, `:authority`, `:scheme` and `:path` name the head's
// parts.
struct HeaderMatcher {
  enum class Type : uint8_t { kString, kPresent, kRange };
  std::string name;  // lower case
  Type type = Type::kString;
  StringMatcher string;
  bool present = true;      // kPresent: must the header be there?
  int64_t range_start = 0;  // kRange: [start, end)
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

// One change of a message's headers. Values of kAppend and kSet may hold %VAR% expressions (engine/header_expression.h).
struct HeaderEdit {
  enum class Kind : uint8_t { kRemove, kAppend, kAppendIfAbsent, kSet, kSetIfPresent };
  Kind kind = Kind::kSet;
  std::string name;   // lower case
  std::string value;  // unused by kRemove
  bool operator==(const HeaderEdit&) const = default;
};

// In the order in which they are applied.
struct HeaderEdits {
  std::vector<HeaderEdit> request;
  std::vector<HeaderEdit> response;
  bool empty() const { return request.empty() && response.empty(); }
  bool operator==(const HeaderEdits&) const = default;
};

// kMatched replaces what the route's path matcher matched: a prefix, or for exact and regex matchers the whole path. kRegex
// substitutes every match of `pattern` (RE2) by `value`, where \1 stands for the first group. kWhole replaces the whole path.
// The query always stays, but kWhole may bring one of its own.
struct PathRewrite {
  enum class Kind : uint8_t { kMatched, kRegex, kWhole };
  Kind kind = Kind::kMatched;
  std::string value;
  std::string pattern;  // kRegex only
  bool operator==(const PathRewrite&) const = default;
};

// What happens to the head of a forwarded request beside its header edits.
struct Rewrite {
  std::optional<PathRewrite> path;
  std::string authority;  // empty: as it was
  bool operator==(const Rewrite&) const = default;
};

struct Redirect {
  int status = 301;    // 301, 302, 303, 307 or 308
  std::string scheme;  // empty: as it was
  std::string host;    // empty: as it was; without port
  uint16_t port = 0;   // 0: as it was; the scheme's default is not printed
  std::optional<PathRewrite> path;
  bool strip_query = false;
  bool operator==(const Redirect&) const = default;
};

struct DirectResponse {
  int status = 200;
  std::string body;
  bool operator==(const DirectResponse&) const = default;
};

// A copy of the request goes to `cluster` as well; its answer is thrown away.
struct Mirror {
  std::string cluster;
  Fraction fraction;
  bool shadow_suffix = false;  // append "-shadow" to the host
  bool operator==(const Mirror&) const = default;
};

// Source: envoy.extensions.filters.http.cors.v3.CorsPolicy. Applied where requests arrive, not where they are sent.
struct CorsPolicy {
  std::vector<StringMatcher> allow_origins;  // any of them
  std::string allow_methods;                 // header values, ready to send; empty: none
  std::string allow_headers;
  std::string expose_headers;
  std::string max_age;  // seconds
  bool allow_credentials = false;
  bool forward_unmatched_preflights = true;
  bool operator==(const CorsPolicy&) const = default;
};

struct WeightedCluster {
  std::string cluster;
  uint32_t weight = 1;
  HeaderEdits headers = {};    // applied before the route's
  std::string authority = {};  // beats the route's; empty: the route's
  bool operator==(const WeightedCluster&) const = default;
};

// The words of retry_on, as bits.
enum class RetryOn : uint32_t {
  k5xx = 1 << 0,
  kGatewayError = 1 << 1,  // 502, 503, 504
  kReset = 1 << 2,         // disconnect, reset or read timeout
  kConnectFailure = 1 << 3,
  kRetriable4xx = 1 << 4,  // 409
  kRefusedStream = 1 << 5,
  kRetriableStatusCodes = 1 << 6,
  kResetBeforeRequest = 1 << 7,
  kUnavailable = 1 << 8,  // the gRPC words apply to gRPC transports
  kCancelled = 1 << 9,
  kDeadlineExceeded = 1 << 10,
  kInternal = 1 << 11,
  kResourceExhausted = 1 << 12,
  kRetriableHeaders = 1 << 13,
  kEnvoyRatelimited = 1 << 14,
  kHttp3PostConnectFailure = 1 << 15,  // nothing here speaks HTTP/3: never happens
};

// A response header that says when to try again, such as Retry-After.
struct ResetHeader {
  enum class Format : uint8_t { kSeconds, kUnixTimestamp };
  std::string name;  // lower case
  Format format = Format::kSeconds;
  bool operator==(const ResetHeader&) const = default;
};

struct RetryPolicy {
  uint32_t retry_on = 0;  // RetryOn bits
  uint32_t num_retries = 1;
  Duration per_try_timeout{0};  // 0: the route's
  Duration base_interval = std::chrono::milliseconds(25);
  Duration max_interval = std::chrono::milliseconds(250);
  std::vector<uint32_t> retriable_status_codes;
  std::vector<HeaderMatcher> retriable_headers;          // of the response: any
  std::vector<HeaderMatcher> retriable_request_headers;  // none, or any
  std::vector<ResetHeader> reset_headers;                // the first that is there and readable counts
  Duration reset_max_interval = std::chrono::seconds(300);
  bool exclude_previous_hosts = false;
  uint32_t host_selection_attempts = 1;
  // After every so many attempts the priorities that were tried are left; when all were, it starts from the first. 0: never.
  uint32_t priority_update_frequency = 0;
  bool operator==(const RetryPolicy&) const = default;
};

struct Fault {
  Duration delay{0};
  Fraction delay_fraction{0};
  uint32_t abort_status = 0;             // HTTP; 0: no abort, or a gRPC one
  std::optional<int> abort_grpc_status;  // answered as 200 with grpc-status to gRPC calls, as its HTTP equivalent to others
  Fraction abort_fraction{0};
  bool operator==(const Fault&) const = default;
};

// Exactly one of clusters, redirect and direct_response is set.
struct Route {
  std::string name;
  std::string origin;  // what the control plane says it was made from: `virtualservice/default/reviews http[1].match[0]`
  RouteMatch match;
  std::vector<WeightedCluster> clusters;  // one, or several with a positive sum of weights
  std::optional<Redirect> redirect;
  std::optional<DirectResponse> direct_response;
  Rewrite rewrite;
  HeaderEdits headers;
  std::vector<Mirror> mirrors;
  std::optional<CorsPolicy> cors;
  Duration timeout{0};  // 0: none
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
