// SPDX-License-Identifier: Apache-2.0
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
#include "manifest/object/object.h"

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
  uint32_t port = 0;  // 0: any
  Labels source_labels;
  std::string source_namespace;
  std::vector<std::string> gateways;
};

struct Destination {
  std::string host;
  std::string subset;
  uint32_t port = 0;  // 0: not given
};

// What to do with a message's headers: remove, then set, then add.
struct HeaderOperations {
  std::map<std::string, std::string> set;  // keys in lower case
  std::map<std::string, std::string> add;  // keys in lower case
  std::vector<std::string> remove;         // lower case
  bool operator==(const HeaderOperations&) const = default;
};

struct Headers {
  HeaderOperations request;
  HeaderOperations response;
  bool operator==(const Headers&) const = default;
};

struct WeightedDestination {
  Destination destination;
  int32_t weight = 0;
  std::optional<Headers> headers = {};
};

struct HttpRetry {  // the block as written; absent means the mesh default
  int32_t attempts = 0;
  std::optional<absl::Duration> per_try_timeout;
  std::string retry_on;
  std::optional<absl::Duration> backoff;
  bool remote_localities = false;
  std::optional<bool> ignore_previous_hosts = {};  // absent: true
};

struct HttpRewrite {
  std::string uri;
  std::string authority;
  std::string regex_match;  // uriRegexRewrite.match; empty: none
  std::string regex_rewrite;
};

struct HttpRedirect {
  enum class DerivePort { kNone, kProtocolDefault, kRequestPort };
  std::string uri;
  std::string prefix_rewrite;
  bool has_prefix_rewrite = false;
  std::string authority;
  std::string scheme;
  uint32_t port = 0;  // 0: not given
  DerivePort derive_port = DerivePort::kNone;
  int code = 301;
};

struct HttpDirectResponse {
  int status = 200;
  std::string body;  // decoded
};

struct HttpMirror {
  Destination destination;
  double percentage = 100;
  bool has_share_of_rule = false;  // `mirror`: the percentage is the rule's mirror_share, or 100
};

struct CorsPolicy {
  std::vector<StringMatch> allow_origins;
  std::vector<std::string> allow_methods;
  std::vector<std::string> allow_headers;
  std::vector<std::string> expose_headers;
  std::optional<absl::Duration> max_age;
  std::optional<bool> allow_credentials;
  bool forward_unmatched_preflights = true;
};

// Names the VirtualService without hosts whose rules stand in for this one.
struct DelegateReference {
  std::string name;
  std::string ns;  // empty: the namespace of the rule that names it
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
  std::optional<HttpRedirect> redirect;
  std::optional<HttpDirectResponse> direct_response;
  std::optional<DelegateReference> delegate;
  std::optional<HttpRewrite> rewrite;
  std::optional<Headers> headers = {};
  std::vector<HttpMirror> mirrors;     // `mirror` or `mirrors`, also those of 0 %
  std::optional<double> mirror_share;  // mirrorPercentage or mirrorPercent, if written
  std::optional<CorsPolicy> cors;
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
