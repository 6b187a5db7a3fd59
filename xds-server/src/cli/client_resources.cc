// SPDX-License-Identifier: Apache-2.0
#include "cli/client_resources.h"

#include <set>

#include "base/strings.h"
#include "envoy/config/cluster/v3/cluster.pb.h"
#include "envoy/config/listener/v3/listener.pb.h"
#include "envoy/config/route/v3/route.pb.h"
#include "envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager.pb.h"
#include "translate/all_names.h"

namespace weft {
namespace {

using ::google::protobuf::Any;
using translate::Type;
using Names = std::set<std::string>;
namespace route = ::envoy::config::route::v3;

// What a resource names that the client asks for next.
void AddTableOf(const Any& filter, Names& out) {
  envoy::extensions::filters::network::http_connection_manager::v3::HttpConnectionManager manager;
  if (filter.UnpackTo(&manager) && manager.has_rds()) out.insert(manager.rds().route_config_name());
}

void AddRouteNames(const Any& any, Names& out) {
  envoy::config::listener::v3::Listener listener;
  if (!any.UnpackTo(&listener)) return;
  if (listener.has_api_listener()) AddTableOf(listener.api_listener().api_listener(), out);
  for (const auto& chain : listener.filter_chains()) {
    for (const auto& filter : chain.filters()) AddTableOf(filter.typed_config(), out);
  }
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

void AddNextNames(Type type, const Any& resource, Names& out) {
  switch (type) {
    case Type::kListener:
      return AddRouteNames(resource, out);
    case Type::kRoute:
      return AddClusterNames(resource, out);
    case Type::kCluster:
      return AddEndpointsName(resource, out);
    case Type::kEndpoint:
      return;
  }
}

// What the client asks for without having been told of it: every listener that it could dial, and every cluster if it listens
// on sockets.
Names FirstNames(const registry::World& world, const translate::Client& client, Type type) {
  if (type == Type::kCluster && !client.Can(clients::Capability::kSocketListeners)) return {};
  const std::vector<std::string> names = translate::AllNames(world, client, type);
  return {names.begin(), names.end()};
}

}  // namespace

ClientResources ResourcesOf(const registry::World& world, const translate::Client& client) {
  ClientResources out;
  Names names;
  for (int i = 0; i < translate::kTypes; ++i) {
    const Type type = static_cast<Type>(i);
    names.merge(FirstNames(world, client, type));
    Names next;
    for (const std::string& name : names) {
      translate::Translation translation = translate::Translate(world, client, type, name);
      const std::string subject = StrCat(translate::ShortName(type), " ", name, ": ");
      if (!translation.missing.empty()) out.missing.push_back(subject + translation.missing);
      for (const std::string& line : translation.left_out) out.left_out.push_back(subject + line);
      if (!translation.resource) continue;
      AddNextNames(type, *translation.resource, next);
      out.resources.push_back({type, name, *std::move(translation.resource)});
    }
    names = std::move(next);
  }
  return out;
}

}  // namespace weft
