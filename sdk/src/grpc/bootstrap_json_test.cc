// SPDX-License-Identifier: Apache-2.0
#include "grpc/bootstrap_json.h"

#include "gmock/gmock.h"

namespace weft::grpc {
namespace {

Bootstrap Whole() {
  Bootstrap bootstrap;
  bootstrap.xds_servers = {{.server_uri = "127.0.0.1:15010", .server_features = {"xds_v3"}}, {.server_uri = "unix:///tmp/xds"}};
  bootstrap.node = {.id = "sidecar~127.0.0.1~shop-1.default~default.svc.cluster.local",
                    .cluster = "shop",
                    .locality = {.region = "eu", .zone = "a", .sub_zone = "1"},
                    .metadata_json = R"({"LABELS":{"app":"shop"},"NAMESPACE":"default"})"};
  return bootstrap;
}

TEST(BootstrapJson, ReadsBackAsTheSame) {
  const auto read = Bootstrap::FromJson(BootstrapToJson(Whole()));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, Whole());
}

TEST(BootstrapJson, NamesTheListenerOfServers) {
  EXPECT_THAT(BootstrapToJson(Whole()),
              ::testing::HasSubstr(R"("server_listener_resource_name_template":"xds.istio.io/grpc/lds/inbound/%s")"));
}

class BootstrapOfTheEnvironment : public ::testing::Test {
 protected:
  ~BootstrapOfTheEnvironment() override { unsetenv("GRPC_XDS_BOOTSTRAP_CONFIG"); }
};

TEST_F(BootstrapOfTheEnvironment, ServesTheMeshOfTheSameNodeAlone) {
  unsetenv("GRPC_XDS_BOOTSTRAP");
  EXPECT_FALSE(EnvironmentHolds(Whole())) << "nothing is set";
  setenv("GRPC_XDS_BOOTSTRAP_CONFIG", BootstrapToJson(Whole()).c_str(), 1);
  EXPECT_TRUE(EnvironmentHolds(Whole()));
  Bootstrap other = Whole();
  other.node.id = "another";
  EXPECT_FALSE(EnvironmentHolds(other));
}

}  // namespace
}  // namespace weft::grpc
