// SPDX-License-Identifier: Apache-2.0
#include "registry/services/protocol.h"

#include "gmock/gmock.h"

namespace weft::registry {
namespace {

Protocol Named(const std::string& name, uint32_t number = 9080) { return ProtocolOf({name, number, ""}); }
Protocol Says(const std::string& protocol, const std::string& name = "") { return ProtocolOf({name, 9080, protocol}); }

TEST(ProtocolSelection, TheNameBeforeTheHyphenSaysIt) {
  EXPECT_EQ(Named("http"), Protocol::kHttp);
  EXPECT_EQ(Named("http-web"), Protocol::kHttp);
  EXPECT_EQ(Named("HTTP2-x"), Protocol::kHttp2);
  EXPECT_EQ(Named("grpc-a-b"), Protocol::kGrpc);
  EXPECT_EQ(Named("grpc-web"), Protocol::kGrpcWeb);
  EXPECT_EQ(Named("grpc-web-x"), Protocol::kGrpcWeb);
  EXPECT_EQ(Named("https"), Protocol::kHttps);
  EXPECT_EQ(Named("tls-x"), Protocol::kTls);
  EXPECT_EQ(Named("tcp-x"), Protocol::kTcp);
  EXPECT_EQ(Named("udp"), Protocol::kUdp);
  EXPECT_EQ(Named("mongo"), Protocol::kMongo);
  EXPECT_EQ(Named("redis"), Protocol::kRedis);
  EXPECT_EQ(Named("mysql"), Protocol::kMysql);
}

TEST(ProtocolSelection, AppProtocolBeatsTheName) {
  EXPECT_EQ(Says("tcp", "http"), Protocol::kTcp);
  EXPECT_EQ(Says("acme.example/thing", "tcp"), Protocol::kUnknown) << "also when it says nothing known";
  EXPECT_EQ(Says("kubernetes.io/h2c", "tcp"), Protocol::kHttp2);
  EXPECT_EQ(Says("kubernetes.io/ws"), Protocol::kHttp);
  EXPECT_EQ(Says("kubernetes.io/wss"), Protocol::kHttps);
}

TEST(ProtocolSelection, APortThatSaysNothingMaySpeakHttpExceptWhereTheServerSpeaksFirst) {
  EXPECT_EQ(Named(""), Protocol::kUnknown);
  EXPECT_EQ(Named("web"), Protocol::kUnknown);
  for (uint32_t port : {25, 53, 3306, 27017}) EXPECT_EQ(Named("", port), Protocol::kTcp) << port;
  EXPECT_EQ(Named("http", 3306), Protocol::kHttp) << "but a name counts";
}

TEST(ProtocolSelection, HttpRulesConcernHttpAndWhatMayBeIt) {
  for (const char* name : {"", "http", "http2", "grpc", "grpc-web"}) EXPECT_TRUE(IsHttp(Named(name))) << name;
  for (const char* name : {"https", "tls", "tcp", "udp", "mongo", "redis", "mysql"}) EXPECT_FALSE(IsHttp(Named(name))) << name;
}

TEST(ProtocolSelection, EachHasAName) {
  EXPECT_EQ(ProtocolName(Named("http2")), "HTTP/2");
  EXPECT_EQ(ProtocolName(Named("")), "unknown");
}

}  // namespace
}  // namespace weft::registry
