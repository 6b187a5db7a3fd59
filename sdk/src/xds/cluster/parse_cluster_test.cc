// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "xds/cluster/policies.h"
#include "xds/resource/parse.h"

namespace weft::xds {
namespace {

using ::testing::HasSubstr;

absl::StatusOr<Parsed<model::Cluster>> ClusterOf(const std::string& policies) {
  ClusterProto proto;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      "name: 'c' type: EDS eds_cluster_config { eds_config { ads {} } } " + policies, &proto));
  google::protobuf::Any any;
  any.PackFrom(proto);
  return ParseCluster(any);
}

TEST(ParseCluster, ReadsTheLoadBalancingPolicy) {
  EXPECT_EQ(ClusterOf("lb_policy: ROUND_ROBIN")->value.load_balancing, model::LoadBalancing(model::RoundRobin()));
  EXPECT_EQ(ClusterOf("lb_policy: LEAST_REQUEST")->value.load_balancing, model::LoadBalancing(model::LeastRequest()));
  EXPECT_EQ(ClusterOf("lb_policy: RANDOM")->value.load_balancing, model::LoadBalancing(model::RandomEndpoint()));
  EXPECT_THAT(std::string(ClusterOf("lb_policy: MAGLEV").status().message()), HasSubstr("lb_policy: MAGLEV is not supported"));
}

TEST(ParseCluster, AConnectTimeoutOfNothingIsTheDefault) {
  EXPECT_EQ(ClusterOf("connect_timeout { nanos: 5 }")->value.connect_timeout, std::chrono::nanoseconds(5));
  EXPECT_EQ(ClusterOf("connect_timeout {}")->value.connect_timeout, model::Cluster().connect_timeout);
  EXPECT_THAT(std::string(ClusterOf("connect_timeout { seconds: -1 }").status().message()), HasSubstr("connect_timeout: -1s"));
}

TEST(ParseCluster, WhatIsReadIsNotListedAsIgnored) {
  EXPECT_THAT(ClusterOf("lb_policy: RANDOM connect_timeout { seconds: 1 }")->ignored, ::testing::IsEmpty());
  EXPECT_THAT(ClusterOf("common_lb_config {}")->ignored, ::testing::ElementsAre("common_lb_config"));
}

}  // namespace
}  // namespace weft::xds
