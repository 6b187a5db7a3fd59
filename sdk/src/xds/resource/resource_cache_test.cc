// SPDX-License-Identifier: Apache-2.0
// The four types of a mesh on the client: what leads to what, and how each is read.
#include "xds/resource/resource_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/fake_timers.h"
#include "xds/ads/ads_client.h"
#include "xds/testing/messages.h"
#include "xds/testing/recording_transport.h"

namespace weft::xds {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ResourceCacheTest : public ::testing::Test {
 protected:
  ResourceCacheTest()
      : client_(TwoServers(XdsProtocol::kStateOfTheWorld), transport_, env_, timers_, [](LogLevel, std::string_view) {},
                {.on_resources = [] {}, .on_connection = [] {}}) {
    for (ResourceSet* set : cache_.sets()) client_.Register(*set);
    client_.Start();
    client_.Subscribe(TypeUrl(ResourceType::kListener), "reviews:9080");
  }

  SotwRequest Take() { return transport_.Take<SotwRequest>(); }
  // The request for the next type, behind the ACK.
  SotwRequest TakeNext() {
    Take();
    return Take();
  }
  // Brings reviews:9080 to life up to its endpoints.
  void RespondWithAll() {
    client_.OnResponse(ListenerResponse("reviews:9080", "routes", "l1"));
    client_.OnResponse(RoutesResponse("routes", {"c1"}, "r1"));
    client_.OnResponse(ClusterResponse({"c1"}, "c1"));
    client_.OnResponse(EndpointsResponse("c1", {8080}, "e1"));
    transport_.requests.clear();
  }

  weft::testing::FakeEnv env_;
  weft::testing::FakeTimers timers_{env_};
  RecordingTransport transport_;
  ResourceCache cache_;
  AdsClient client_;
};

TEST_F(ResourceCacheTest, AListenerLeadsToRoutesTheseToClustersAndTheseToEndpoints) {
  EXPECT_THAT(Take().resource_names(), ElementsAre("reviews:9080"));
  client_.OnResponse(ListenerResponse("reviews:9080", "routes", "l1"));
  const SotwRequest routes = TakeNext();
  EXPECT_EQ(routes.type_url(), TypeUrl(ResourceType::kRoutes));
  EXPECT_THAT(routes.resource_names(), ElementsAre("routes"));

  client_.OnResponse(RoutesResponse("routes", {"c1", "c2"}, "r1"));
  const SotwRequest clusters = TakeNext();
  EXPECT_EQ(clusters.type_url(), TypeUrl(ResourceType::kCluster));
  EXPECT_THAT(clusters.resource_names(), ElementsAre("c1", "c2"));

  client_.OnResponse(ClusterResponse({"c1", "c2"}, "c1"));
  const SotwRequest endpoints = TakeNext();
  EXPECT_EQ(endpoints.type_url(), TypeUrl(ResourceType::kEndpoints));
  EXPECT_THAT(endpoints.resource_names(), ElementsAre("c1", "c2"));

  client_.OnResponse(EndpointsResponse("c1", {8080}, "e1"));
  EXPECT_EQ(cache_.endpoints.at("c1").state, ResourceState::kKnown);
  EXPECT_EQ(cache_.endpoints.at("c2").state, ResourceState::kRequested);
}

TEST_F(ResourceCacheTest, ClustersOfMirrorsAreSubscribedToo) {
  client_.OnResponse(ListenerResponse("reviews:9080", "routes", "l1"));
  auto routes = Routes("routes", {"c1"});
  auto* mirror = routes.mutable_virtual_hosts(0)->mutable_routes(0)->mutable_route()->add_request_mirror_policies();
  mirror->set_cluster("shadow");
  TestResponse response = EmptyResponse(ResourceType::kRoutes, "r1");
  response.add_resources()->PackFrom(routes);
  client_.OnResponse(response);
  EXPECT_TRUE(cache_.clusters.contains("c1"));
  EXPECT_TRUE(cache_.clusters.contains("shadow"));
}

TEST_F(ResourceCacheTest, ARefusalNamesTheTypeTheNameAndTheField) {
  RespondWithAll();
  TestResponse response = ClusterResponse({"c1"}, "c-bad");
  response.mutable_resources(0)->PackFrom(RingHashCluster("c1"));
  client_.OnResponse(response);
  EXPECT_THAT(Take().error_detail().message(), HasSubstr("Cluster \"c1\": lb_policy: RING_HASH is not supported"));
  EXPECT_EQ(cache_.clusters.at("c1").state, ResourceState::kKnown) << "the old version stays";
}

TEST_F(ResourceCacheTest, FullStateIsSentOfListenersAndClustersAlone) {
  RespondWithAll();
  client_.OnResponse(EndpointsResponse("other", {1}, "e2"));
  client_.OnResponse(RoutesResponse("other", {"c1"}, "r2"));
  EXPECT_EQ(cache_.endpoints.at("c1").state, ResourceState::kKnown);
  EXPECT_EQ(cache_.routes.at("routes").state, ResourceState::kKnown);
  client_.OnResponse(ClusterResponse({}, "c2"));
  EXPECT_EQ(cache_.clusters.at("c1").state, ResourceState::kMissing);
  client_.OnResponse(EmptyResponse(ResourceType::kListener, "l2"));
  EXPECT_EQ(cache_.listeners.at("reviews:9080").state, ResourceState::kMissing);
}

TEST_F(ResourceCacheTest, FieldsThatWeftDoesNotApplyAreListedByResourceAndPath) {
  client_.OnResponse(ListenerResponse("reviews:9080", "routes", "l1"));
  TestResponse response = RoutesResponse("routes", {"c1"}, "r1");
  AddHashPolicy(response);
  client_.OnResponse(response);
  EXPECT_THAT(client_.IgnoredFields(), ElementsAre("RouteConfiguration/routes: virtual_hosts[0].routes[0].route.hash_policy"));
}

}  // namespace
}  // namespace weft::xds
