// SPDX-License-Identifier: Apache-2.0
#include "common/mesh_start.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace bookinfo {
namespace {

ServiceOptions ReviewsV2() {
  ServiceOptions options;
  options.app = "reviews";
  options.version = "v2";
  options.pod_name = "reviews-v2-77";
  options.xds = "127.0.0.1:15010";
  return options;
}

TEST(MeshStart, TheNodeIdentifiesThisProcess) {
  const weft::Bootstrap bootstrap = BootstrapFor(ReviewsV2(), 77);
  ASSERT_EQ(bootstrap.xds_servers.size(), 1u);
  EXPECT_EQ(bootstrap.xds_servers[0].server_uri, "127.0.0.1:15010");
  EXPECT_EQ(bootstrap.node.id, "sidecar~127.0.0.1~reviews-v2-77.default~default.svc.cluster.local");
  const auto metadata = nlohmann::json::parse(bootstrap.node.metadata_json);
  EXPECT_EQ(metadata["NAMESPACE"], "default");
  EXPECT_EQ(metadata["WORKLOAD_NAME"], "reviews-v2");
  EXPECT_EQ(metadata["LABELS"].dump(), R"({"app":"reviews","version":"v2"})");
}

TEST(MeshStart, TheWorkloadNamesThePortAndTheAdvertisedAddress) {
  ServiceOptions options = ReviewsV2();
  options.address = "0.0.0.0";
  options.advertised_address = "10.0.0.7";
  const weft::Workload workload = WorkloadFor(options, 41873);
  EXPECT_EQ(workload.name, "reviews-v2-77");
  EXPECT_EQ(workload.address, "10.0.0.7");
  EXPECT_EQ(workload.ports.at("http"), 41873);
  EXPECT_EQ(workload.labels.at("version"), "v2");
}

TEST(MeshStart, AWithdrawnWorkloadIsSelectedByNobodyAndKeepsItsName) {
  const weft::Workload workload = WorkloadFor(ReviewsV2(), 1);
  EXPECT_TRUE(Withdrawn(workload).labels.empty());
  EXPECT_EQ(Withdrawn(workload).name, workload.name);
}

}  // namespace
}  // namespace bookinfo
