// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/request/loopback_guard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::kubeapi {
namespace {

HttpRequest WithHost(const std::string& host) { return {"GET", "/", {{"host", host}}, ""}; }

TEST(LoopbackGuard, KnowsTheNamesOfLoopback) {
  for (const char* host : {"localhost", "127.0.0.1", "[::1]", "LocalHost:16443", "127.0.0.1:1", "[::1]:80"}) {
    EXPECT_FALSE(GuardLoopback(WithHost(host))) << host;
  }
}

TEST(LoopbackGuard, RefusesEveryOtherHostByName) {
  for (const char* host :
       {"", "evil.example", "evil.example:16443", "127.0.0.1.evil.example", "localhost:x", "::1", "10.0.0.1"}) {
    auto refusal = GuardLoopback(WithHost(host));
    ASSERT_TRUE(refusal) << host;
    EXPECT_EQ(refusal->code, 403);
    EXPECT_THAT(refusal->message, ::testing::HasSubstr("\"" + std::string(host) + "\""));
  }
}

TEST(LoopbackGuard, RefusesWebPages) {
  HttpRequest request = WithHost("localhost");
  request.headers.emplace_back("origin", "http://localhost:3000");
  EXPECT_TRUE(GuardLoopback(request));
}

}  // namespace
}  // namespace weft::kubeapi
