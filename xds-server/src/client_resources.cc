#include "client_resources.h"

#include <set>

#include "base/strings.h"
#include "envoy/config/cluster/v3/cluster.pb.h"
#include "envoy/config/listener/v3/listener.pb.h"
#include "envoy/config/route/v3/route.pb.h"
#include "envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager.pb.h"
#include "registry/hostname.h"

namespace weft {
namespace {

using ::google::protobuf::Any;
using translate::Type;
using Names = std::set<std::string>;
namespace route = ::envoy::config::route::v3;

// What a resource names that the client asks for next.
void AddRouteName(const Any& any, Names& out) {
  envoy::config::listener::v3::Listener listener;
  envoy::extensions::filters::network::http_connection_manager::v3::HttpConnectionManager manager;
  if (!any.UnpackTo(&listener) || !listener.api_listener().api_listener().UnpackTo(&manager)) return;
  if (manager.has_rds()) out.insert(manager.rds().route_config_name());
}

void AddClustersOfAction(const route::RouteAction& action, Names& out) {
  if (!action.cluster().empty()) out.insert(action.cluster());
  for (const auto& weighted : action.weighted_clusters().clusters()) out.insert(weighted.name());
  for (const auto& mirror : action.request_mirror_policies()) out.insert(mirror.cluster());
}

void AddClusterNames(const Any& any, Names& out) {
  route::RouteConfiguration table;
  if (!any.UnpackTo(&table)) return;
  for (const auto& host : table.virtual_hosts()) {
    for (const auto& mirror : host.request_mirror_policies()) out.insert(mirror.cluster());
    for (const auto& one : host.routes()) {
      if (one.has_route()) AddClustersOfAction(one.route(), out);
    }
  }
}

void AddEndpointsName(const Any& any, Names& out) {
  envoy::config::cluster::v3::Cluster cluster;
  if (!any.UnpackTo(&cluster) || cluster.type() != envoy::config::cluster::v3::Cluster::EDS) return;
  const std::string& service = cluster.eds_cluster_config().service_name();
  out.insert(service.empty() ? cluster.name() : service);
}

// A wildcard cannot be called: what is called is some host below it.
Names ListenerNames(const registry::World& world, const translate::Client& client) {
  Names names;
  for (const auto& [host, services] : world.services()) {
    if (registry::IsWildcard(host)) continue;
    const std::string spelling = host.find(':') == std::string::npos ? host : StrCat("[", host, "]");
    for (const auto& service : services) {
      for (const registry::Port& port : service->ports) {
        if (world.FindService(host, client.ns, port.number) != nullptr) names.insert(StrCat(spelling, ":", port.number));
      }
    }
  }
  return names;
}

}  // namespace

ClientResources ResourcesOf(const registry::World& world, const translate::Client& client) {
  ClientResources out;
  Names names = ListenerNames(world, client);
  for (int i = 0; i < translate::kTypes; ++i) {
    const Type type = static_cast<Type>(i);
    Names next;
    for (const std::string& name : names) {
      translate::Translation translation = translate::Translate(world, client, type, name);
      if (!translation.resource) {
        out.missing.push_back(StrCat(translate::ShortName(type), " ", name, ": ", translation.missing));
        continue;
      }
      switch (type) {
        case Type::kListener:
          AddRouteName(*translation.resource, next);
          break;
        case Type::kRoute:
          AddClusterNames(*translation.resource, next);
          break;
        case Type::kCluster:
          AddEndpointsName(*translation.resource, next);
          break;
        case Type::kEndpoint:
          break;
      }
      out.resources.push_back({type, name, *std::move(translation.resource)});
    }
    names = std::move(next);
  }
  return out;
}

}  // namespace weft
