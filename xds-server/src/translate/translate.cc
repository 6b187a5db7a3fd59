// SPDX-License-Identifier: Apache-2.0
#include "translate/translate.h"

#include "base/strings.h"
#include "base/type_urls.h"
#include "registry/hostname.h"
#include "translate/cluster/cluster.h"
#include "translate/envoy/gateway_listener.h"
#include "translate/envoy/gateway_routes.h"
#include "translate/envoy/proxy_listener.h"
#include "translate/envoy/proxy_routes.h"
#include "translate/inbound/inbound_listener.h"
#include "translate/listener.h"
#include "translate/naming/lookup.h"
#include "translate/naming/pack.h"
#include "translate/route/envoy_table.h"
#include "translate/route/route_table.h"

namespace weft::translate {
namespace {

using registry::World;

// In the order of Type, which is that of xds::ResourceType.
constexpr std::string_view kShortNames[kTypes] = {"LDS", "RDS", "CDS", "EDS"};
static_assert(static_cast<int>(Type::kEndpoint) == static_cast<int>(xds::ResourceType::kEndpoints) &&
              kTypes == xds::kAllTypes.size());

Translation Missing(std::string why) {
  Translation translation;
  translation.missing = std::move(why);
  return translation;
}

::envoy::config::route::v3::RouteConfiguration EmptyTable(const std::string& name) {
  ::envoy::config::route::v3::RouteConfiguration table;
  table.set_name(name);
  return table;
}

Translation TranslateInboundListener(const std::string& name) {
  auto address = ParseInboundListenerName(name);
  if (!address) return Missing(StrCat("listener \"", name, "\" is not of the form ", kInboundListenerPrefix, "<ip>:<port>"));
  Translation translation;
  translation.resource = Pack(MakeInboundListener(name, *address));
  return translation;
}

Translation TranslateListener(const World& world, const Client& client, const std::string& name) {
  if (client.Can(Capability::kInboundListeners) && name.starts_with(kInboundListenerPrefix))
    return TranslateInboundListener(name);
  if (client.Can(Capability::kSocketListeners)) {
    return client.is_gateway() ? TranslateGatewayListener(world, client, name) : TranslateProxyListener(world, client, name);
  }
  auto dialled = ParseDialName(name);
  if (!dialled) return Missing(StrCat("listener \"", name, "\" is not of the form host:port, such as reviews:9080"));
  Target target = FindTarget(world, client, registry::CandidateHosts(dialled->host, client.ns, world.domain()), dialled->port);
  Translation translation;
  translation.hosts = std::move(target.looked_at);
  translation.missing = std::move(target.missing);
  if (target.host.empty()) return translation;
  translation.resource = Pack(MakeListener(name, MakeClusterName(dialled->port, "", target.host)));
  return translation;
}

Translation TranslateServiceRoutes(const World& world, const Client& client, const std::string& name) {
  auto parsed = ParseClusterName(name);
  if (!parsed || !parsed->subset.empty()) {
    return Missing(StrCat("route table \"", name, "\" is not of the form outbound|<port>||<host>"));
  }
  Target target = FindTarget(world, client, {parsed->host}, parsed->port);
  Translation translation;
  translation.hosts = std::move(target.looked_at);
  translation.missing = std::move(target.missing);
  translation.left_out = std::move(target.left_out);
  if (target.host.empty()) return translation;
  RouteContext context{world, client, target.host, parsed->port, translation.hosts, translation.left_out};
  translation.resource = Pack(MakeRouteTable(context, target, name));
  return translation;
}

Translation TranslateGatewayRoutes(const World& world, const Client& client, const std::string& name) {
  Translation translation;
  translation.of_everything = true;
  auto table = MakeGatewayTable(world, client, name, translation.left_out);
  if (table) translation.resource = Pack(*table);
  if (!table) translation.missing = StrCat("no Gateway whose selector the proxy's labels meet has a table \"", name, "\"");
  return translation;
}

Translation TranslateSocketRoutes(const World& world, const Client& client, const std::string& name) {
  if (client.is_gateway()) return TranslateGatewayRoutes(world, client, name);
  const auto port = ParsePortTableName(name);
  if (!port) return TranslateServiceRoutes(world, client, name);
  Translation translation;
  translation.of_everything = true;
  translation.resource = Pack(MakePortTable(world, client, *port, name, translation.left_out));
  return translation;
}

// Who waits for a table that it asked for gets an empty one, which answers 404.
Translation TranslateRoutes(const World& world, const Client& client, const std::string& name) {
  const bool by_sockets = client.Can(Capability::kSocketListeners);
  Translation translation =
      by_sockets ? TranslateSocketRoutes(world, client, name) : TranslateServiceRoutes(world, client, name);
  if (translation.resource || !client.Can(Capability::kEmptyResources)) return translation;
  translation.resource = Pack(client.Can(Capability::kTableOptions) ? MakeEnvoyTable(name) : EmptyTable(name));
  return translation;
}

Translation TranslateCluster(const World& world, const Client& client, Type type, const std::string& name) {
  auto parsed = ParseClusterName(name);
  if (!parsed) return Missing(StrCat("cluster \"", name, "\" is not of the form outbound|<port>|<subset>|<host>"));
  Translation translation;
  translation.hosts = {parsed->host};
  FoundCluster found = FindCluster(world, client, *parsed);
  translation.missing = std::move(found.missing);
  if (found.service == nullptr) return translation;
  if (type == Type::kCluster) {
    translation.resource = Pack(MakeCluster({found, client, translation.left_out}, name));
  } else if (found.service->discovery == registry::Service::Discovery::kEndpoints) {
    translation.resource = Pack(MakeEndpoints(name, found, client));
  } else {
    translation.missing = StrCat("the endpoints of \"", parsed->host, "\" are names inside its cluster");
  }
  return translation;
}

// So does a cluster wait for its endpoints.
Translation TranslateEndpoints(const World& world, const Client& client, const std::string& name) {
  Translation translation = TranslateCluster(world, client, Type::kEndpoint, name);
  if (translation.resource || !client.Can(Capability::kEmptyResources)) return translation;
  ::envoy::config::endpoint::v3::ClusterLoadAssignment nobody;
  nobody.set_cluster_name(name);
  translation.resource = Pack(nobody);
  return translation;
}

}  // namespace

std::string_view TypeUrl(Type type) { return xds::TypeUrl(xds::kAllTypes[static_cast<int>(type)]); }

std::string_view ShortName(Type type) { return kShortNames[static_cast<int>(type)]; }

std::optional<Type> TypeFromUrl(std::string_view type_url) {
  for (int i = 0; i < kTypes; ++i) {
    if (xds::TypeUrl(xds::kAllTypes[i]) == type_url) return static_cast<Type>(i);
  }
  return std::nullopt;
}

Translation Translate(const World& world, const Client& client, Type type, const std::string& name) {
  switch (type) {
    case Type::kListener:
      return TranslateListener(world, client, name);
    case Type::kRoute:
      return TranslateRoutes(world, client, name);
    case Type::kCluster:
      return TranslateCluster(world, client, type, name);
    case Type::kEndpoint:
      return TranslateEndpoints(world, client, name);
  }
  return {};
}

}  // namespace weft::translate
