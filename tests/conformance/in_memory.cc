// SPDX-License-Identifier: Apache-2.0
#include "conformance/in_memory.h"

#include <stdexcept>

#include "base/random.h"
#include "base/strings.h"
#include "conformance/drive.h"
#include "engine/testing/route_oracle.h"
#include "manifest/object/kind.h"
#include "manifest/references.h"
#include "mesh/testing/fake_control_plane.h"
#include "registry/registry.h"
#include "translate/translate.h"
#include "xds/resource/parse.h"

namespace weft::conformance {
namespace {

using translate::Translation;
using translate::Type;

store::Object StoredObject(const Json& manifest, uint64_t version) {
  const manifest::Kind* kind =
      manifest::FindByKind(manifest["apiVersion"].get<std::string>(), manifest["kind"].get<std::string>());
  const manifest::Meta meta = manifest::ParseMeta(manifest);
  return {{kind->group, kind->plural, meta.ns, meta.name}, version, std::make_shared<Json>(manifest)};
}

void AddReferenceWarnings(const std::vector<Json>& manifests, manifest::Report& report) {
  std::vector<manifest::DestinationRule> rules;
  for (const Json& manifest : manifests) {
    if (manifest["kind"] != "DestinationRule") continue;
    if (auto rule = manifest::ParseDestinationRule(manifest); rule.ok()) rules.push_back(*std::move(rule));
  }
  for (const Json& manifest : manifests) {
    if (manifest["kind"] != "VirtualService") continue;
    auto service = manifest::ParseVirtualService(manifest);
    if (!service.ok()) continue;
    for (std::string& warning : manifest::ReferenceWarnings(*service, rules)) report.warnings.push_back(std::move(warning));
  }
}

// Puts in place whatever a client that dials the row's authority will subscribe to.
class Publisher {
 public:
  Publisher(const Row& row, mesh::FakeControlPlane& plane, Observation& seen, std::vector<std::string>& complaints)
      : world_(WorldOf(row)), client_(ClientOf(row)), plane_(plane), seen_(seen), complaints_(complaints) {
    for (const Json& manifest : row.manifests) {
      if (manifest["kind"] == "VirtualService") rules_.push_back(manifest::ParseVirtualService(manifest).value());
    }
  }

  void Publish(const std::string& dialled) {
    CollectReports();
    for (const std::string& name : std::set<std::string>{dialled, ToLower(dialled)}) {
      const auto resource = Put(Type::kListener, name, &seen_.missing);
      if (!resource) continue;
      const auto listener = xds::ParseListener(*resource);
      if (!listener.ok()) return complaints_.push_back(listener.status().ToString());
      PublishRoutes(listener->value.route_config_name);
    }
  }

 private:
  void CollectReports() {
    for (const auto& service : rules_) {
      const std::string name = service.meta.ns + "/" + service.meta.name;
      for (const auto& dropped : world_->virtual_services().DroppedOf(service)) {
        seen_.reports.push_back("dropped: " + dropped.root + " " + dropped.root_field + " -> " + dropped.delegate + " " +
                                dropped.delegate_field + ": " + dropped.reason);
      }
      for (const auto& shadow : world_->virtual_services().ShadowedBy(service)) {
        seen_.reports.push_back("shadowed: " + name + " at " + shadow.host + " by " + shadow.owner->meta.ns + "/" +
                                shadow.owner->meta.name);
      }
    }
  }

  std::optional<::google::protobuf::Any> Put(Type type, const std::string& name, std::string* missing = nullptr) {
    Translation translation = translate::Translate(*world_, client_, type, name);
    if (!translation.resource) {
      if (missing != nullptr) *missing = translation.missing;
      plane_.SetError(std::string(translate::TypeUrl(type)), name, translation.missing);
      return std::nullopt;
    }
    for (const std::string& line : translation.left_out) seen_.reports.push_back("left out: " + line);
    mesh::FakeControlPlane::Response response;
    response.set_type_url(std::string(translate::TypeUrl(type)));
    *response.add_resources() = *translation.resource;
    plane_.Set(response, name);
    return translation.resource;
  }

