// SPDX-License-Identifier: Apache-2.0
#include "control/refusal.h"

#include <charconv>
#include <optional>
#include <set>

#include "base/strings.h"
#include "control/resource_types.h"
#include "envoy/config/route/v3/route.pb.h"
#include "manifest/object/group.h"
#include "registry/hostname.h"
#include "translate/envoy/gateway_servers.h"
#include "translate/naming/lookup.h"
#include "translate/naming/names.h"
#include "translate/naming/origin.h"
#include "translate/route/target.h"

namespace weft::control {
namespace {

using registry::World;
using translate::Client;
using Causes = std::set<store::Key>;

store::Key NetworkingKey(std::string_view plural, std::string_view ns, std::string_view name) {
  return {std::string(manifest::kNetworkingGroup), std::string(plural), std::string(ns), std::string(name)};
}

// "virtualservice/default/reviews http[1]", or "destination default: serviceentry/shop/pay".
void AddObjectOfOrigin(std::string_view origin, Causes& causes) {
  for (std::string_view part : Split(origin, ' ')) {
    const std::vector<std::string_view> parts = Split(part, '/');
    if (parts.size() != 3) continue;
    if (parts[0] == "virtualservice") causes.insert(NetworkingKey("virtualservices", parts[1], parts[2]));
    if (parts[0] == "serviceentry") causes.insert(NetworkingKey("serviceentries", parts[1], parts[2]));
  }
}

// The numbers n of each `routes[n]`.
std::set<int> RoutesPointedAt(std::string_view message) {
  constexpr std::string_view kField = "routes[";
  std::set<int> numbers;
  for (size_t at = message.find(kField); at != std::string_view::npos; at = message.find(kField, at + 1)) {
    const char* first = message.data() + at + kField.size();
    int number = 0;
    const auto [end, error] = std::from_chars(first, message.data() + message.size(), number);
    if (error == std::errc() && end != message.data() + message.size() && *end == ']') numbers.insert(number);
  }
  return numbers;
}

std::string OriginOf(const ::envoy::config::route::v3::Route& route) {
  const auto& metadata = route.metadata().filter_metadata();
  const auto weft = metadata.find(translate::kOriginNamespace);
  if (weft == metadata.end()) return "";
  const auto origin = weft->second.fields().find(translate::kOriginKey);
  return origin == weft->second.fields().end() ? "" : origin->second.string_value();
}

void AddOrigins(const ::envoy::config::route::v3::RouteConfiguration& table, const std::set<int>* only, Causes& causes) {
  for (const auto& host : table.virtual_hosts()) {
    for (int i = 0; i < host.routes_size(); ++i) {
      if (only == nullptr || only->contains(i)) AddObjectOfOrigin(OriginOf(host.routes(i)), causes);
    }
  }
}

void AddService(const registry::Service* service, Causes& causes) {
  if (service != nullptr && !service->is_platform) causes.insert(NetworkingKey("serviceentries", service->ns, service->name));
}

void AddRule(const registry::EffectiveRule* rule, Causes& causes) {
  if (rule == nullptr) return;
  causes.insert(NetworkingKey("virtualservices", rule->source->meta.ns, rule->source->meta.name));
  for (const registry::EffectiveRoute& route : rule->http) AddObjectOfOrigin(route.origin, causes);
}

void AddCausesOfTable(const World& world, const Client& client, const std::string& name,
                      const ::google::protobuf::Any& resource, const std::string& message, Causes& causes) {
  ::envoy::config::route::v3::RouteConfiguration table;
  if (!resource.UnpackTo(&table)) return;
  const std::set<int> pointed_at = RoutesPointedAt(message);
  if (!pointed_at.empty()) AddOrigins(table, &pointed_at, causes);
  if (causes.empty()) AddOrigins(table, nullptr, causes);
  const auto parsed = translate::ParseClusterName(name);
  if (!causes.empty() || !parsed) return;
  const translate::Target target = translate::FindTarget(world, client, {parsed->host}, parsed->port);
  AddRule(target.rule, causes);
  if (target.rule == nullptr) AddService(target.service, causes);
}

// The Gateways that share a socket of an Envoy at the edge.
void AddGateways(const World& world, const Client& client, const std::string& name, Causes& causes) {
  for (const translate::GatewaySocket& socket : translate::GatewaySockets(world, client)) {
    if (translate::MakeSocketName(socket.bind, socket.port) != name) continue;
    for (const translate::ServedServer& served : socket.servers) {
      causes.insert(NetworkingKey("gateways", served.gateway->meta.ns, served.gateway->meta.name));
    }
  }
}

void AddCausesOfListener(const World& world, const Client& client, const std::string& name, Causes& causes) {
  if (client.is_gateway()) return AddGateways(world, client, name, causes);
  const auto dialled = translate::ParseDialName(name);
  if (!dialled) return;
  const translate::Target target =
      translate::FindTarget(world, client, registry::CandidateHosts(dialled->host, client.ns, world.domain()), dialled->port);
  if (target.service == nullptr) return AddRule(target.rule, causes);  // the rule alone makes the host callable
  AddService(target.service, causes);
}

void AddCausesOfCluster(const World& world, const Client& client, const std::string& name, Causes& causes) {
  const auto parsed = translate::ParseClusterName(name);
  if (!parsed) return;
  const translate::FoundCluster found = translate::FindCluster(world, client, *parsed);
  for (const auto& rule : found.rule.rules) causes.insert(NetworkingKey("destinationrules", rule->meta.ns, rule->meta.name));
  AddService(found.service, causes);
}

}  // namespace

std::vector<store::Key> CausesOf(const World& world, const Client& client, translate::Type type, const std::string& name,
                                 const ::google::protobuf::Any& resource, const std::string& message) {
  Causes causes;
  switch (type) {
    case translate::Type::kListener:
      AddCausesOfListener(world, client, name, causes);
      break;
    case translate::Type::kRoute:
      AddCausesOfTable(world, client, name, resource, message, causes);
      break;
    default:
      AddCausesOfCluster(world, client, name, causes);
  }
  return {causes.begin(), causes.end()};
}

std::vector<Refusal> RefusalsOf(const ads::Hub& hub, const WorldSource& source) {
  std::vector<Refusal> list;
  for (ads::Nack& nack : hub.Nacks()) {
    const translate::Type type = TypeOf(nack.key.type);
    auto causes = CausesOf(source.world(), source.client(nack.key.shape), type, nack.key.name, *nack.resource, nack.message);
    list.push_back({std::move(nack.node_id), type, std::move(nack.key.name), std::move(nack.message), std::move(causes)});
  }
  return list;
}

}  // namespace weft::control
