// SPDX-License-Identifier: Apache-2.0
#include "weft/bootstrap.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace weft {
namespace {

using ::testing::HasSubstr;

constexpr char kGood[] = R"({
  "xds_servers": [{"server_uri": "127.0.0.1:15010", "channel_creds": [{"type": "tls"}, {"type": "insecure"}],
                   "server_features": ["xds_v3"]}],
  "node": {"id": "n1", "cluster": "c", "locality": {"region": "r", "zone": "z", "sub_zone": "s"},
           "metadata": {"NAMESPACE": "shop"}},
  "authorities": {}, "unknown": 1})";

TEST(Bootstrap, ReadsGrpcsFormatAndTakesTheFirstSupportedCredentials) {
  auto bootstrap = Bootstrap::FromJson(kGood);
  ASSERT_TRUE(bootstrap.ok()) << bootstrap.status();
  EXPECT_EQ(bootstrap->xds_servers[0].server_uri, "127.0.0.1:15010");
  EXPECT_EQ(bootstrap->xds_servers[0].channel_creds, "insecure");
  EXPECT_EQ(bootstrap->node.id, "n1");
  EXPECT_EQ(bootstrap->node.locality, (Locality{"r", "z", "s"}));
  EXPECT_EQ(bootstrap->node.metadata_json, R"({"NAMESPACE":"shop"})");
}

struct BadCase {
  const char* json;
  const char* message;
};

class BadBootstrap : public ::testing::TestWithParam<BadCase> {};

TEST_P(BadBootstrap, NamesTheFieldTheValueAndWhatWouldBeRight) {
  auto bootstrap = Bootstrap::FromJson(GetParam().json);
  EXPECT_EQ(bootstrap.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(bootstrap.status().message()), HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    All, BadBootstrap,
    ::testing::Values(BadCase{"{", "not valid JSON"}, BadCase{"[]", "the document: [] is not an object"},
                      BadCase{"{}", "xds_servers: required value"},
                      BadCase{R"({"xds_servers": []})", "xds_servers: required value"},
                      BadCase{R"({"xds_servers": "x"})", R"(xds_servers: "x" is not a list)"},
                      BadCase{R"({"xds_servers": [{"channel_creds": []}]})", "xds_servers[0].server_uri: required value"},
                      BadCase{R"({"xds_servers": [{"server_uri": 7}]})", "xds_servers[0].server_uri: 7 is not a string"},
                      BadCase{R"({"xds_servers": [{"server_uri": "a:1"}]})", "xds_servers[0].channel_creds: required value"},
                      BadCase{R"({"xds_servers": [{"server_uri": "a:1", "channel_creds": [{"type": "tls"}]}]})",
                              "supported is \"insecure\""},
                      BadCase{R"({"xds_servers": [{"server_uri": "a:1", "channel_creds": [{"type": "insecure"}]}], "node": 1})",
                              "node: 1 is not an object"},
                      BadCase{R"({"xds_servers": [{"server_uri": "a:1", "channel_creds": [{"type": "insecure"}]}],
                    "node": {"locality": {"zone": true}}})",
                              "node.locality.zone: true is not a string"}));

TEST(Bootstrap, ErrorsOfAFileNameTheFile) {
  EXPECT_THAT(std::string(Bootstrap::FromFile("/no/such/file").status().message()), HasSubstr("/no/such/file"));
}

TEST(Bootstrap, WeftsVariableComesBeforeGrpcs) {
  const auto path = std::filesystem::path(::testing::TempDir()) / "weft_bootstrap_test.json";
  std::ofstream(path) << kGood;
  setenv("WEFT_BOOTSTRAP", path.c_str(), 1);
  setenv("GRPC_XDS_BOOTSTRAP_CONFIG", "{", 1);
  EXPECT_TRUE(Bootstrap::FromEnvironment().ok());
  unsetenv("WEFT_BOOTSTRAP");
  EXPECT_EQ(Bootstrap::FromEnvironment().status().code(), absl::StatusCode::kInvalidArgument);
  unsetenv("GRPC_XDS_BOOTSTRAP_CONFIG");
  EXPECT_EQ(Bootstrap::FromEnvironment().status().code(), absl::StatusCode::kFailedPrecondition);
  std::filesystem::remove(path);
}

TEST(Bootstrap, WhatIsWeftsOwnStandsApart) {
  const std::string servers = R"({"xds_servers": [{"server_uri": "a:1", "channel_creds": [{"type": "insecure"}]}], "weft": )";
  EXPECT_TRUE(Bootstrap::FromJson(servers + R"({"allow_explain": true, "later": 1}})")->allow_explain);
  EXPECT_FALSE(Bootstrap::FromJson(servers + "{}}")->allow_explain);
  EXPECT_EQ(Bootstrap::FromJson(servers + "[]}").status().message(), "bootstrap: weft: [] is not an object");
  EXPECT_EQ(Bootstrap::FromJson(servers + R"({"allow_explain": "yes"}})").status().message(),
            "bootstrap: weft.allow_explain: \"yes\" is not true or false");
}

TEST(Bootstrap, TheProtocolIsDeltaByDefault) {
  const std::string servers = R"({"xds_servers": [{"server_uri": "a:1", "channel_creds": [{"type": "insecure"}]}], "weft": )";
  const auto protocol = [&](const std::string& weft) { return Bootstrap::FromJson(servers + weft + "}")->xds_protocol; };
  EXPECT_EQ(protocol("{}"), XdsProtocol::kDelta);
  EXPECT_EQ(protocol(R"({"xds_protocol": "delta"})"), XdsProtocol::kDelta);
  EXPECT_EQ(protocol(R"({"xds_protocol": "state-of-the-world"})"), XdsProtocol::kStateOfTheWorld);
  EXPECT_EQ(Bootstrap::FromJson(servers + R"({"xds_protocol": "sotw"}})").status().message(),
            "bootstrap: weft.xds_protocol: \"sotw\" is not \"delta\" or \"state-of-the-world\"");
}

TEST(Bootstrap, DeeplyNestedJsonIsRefusedAndNotACrash) { EXPECT_FALSE(Bootstrap::FromJson(std::string(200'000, '[')).ok()); }

}  // namespace
}  // namespace weft
