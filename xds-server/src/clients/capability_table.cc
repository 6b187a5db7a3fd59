// SPDX-License-Identifier: Apache-2.0
#include "base/strings.h"
#include "clients/capability.h"

namespace weft::clients {
namespace {

// Bits of CapabilityInfo::products. A policy that the SDK learns is kThisSdk alone: older releases, whose nodes announce no
// features, must not be sent it.
constexpr uint8_t kThisSdk = 1;
constexpr uint8_t kSdkWithoutFeatures = 2;
constexpr uint8_t kSdk = kThisSdk | kSdkWithoutFeatures;
constexpr uint8_t kEnvoy = 4;
constexpr uint8_t kGrpc = 8;

constexpr CapabilityInfo kTable[] = {
    {Capability::kRewrite, "rewrite", "http.rewrite", "rewrites path and authority", "sends requests as they are",
     kSdk | kEnvoy},
    {Capability::kHeaderChanges, "header_changes", "http.headers http.route.headers",
     "changes headers of requests and responses", "sends requests as they are", kSdk | kEnvoy},
    {Capability::kMirror, "mirror", "http.mirror http.mirrors", "sends copies of requests", "sends no copies", kSdk | kEnvoy},
    {Capability::kRedirect, "redirect", "http.redirect", "answers with a redirect", "follows none; its calls fail",
     kSdk | kEnvoy},
    {Capability::kDirectResponse, "direct_response", "http.directResponse", "answers without a call",
     "makes none; its calls fail", kSdk | kEnvoy},
    {Capability::kCors, "cors", "http.corsPolicy", "applies CORS policies",
     "refuses a route table with a filter that it does not know", kSdk | kEnvoy},
    {Capability::kQueryMatch, "query_match", "http.match.queryParams", "evaluates conditions on query parameters",
     "cannot evaluate conditions on query parameters", kSdk | kEnvoy},
    {Capability::kPseudoHeaderMatch, "pseudo_header_match", "http.match.method http.match.scheme http.match.authority",
     "evaluates conditions on method, scheme and authority", "makes POST calls by http and cannot evaluate the authority",
     kSdk | kEnvoy},
    {Capability::kAnyPath, "any_path", "http.match.uri", "takes routes for any path", "drops routes for paths that no RPC has",
     kSdk | kEnvoy},
    {Capability::kHttpRetry, "http_retry", "http.retries.retryOn", "retries on HTTP conditions as well",
     "retries on gRPC statuses alone", kSdk | kEnvoy},
    {Capability::kPerTryTimeout, "per_try_timeout", "http.retries.perTryTimeout", "ends one try after its timeout",
     "has no timeout for one try", kSdk | kEnvoy},
    {Capability::kRetryPriority, "retry_priority", "http.retries.retryRemoteLocalities", "retries in other localities",
     "does not choose where to retry", kSdk | kEnvoy},
    {Capability::kLeastRequest, "least_request", "trafficPolicy.loadBalancer.simple",
     "balances by least requests and at random", "may have neither least requests nor random; its endpoints take turns",
     kSdk | kEnvoy},
    {Capability::kRingHash, "ring_hash", "trafficPolicy.loadBalancer.consistentHash", "hashes a header to a ring",
     "has no hash ring, or dies of it; endpoints are picked without a hash", kEnvoy | kGrpc},
    {Capability::kHashKeys, "hash_keys",
     "trafficPolicy.loadBalancer.consistentHash.httpCookie trafficPolicy.loadBalancer.consistentHash.useSourceIp "
     "trafficPolicy.loadBalancer.consistentHash.httpQueryParameterName",
     "hashes cookies, source addresses, query parameters and binary headers",
     "hashes text headers alone (httpHeaderName); endpoints are picked without a hash", kEnvoy},
    {Capability::kMaglev, "maglev", "trafficPolicy.loadBalancer.consistentHash.maglev", "hashes to a Maglev table",
     "has rings alone and gets one", kEnvoy},
    {Capability::kLocality, "locality", "trafficPolicy.loadBalancer.localityLbSetting",
     "follows the priorities and shares of localities", "uses all localities alike", kEnvoy | kGrpc},
    {Capability::kRequestLimit, "request_limit", "trafficPolicy.connectionPool.http.http2MaxRequests",
     "limits running requests; without limit where none is said", "does not limit running requests", kEnvoy | kGrpc},
    {Capability::kConnectionLimits, "connection_limits",
     "trafficPolicy.connectionPool.tcp.maxConnections trafficPolicy.connectionPool.http.http1MaxPendingRequests "
     "trafficPolicy.connectionPool.http.maxRetries",
     "limits connections, waiting requests and retries; without limit where none is said",
     "does not limit connections, waiting requests or retries", kEnvoy},
    {Capability::kConnectTimeout, "connect_timeout", "trafficPolicy.connectionPool.tcp.connectTimeout",
     "takes the rule's connect timeout", "has a connect timeout of 10 s", kEnvoy},
    {Capability::kUpstreamProtocol, "upstream_protocol",
     "trafficPolicy.connectionPool.http.maxRequestsPerConnection trafficPolicy.connectionPool.http.maxConcurrentStreams "
     "trafficPolicy.connectionPool.http.idleTimeout",
     "is told the version of HTTP, and for how long and how many requests a connection serves",
     "does not limit requests on one connection", kEnvoy},
    {Capability::kOutlierDetection, "outlier_detection", "trafficPolicy.outlierDetection",
     "ejects endpoints after failures in a row", "cannot count failures in a row and ejects nobody", kEnvoy},
    {Capability::kPortLevelSettings, "port_level_settings", "trafficPolicy.portLevelSettings", "has a policy for each port",
     "has one policy for all ports", kEnvoy | kGrpc},

    {Capability::kRouteOrigin, "route_origin", "", "is told in each route's metadata where it was written",
     "gets routes without their origin", kSdk | kEnvoy},
    {Capability::kResourceErrors, "resource_errors", "", "reads why a resource is not there", "is told the names alone", kSdk},
    {Capability::kInboundListeners, "inbound_listeners", "", "asks for the listeners of its own servers", "gets none for them",
     kGrpc},
    {Capability::kSocketListeners, "socket_listeners", "",
     "listens on sockets, and asks for all its listeners and clusters at once", "asks for the listeners that it dials", kEnvoy},
    {Capability::kEmptyResources, "empty_resources", "",
     "gets an empty table or empty endpoints where there are none, as it would wait for them", "is told that there are none",
     kEnvoy},
    {Capability::kClusterWarming, "cluster_warming", "", "uses a changed cluster when its endpoints were sent again",
     "keeps a changed cluster's endpoints", kEnvoy},
    {Capability::kSameTableAgain, "same_table_again", "", "uses a table again that went and came back unchanged",
     "gets another table when its service was made again", kSdk | kEnvoy},
    {Capability::kTableOptions, "table_options", "",
     "ignores ports in authorities, and takes long direct responses, when told so", "gets each authority with its port as well",
     kEnvoy},
    {Capability::kStringMatch, "string_match", "", "takes string matchers in their present form and warns of older ones",
     "gets the older form", kEnvoy},
    {Capability::kMissingHeaderAsEmpty, "missing_header_as_empty", "",
     "takes a header that is missing as empty in a negated condition", "gets a route for each way to be different",
     kSdk | kEnvoy},
    {Capability::kWeightSum, "weight_sum", "", "adds up the weights of a split, and warns of a sum", "gets the sum", kEnvoy},
    {Capability::kRouteTimeout, "route_timeout", "",
     "ends calls by the route's timeout; a maximal duration of the stream would end upgraded ones too",
     "gets the timeout as maximal duration of the stream as well", kEnvoy},
    {Capability::kImpliedPort, "implied_port", "", "writes a port that the scheme implies into redirects unless it is 0",
     "leaves it out by itself", kEnvoy},
    {Capability::kStrictDns, "strict_dns", "", "resolves a cluster of several names", "gets them as one logical name", kEnvoy},
    {Capability::kLogicalDnsNames, "logical_dns_names", "", "takes several names in a logical cluster", "gets the first one",
     kSdk},
    {Capability::kCommonLbConfig, "common_lb_config", "",
     "is told the share of healthy endpoints below which it uses all, and whether localities have weights",
     "decides that by itself", kEnvoy},
    {Capability::kEjectionByStatistics, "ejection_by_statistics", "",
     "ejects by statistics alone, which outlierDetection switches off", "is not told to", kGrpc},
};

constexpr bool IsInOrder() {
  for (size_t i = 0; i < kCapabilities; ++i) {
    if (static_cast<size_t>(kTable[i].capability) != i) return false;
  }
  return true;
}
static_assert(std::size(kTable) == kCapabilities && IsInOrder(), "a row for each capability, in their order");

constexpr CapabilitySet OfProducts(uint8_t bit) {
  CapabilitySet set;
  for (const CapabilityInfo& info : kTable) {
    if ((info.products & bit) != 0) set.Add(info.capability);
  }
  return set;
}

constexpr CapabilitySet kOfSdk = OfProducts(kThisSdk);
constexpr CapabilitySet kOfEnvoy = OfProducts(kEnvoy);
constexpr CapabilitySet kOfGrpc = OfProducts(kGrpc);
constexpr Product kProducts[] = {{"Weft's SDK", kOfSdk}, {"Envoy", kOfEnvoy}, {"gRPC", kOfGrpc}};

}  // namespace

std::span<const CapabilityInfo, kCapabilities> AllCapabilities() { return kTable; }

const CapabilityInfo& InfoOf(Capability capability) { return kTable[static_cast<size_t>(capability)]; }

std::string WhyWithout(Capability capability) { return StrCat("this client ", InfoOf(capability).without); }

std::vector<std::string> NamesOf(CapabilitySet set) {
  std::vector<std::string> names;
  for (const CapabilityInfo& info : kTable) {
    if (set.Has(info.capability)) names.emplace_back(info.name);
  }
  return names;
}

CapabilitySet OfSdk() { return kOfSdk; }
CapabilitySet OfSdkWithoutFeatures() { return OfProducts(kSdkWithoutFeatures); }
CapabilitySet OfEnvoy() { return kOfEnvoy; }
CapabilitySet OfGrpc() { return kOfGrpc; }

std::span<const Product> Products() { return kProducts; }

}  // namespace weft::clients
