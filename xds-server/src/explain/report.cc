// SPDX-License-Identifier: Apache-2.0
#include "explain/report.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/status_macros.h"
#include "base/strings.h"
#include "explain/near.h"
#include "explain/rules.h"
#include "registry/hostname.h"
#include "registry/registry.h"
#include "translate/naming/lookup.h"
#include "translate/route/target.h"
#include "translate/translate.h"
#include "xds/resource/parse.h"

namespace weft::explain {

namespace {

using translate::Translate;
using translate::Translation;
using translate::Type;

constexpr size_t kMostNamesListed = 12;

std::string JoinNames(const std::vector<std::string>& names, std::string_view separator) {
  std::string text;
  for (size_t i = 0; i < names.size() && i < kMostNamesListed; ++i) StrAppend(&text, i == 0 ? "" : separator, names[i]);
  if (names.size() > kMostNamesListed) StrAppend(&text, ", ...");
  return text;
}

std::string WithPort(const std::string& host, uint32_t port) {
  return host.find(':') == std::string::npos ? StrCat(host, ":", port) : StrCat("[", host, "]:", port);
}

// Everything about one call; the steps stand in the order in which they run.
class ExplainRun {
 public:
  ExplainRun(ExplainRequest request, const Objects& objects) : objects_(objects), registry_(request.domain) {
    report_.request = std::move(request);
  }

  absl::StatusOr<ExplainReport> Run() {
    BuildWorld();
    report_.caller = FindCaller(report_.request.from, objects_);
    client_ = {clients::OfSdk(), report_.caller.ns, report_.caller.labels};
    WEFT_RETURN_IF_ERROR(FindCallee());
    WEFT_RETURN_IF_ERROR(TakeRoutes());
    DescribeRules();
    if (report_.trace.route) DescribeDestinations(*report_.trace.route);
    return std::move(report_);
  }

 private:
  void BuildWorld() {
    for (const auto& [key, object] : objects_.all()) registry_.Put(object);
    world_ = registry_.Take().world;
  }

  absl::Status FindCallee() {
    const CalleeArgument& to = report_.request.to;
    const std::vector<std::string> hosts = registry::CandidateHosts(to.host, client_.ns, world_->domain());
    report_.port = to.port;
    if (to.port == 0) {
      WEFT_ASSIGN_OR_RETURN(report_.port, ChoosePort(hosts));
    }
    translate::Target target = translate::FindTarget(*world_, client_, hosts, report_.port);
    if (target.host.empty()) return NoSuchCallee(hosts, target.missing);
    report_.host = target.host;
    if (const registry::Service* service = target.service) {
      report_.service = StrCat(service->is_platform ? "Service " : "ServiceEntry ", service->ns, "/", service->name);
    }
    return absl::OkStatus();
  }

  bool IsKnown(const std::string& host) const {
    return world_->FindService(host, client_.ns) != nullptr || world_->virtual_services().OwnerOf(host, client_.ns) != nullptr;
  }

  // The only port, or 80, which is what http means.
  absl::StatusOr<uint32_t> ChoosePort(const std::vector<std::string>& hosts) const {
    for (const std::string& host : hosts) {
      const registry::Service* service = world_->FindService(host, client_.ns);
      if (service == nullptr) continue;
      if (service->ports.size() == 1) return service->ports[0].number;
      if (service->PortIndex(80) >= 0) return 80;
      std::vector<std::string> ports;
      for (const registry::Port& port : service->ports) ports.push_back(std::to_string(port.number));
      return absl::InvalidArgumentError(StrCat("\"", service->host, "\" has the ports ", JoinNames(ports, ", "),
                                               "; name one, as in --to ", report_.request.to.host, ":",
                                               ports.empty() ? "80" : ports[0]));
    }
    return 80;
  }

  absl::Status NoSuchCallee(const std::vector<std::string>& hosts, const std::string& missing) const {
    for (const std::string& host : hosts) {
      if (IsKnown(host)) return absl::NotFoundError(missing);  // it names the ports
    }
    const std::string& host = report_.request.to.host;
    std::string text = StrCat("nothing is called \"", host, "\" for a caller in namespace \"", client_.ns, "\"");
    const std::vector<std::string> names = CallableNames(*world_, client_.ns);
    const std::vector<std::string> near = NearNames(host, names);
    if (!near.empty()) return absl::NotFoundError(StrCat(text, "; did you mean ", JoinNames(near, " or "), "?"));
    if (names.empty()) return absl::NotFoundError(StrCat(text, "; there is no Service and no ServiceEntry at all"));
    return absl::NotFoundError(StrCat(text, "; there are: ", JoinNames(names, ", ")));
  }

  absl::Status TakeRoutes() {
    const std::string authority = WithPort(report_.request.to.host, report_.port);
    Translation listener = Translate(*world_, client_, Type::kListener, authority);
    if (!listener.resource) return absl::NotFoundError(listener.missing);
    WEFT_ASSIGN_OR_RETURN(auto parsed, xds::ParseListener(*listener.resource));
    WEFT_RETURN_IF_ERROR(TakeTable(parsed.value));
    std::vector<HeaderRef> headers;
    for (const auto& [name, value] : report_.request.headers) headers.push_back({name, value});
    RequestHead head;
    head.method = report_.request.method;
    head.authority = authority;
    head.path = report_.request.path;
    head.headers = headers;
    report_.trace = engine::Explain(table_, head, ThreadRandom());
    return absl::OkStatus();
  }

