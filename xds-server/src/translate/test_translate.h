// SPDX-License-Identifier: Apache-2.0
// For tests: translate from a few lines of YAML and unpack what comes out.
#pragma once

#include <string>
#include <vector>

#include "envoy/config/cluster/v3/cluster.pb.h"
#include "envoy/config/endpoint/v3/endpoint.pb.h"
#include "envoy/config/listener/v3/listener.pb.h"
#include "envoy/config/route/v3/route.pb.h"
#include "gtest/gtest.h"
#include "registry/test_world.h"
#include "translate/translate.h"

namespace weft::translate {

// The SDK of this release, gRPC and Envoy, in the namespace "default".
inline const Client kWeftClient{clients::OfSdk(), "default", {}};
inline const Client kGrpcClient{clients::OfGrpc(), "default", {}};
inline const Client kEnvoyClient{clients::OfEnvoy(), "default", {}};

inline Client ClientThatCan(clients::CapabilitySet capabilities) { return {capabilities, "default", {}}; }

// Fails the test when the resource does not exist.
template <typename Message>
Message Make(const registry::World& world, const Client& client, Type type, const std::string& name) {
  Message message;
  Translation translation = Translate(world, client, type, name);
  EXPECT_TRUE(translation.resource.has_value()) << name << ": " << translation.missing;
  if (translation.resource) {
    EXPECT_EQ(translation.resource->type_url(), TypeUrl(type));
    EXPECT_TRUE(translation.resource->UnpackTo(&message));
  }
  return message;
}

inline ::envoy::config::route::v3::RouteConfiguration MakeRoutes(const registry::World& world, const Client& client,
                                                                 const std::string& name) {
  return Make<::envoy::config::route::v3::RouteConfiguration>(world, client, Type::kRoute, name);
}

inline std::string WhyMissing(const registry::World& world, const Client& client, Type type, const std::string& name) {
  Translation translation = Translate(world, client, type, name);
  EXPECT_FALSE(translation.resource.has_value()) << name;
  return translation.missing;
}

// A Service called `name` on port 9080 that selects `app: name`.
inline std::string ServiceYaml(const std::string& name, const std::string& ns = "default", const std::string& port = "9080") {
  return "---\napiVersion: v1\nkind: Service\nmetadata: {name: " + name + ", namespace: " + ns +
         "}\nspec: {selector: {app: " + name + "}, ports: [{name: http, port: " + port + "}]}\n";
}

inline std::string WorkloadYaml(const std::string& name, const std::string& rest) {
  return "---\napiVersion: networking.istio.io/v1\nkind: WorkloadEntry\nmetadata: {name: " + name + "}\nspec: {" + rest + "}\n";
}

// `http` is the block under spec.http, in flow or block style.
inline std::string VirtualServiceYaml(const std::string& http, const std::string& host = "reviews") {
  return "---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: rule}\nspec:\n  hosts: [\"" + host +
         "\"]\n  http:\n" + http;
}

inline std::string DestinationRuleYaml(const std::string& rest, const std::string& host = "reviews") {
  return "---\napiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: rule}\nspec:\n  host: \"" + host +
         "\"\n" + rest;
}

inline constexpr char kReviewsRoutes[] = "outbound|9080||reviews.default.svc.cluster.local";

// The routes that `client` gets for reviews:9080 under a VirtualService with these http rules; `more` is YAML as well.
inline std::vector<::envoy::config::route::v3::Route> ReviewsRoutes(const std::string& http, const Client& client = kWeftClient,
                                                                    const std::string& more = "") {
  auto world = registry::WorldFromYaml(ServiceYaml("reviews") + ServiceYaml("ratings") + VirtualServiceYaml(http) + more);
  auto table = MakeRoutes(*world, client, kReviewsRoutes);
  if (table.virtual_hosts_size() == 0) return {};
  return {table.virtual_hosts(0).routes().begin(), table.virtual_hosts(0).routes().end()};
}

inline std::string OriginOfRoute(const ::envoy::config::route::v3::Route& route) {
  auto weft = route.metadata().filter_metadata().find("weft");
  return weft == route.metadata().filter_metadata().end() ? "" : weft->second.fields().at("origin").string_value();
}

}  // namespace weft::translate
