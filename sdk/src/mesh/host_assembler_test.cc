// SPDX-License-Identifier: Apache-2.0
#include "mesh/host_assembler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/testing/builders.h"
#include "weft/testing.h"

namespace weft::mesh {
namespace {

using engine::testing::LocalityOf;

// Listeners a:80 and b:80 with a route each to the cluster of the same letter; both clusters have two endpoints.
class HostAssemblerTest : public ::testing::Test {
 protected:
  HostAssemblerTest() {
    for (const std::string name : {"a", "b"}) {
      auto route = engine::testing::PrefixRoute("r");
      route.clusters = {{name, 1}};
      model::Listener listener;
      listener.inline_routes = engine::testing::OneHost({route});
      cache_.listeners.Set(name + ":80", std::move(listener));
      SetCluster(name, model::LeastRequest());
      SetEndpoints(name, {1, 1});
    }
    AssembleAll();
  }

  void SetCluster(const std::string& name, const model::LoadBalancing& policy) {
    model::Cluster cluster = engine::testing::ClusterWith(policy);
    cluster.name = cluster.eds_service_name = name;
    cache_.clusters.Set(name, std::move(cluster));
  }
  void SetEndpoints(const std::string& name, const std::vector<uint32_t>& weights) {
    cache_.endpoints.Set(name, model::Endpoints{name, {LocalityOf(weights)}});
  }
  void AssembleAll() {
    for (const auto& [listener, resource] : cache_.listeners)
      hosts_[listener] = assembler_.Assemble(listener, cache_, hosts_[listener]);
  }
  const ClusterSlot& Slot(const std::string& name) { return hosts_[name + ":80"]->clusters[0]; }

  xds::ResourceCache cache_;
  HostConfigs hosts_;
  weft::testing::FakeEnv env_;
  std::vector<std::string> changed_;
  HostAssembler assembler_{{.log = [](LogLevel, std::string_view) {},
                            .env = env_,
                            .cluster_changed = [this](const std::string& cluster) { changed_.push_back(cluster); }}};
};

TEST_F(HostAssemblerTest, AnEventOfAClusterRebuildsItsPickerAndTheHostsThatCallIt) {
  const auto a = hosts_["a:80"], b = hosts_["b:80"];
  Slot("a").runtime->SetAvailable(*Slot("a").cluster->endpoints()[1], false);
  ASSERT_THAT(changed_, ::testing::ElementsAre("a"));
  EXPECT_TRUE(assembler_.RebuildCluster("a", hosts_));
  EXPECT_NE(hosts_["a:80"], a);
  EXPECT_EQ(hosts_["b:80"], b) << "the other host is as it was";
  EXPECT_EQ(Slot("a").cluster->available(), 1u);
  EXPECT_EQ(a->clusters[0].cluster->available(), 2u) << "calls that run keep what they started with";
  EXPECT_EQ(hosts_["a:80"]->routes, a->routes);
  const auto rebuilt = hosts_["a:80"];
  AssembleAll();
  EXPECT_EQ(hosts_["a:80"], rebuilt) << "and the configuration has not changed";
}

TEST_F(HostAssemblerTest, AnEventOfAClusterThatIsGoneDoesNothing) {
  const ClusterSlot slot = Slot("a");
  cache_.listeners.Keep({"b:80"});
  cache_.clusters.Keep({"b"});
  assembler_.DropUnused(cache_);
  EXPECT_FALSE(assembler_.RebuildCluster("a", hosts_));
  slot.runtime->SetAvailable(*slot.cluster->endpoints()[0], false);
  EXPECT_THAT(changed_, ::testing::IsEmpty());
}

TEST_F(HostAssemblerTest, TheRuntimeOutlivesEveryUpdate) {
  const ClusterSlot before = Slot("a");
  engine::EndpointState& first = *before.cluster->endpoints()[0];
  before.runtime->SetAvailable(first, false);
  first.Begin();
  SetCluster("a", model::RoundRobin());
  AssembleAll();
  env_.Advance(std::chrono::seconds(5));
  SetEndpoints("a", {3, 1, 1});
  AssembleAll();
  const ClusterSlot& after = Slot("a");
  EXPECT_EQ(after.runtime, before.runtime);
  EXPECT_EQ(after.cluster->endpoints()[0].get(), &first);
  EXPECT_EQ(first.in_flight.load(), 1u);
  EXPECT_EQ(after.cluster->available(), 2u) << "the endpoint is still kept away";
  EXPECT_EQ(first.since, env_.Now() - std::chrono::seconds(5));
  EXPECT_EQ(after.cluster->endpoints()[2]->since, env_.Now());
}

TEST_F(HostAssemblerTest, AnEndpointThatLeavesAndComesBackIsNew) {
  const auto first = Slot("a").cluster->endpoints()[1];
  SetEndpoints("a", {1});
  AssembleAll();
  SetEndpoints("a", {1, 1});
  AssembleAll();
  EXPECT_NE(Slot("a").cluster->endpoints()[1], first);
}

}  // namespace
}  // namespace weft::mesh
