#include "envoy/config/route/v3/route.pb.h"
#include "envoy/config/route/v3/route_components.pb.h"

#include "base/strings.h"
#include "xds/field_path.h"
#include "xds/parse.h"
#include "xds/parse_match.h"
#include "xds/parse_policy.h"

namespace weft::xds {
namespace {

namespace route = ::envoy::config::route::v3;

constexpr std::string_view kFaultFilter = "envoy.filters.http.fault";

absl::Status ReadClusters(const route::RouteAction& action, const std::string& path, model::Route& out) {
  if (action.cluster_specifier_case() == route::RouteAction::kCluster) {
    if (action.cluster().empty()) return FieldError(path + ".cluster", "required value");
    out.clusters.push_back({action.cluster(), 1});
    return absl::OkStatus();
  }
  if (action.cluster_specifier_case() != route::RouteAction::kWeightedClusters) {
    return FieldError(path, "exactly one of cluster, weighted_clusters is supported");
  }
  uint64_t sum = 0;
  for (const auto& weighted : action.weighted_clusters().clusters()) {
    sum += weighted.weight().value();
    if (weighted.weight().value() > 0) out.clusters.push_back({weighted.name(), weighted.weight().value()});
  }
  if (sum == 0 || sum > UINT32_MAX) {
    return FieldError(path + ".weighted_clusters", StrCat("the sum of the weights is ", sum, ", not between 1 and 2^32-1"));
  }
  return absl::OkStatus();
}

// gRPC and Istio's proxyless mode put a route's timeout into max_stream_duration; it wins where both stand.
absl::Status ReadTimeout(const route::RouteAction& action, const std::string& path, model::Route& out) {
  auto timeout = DurationFromProto(action.timeout(), path + ".timeout");
  if (!timeout.ok()) return timeout.status();
  out.timeout = *timeout;
  if (!action.max_stream_duration().has_max_stream_duration()) return absl::OkStatus();
  timeout = DurationFromProto(action.max_stream_duration().max_stream_duration(), path + ".max_stream_duration");
  if (!timeout.ok()) return timeout.status();
  out.timeout = *timeout;
  return absl::OkStatus();
}

class RouteReader {
 public:
  RouteReader(const route::VirtualHost& host, std::string path, std::vector<std::string>& ignored)
      : host_(host), path_(std::move(path)), ignored_(ignored) {}

  absl::StatusOr<model::Route> Read(const route::Route& proto) {
    model::Route out;
    out.name = proto.name();
    auto match = MatchFromProto(proto.match(), path_ + ".match");
    if (!match.ok()) return match.status();
    out.match = *std::move(match);
    if (!proto.has_route()) return FieldError(path_, "action: only `route` is supported");
    if (auto status = ReadClusters(proto.route(), path_ + ".route", out); !status.ok()) return status;
    if (auto status = ReadTimeout(proto.route(), path_ + ".route", out); !status.ok()) return status;
    if (auto status = ReadRetry(proto.route(), out); !status.ok()) return status;
    if (auto status = ReadFilters(proto, out); !status.ok()) return status;
    return out;
  }

 private:
  absl::Status ReadRetry(const route::RouteAction& action, model::Route& out) {
    if (!action.has_retry_policy() && !host_.has_retry_policy()) return absl::OkStatus();
    auto retry = RetryFromProto(action.has_retry_policy() ? action.retry_policy() : host_.retry_policy(),
                                path_ + ".route.retry_policy", ignored_);
    if (!retry.ok()) return retry.status();
    if (retry->num_retries > 0 && retry->retry_on != 0) out.retry = *std::move(retry);
    return absl::OkStatus();
  }

  absl::Status ReadFilters(const route::Route& proto, model::Route& out) {
    for (const auto& [name, config] : proto.typed_per_filter_config()) {
      const std::string path = StrCat(path_, ".typed_per_filter_config[", name, "]");
      if (name != kFaultFilter) {
        ignored_.push_back(path);
        continue;
      }
      auto fault = FaultFromAny(config, path, ignored_);
      if (!fault.ok()) return fault.status();
      out.fault = *fault;
    }
    return absl::OkStatus();
  }

  const route::VirtualHost& host_;
  const std::string path_;
  std::vector<std::string>& ignored_;
};

absl::StatusOr<model::VirtualHost> VirtualHostFromProto(const route::VirtualHost& proto, const std::string& path,
                                                        std::vector<std::string>& ignored) {
  model::VirtualHost host;
  host.name = proto.name();
  if (proto.domains().empty()) return FieldError(path + ".domains", "required value");
  for (const std::string& domain : proto.domains()) host.domains.push_back(ToLower(domain));
  for (const auto& [name, config] : proto.typed_per_filter_config()) {
    ignored.push_back(StrCat(path, ".typed_per_filter_config[", name, "]"));
  }
  for (int i = 0; i < proto.routes_size(); ++i) {
    auto read = RouteReader(proto, StrCat(path, ".routes[", i, "]"), ignored).Read(proto.routes(i));
    if (!read.ok()) return read.status();
    host.routes.push_back(*std::move(read));
  }
  return host;
}

}  // namespace

absl::StatusOr<model::RouteTable> RoutesFromProto(const route::RouteConfiguration& proto, std::vector<std::string>& ignored) {
  model::RouteTable table;
  table.name = proto.name();
  for (int i = 0; i < proto.virtual_hosts_size(); ++i) {
    auto host = VirtualHostFromProto(proto.virtual_hosts(i), StrCat("virtual_hosts[", i, "]"), ignored);
    if (!host.ok()) return host.status();
    table.virtual_hosts.push_back(*std::move(host));
  }
  AppendUnknownFields(proto, "", ignored);
  return table;
}

absl::StatusOr<Parsed<model::RouteTable>> ParseRoutes(const google::protobuf::Any& resource) {
  route::RouteConfiguration proto;
  if (auto status = Unpack(resource, "resource", proto); !status.ok()) return status;
  Parsed<model::RouteTable> parsed;
  auto table = RoutesFromProto(proto, parsed.ignored);
  if (!table.ok()) return table.status();
  parsed.value = *std::move(table);
  return parsed;
}

}  // namespace weft::xds