  absl::Status TakeTable(const model::Listener& listener) {
    if (listener.inline_routes) {
      table_ = *listener.inline_routes;
      return absl::OkStatus();
    }
    Translation routes = Translate(*world_, client_, Type::kRoute, listener.route_config_name);
    if (!routes.resource) return absl::NotFoundError(routes.missing);
    WEFT_ASSIGN_OR_RETURN(auto parsed, xds::ParseRoutes(*routes.resource));
    table_ = std::move(parsed.value);
    report_.remarks = std::move(routes.left_out);
    for (const std::string& field : parsed.ignored) report_.remarks.push_back(StrCat("Weft's clients do not apply ", field));
    return absl::OkStatus();
  }

  void DescribeRules() {
    if (const registry::EffectiveRule* owner = world_->virtual_services().OwnerOf(report_.host, client_.ns)) {
      const manifest::Meta& meta = owner->source->meta;
      report_.owner.push_back({meta.ns, meta.name, "", objects_.PlaceOfRule(meta.ns, meta.name, ""), ""});
      report_.left_out = LeftOutRules(*owner, client_, report_.port, table_, objects_);
    }
    report_.others = OtherRules(*world_, report_.host, client_, objects_);
    for (const engine::RouteTrace& route : report_.trace.routes) {
      if (!IsRuleOrigin(route.origin)) continue;  // made for the service, by no rule
      std::vector<RuleReport>& list = route.taken ? report_.taken : report_.failed;
      list.push_back(RuleAt(route.origin, route.failed, objects_));
    }
  }

  void DescribeDestinations(const model::Route& route) {
    for (const engine::DestinationTrace& trace : report_.trace.destinations) report_.destinations.push_back(Describe(trace));
    for (const model::Mirror& mirror : route.mirrors) {
      report_.mirrors.push_back(Describe({mirror.cluster, mirror.fraction.per_million / 10'000.0, "", {}}));
    }
  }

  // What of the policies is not in the cluster, as the SDK cannot apply it.
  void AddRemarks(const std::vector<std::string>& lines) {
    std::vector<std::string>& all = report_.remarks;
    for (const std::string& line : lines) {
      if (std::find(all.begin(), all.end(), line) == all.end()) all.push_back(line);
    }
  }

  DestinationReport Describe(const engine::DestinationTrace& trace) {
    DestinationReport report;
    report.trace = trace;
    std::optional<translate::ClusterName> name = translate::ParseClusterName(trace.cluster);
    if (!name) {
      report.missing = StrCat("\"", trace.cluster, "\" is no cluster of a service");
      return report;
    }
    report.host = name->host;
    report.port = name->port;
    report.subset = name->subset;
    translate::FoundCluster found = translate::FindCluster(*world_, client_, *name);
    Translation cluster = Translate(*world_, client_, Type::kCluster, trace.cluster);
    if (found.service == nullptr || !cluster.resource) {
      report.missing = cluster.missing;
      return report;
    }
    AddRemarks(cluster.left_out);
    if (found.subset != nullptr) report.subset_labels = found.subset->labels;
    auto parsed = xds::ParseCluster(*cluster.resource);
    if (!parsed.ok()) {
      report.missing = std::string(parsed.status().message());
      return report;
    }
    report.balancer = model::NameOf(parsed->value.load_balancing);
    AddEndpoints(parsed->value, found, report);
    return report;
  }

  void AddEndpoints(const model::Cluster& cluster, const translate::FoundCluster& found, DestinationReport& report) const {
    std::optional<model::Endpoints> assignment = cluster.assignment;
    if (cluster.type == model::Cluster::Type::kEds) {
      Translation endpoints = Translate(*world_, client_, Type::kEndpoint, cluster.eds_service_name);
      auto parsed = endpoints.resource ? xds::ParseEndpoints(*endpoints.resource) : absl::NotFoundError(endpoints.missing);
      if (!parsed.ok()) {
        report.missing = std::string(parsed.status().message());
        return;
      }
      assignment = std::move(parsed->value);
    }
    std::map<std::string, const registry::Endpoint*> known;
    for (const registry::Endpoint* endpoint : translate::SelectEndpoints(found)) {
      known.emplace(WithPort(endpoint->address, endpoint->ports[found.port_index]), endpoint);
    }
    for (const model::LocalityEndpoints& locality :
         assignment ? assignment->localities : std::vector<model::LocalityEndpoints>()) {
      for (const model::Endpoint& endpoint : locality.endpoints) {
        EndpointReport line{WithPort(endpoint.address, endpoint.port), "", {}, endpoint.weight, endpoint.health};
        if (auto it = known.find(line.address); it != known.end()) {
          line.workload = it->second->workload;
          line.labels = it->second->labels;
        }
        report.endpoints.push_back(std::move(line));
      }
    }
    if (report.endpoints.empty() && !objects_.HasWorkloads()) {
      report.missing = "no workload is known; processes announce themselves to a running server";
    }
  }

  const Objects& objects_;
  registry::Registry registry_;
  std::shared_ptr<const registry::World> world_;
  translate::Client client_;
  model::RouteTable table_;
  ExplainReport report_;
};

}  // namespace

absl::StatusOr<ExplainReport> MakeExplainReport(ExplainRequest request, const Objects& objects) {
  return ExplainRun(std::move(request), objects).Run();
}

}  // namespace weft::explain