  void PublishRoutes(const std::string& name) {
    const auto resource = Put(Type::kRoute, name);
    if (!resource) return complaints_.push_back("there are no routes called " + name);
    auto routes = xds::ParseRoutes(*resource);
    if (!routes.ok()) return complaints_.push_back(routes.status().ToString());
    seen_.not_applied = routes->ignored;
    std::set<std::string> clusters;
    for (const model::VirtualHost& host : routes->value.virtual_hosts) {
      for (const model::Route& route : host.routes) {
        for (const model::WeightedCluster& cluster : route.clusters) clusters.insert(cluster.cluster);
        for (const model::Mirror& mirror : route.mirrors) clusters.insert(mirror.cluster);
      }
    }
    for (const std::string& cluster : clusters) {
      if (Put(Type::kCluster, cluster)) Put(Type::kEndpoint, cluster);
    }
    seen_.table = std::move(routes->value);
  }

  const std::shared_ptr<const registry::World> world_;
  const translate::Client client_;
  std::vector<manifest::VirtualService> rules_;
  mesh::FakeControlPlane& plane_;
  Observation& seen_;
  std::vector<std::string>& complaints_;
};

// The route that the oracle finds; the engine must have found the same.
void ConsultOracle(const RequestHead& head, Observation& seen, std::vector<std::string>& complaints) {
  if (!seen.table) return;
  Random random(1);
  const model::Route* route = engine::testing::RouteOracle(*seen.table).Match(head, random);
  if (route == nullptr) {
    if (!seen.cluster.empty()) complaints.push_back("the oracle finds no route, the engine cluster " + seen.cluster);
    return;
  }
  seen.route = *route;
  if (route->name != seen.route_name) {
    complaints.push_back("the oracle takes route \"" + route->name + "\", the engine \"" + seen.route_name + "\"");
  }
}

}  // namespace

manifest::Report CheckManifests(const Row& row, std::vector<Json>& manifests) {
  manifest::Report all;
  manifests = row.AllManifests();
  for (Json& manifest : manifests) {
    const manifest::Kind* kind =
        manifest::FindByKind(manifest["apiVersion"].get<std::string>(), manifest["kind"].get<std::string>());
    manifest::Report report = manifest::Check(*kind, manifest, manifest::UnknownFields::kRefuse);
    all.problems.insert(all.problems.end(), report.problems.begin(), report.problems.end());
    all.warnings.insert(all.warnings.end(), report.warnings.begin(), report.warnings.end());
  }
  if (all.ok()) AddReferenceWarnings(manifests, all);
  return all;
}

std::shared_ptr<const registry::World> WorldOf(const Row& row) {
  std::vector<Json> manifests;
  const manifest::Report report = CheckManifests(row, manifests);
  if (!report.ok()) throw std::runtime_error("refused: " + report.problems[0].field + ": " + report.problems[0].message);
  registry::Registry registry;
  uint64_t version = 0;
  for (const Json& manifest : manifests) registry.Put(StoredObject(manifest, ++version));
  for (const auto& [name, error] : registry.errors()) throw std::runtime_error(name + ": " + error);
  return registry.Take().world;
}

translate::Client ClientOf(const Row& row) {
  translate::Client client;
  client.capabilities = clients::OfSdk();
  client.ns = row.ns;
  client.labels = row.labels;
  return client;
}

std::set<int> PortsOf(const registry::World& world, const translate::Client& client, const std::string& cluster) {
  std::set<int> ports;
  const Translation translation = translate::Translate(world, client, Type::kEndpoint, cluster);
  if (!translation.resource) return ports;
  const auto endpoints = xds::ParseEndpoints(*translation.resource);
  if (!endpoints.ok()) throw std::runtime_error(endpoints.status().ToString());
  for (const model::LocalityEndpoints& locality : endpoints->value.localities) {
    for (const model::Endpoint& endpoint : locality.endpoints) ports.insert(endpoint.port);
  }
  return ports;
}

Observation ObserveInMemory(const Row& row, std::vector<std::string>& complaints) {
  Observation seen;
  mesh::FakeControlPlane plane;
  Publisher(row, plane, seen, complaints).Publish(row.request.authority);
  const auto mesh = plane.StartMesh();
  // A first call waits for a host until its deadline, even when it is reported as missing: it may come.
  const std::chrono::milliseconds patience = seen.table ? std::chrono::hours(24) : std::chrono::milliseconds(100);
  OwnedHead owned(row.request, patience);
  Drive(*mesh, owned.head(), row.answers, seen);
  ConsultOracle(owned.head(), seen, complaints);
  return seen;
}

}  // namespace weft::conformance
