// SPDX-License-Identifier: Apache-2.0
#include "translate/naming/names.h"

#include "gtest/gtest.h"

namespace weft::translate {
namespace {

TEST(Names, AClusterNameIsTakenApartAndPutTogether) {
  auto name = ParseClusterName("outbound|9080|v1|reviews.default.svc.cluster.local");
  ASSERT_TRUE(name);
  EXPECT_EQ(name->port, 9080u);
  EXPECT_EQ(name->subset, "v1");
  EXPECT_EQ(name->host, "reviews.default.svc.cluster.local");
  EXPECT_EQ(MakeClusterName(name->port, name->subset, name->host), "outbound|9080|v1|reviews.default.svc.cluster.local");
}

TEST(Names, WhatIsNoClusterNameIsRefused) {
  for (const char* bad : {"", "outbound|9080|reviews", "inbound|9080||x", "outbound|x||h", "outbound|0||h", "outbound|65536||h",
                          "outbound|80||", "outbound|80||h|x", "outbound|80a||h"}) {
    EXPECT_FALSE(ParseClusterName(bad)) << bad;
  }
}

TEST(Names, ADialledNameIsHostAndPort) {
  auto name = ParseDialName("reviews:9080");
  ASSERT_TRUE(name);
  EXPECT_EQ(name->host, "reviews");
  EXPECT_EQ(name->port, 9080u);
  EXPECT_EQ(ParseDialName("[::1]:80")->host, "::1");
}

TEST(Names, WhatNamesNoPortIsRefused) {
  for (const char* bad : {"", "reviews", ":80", "reviews:", "reviews:http", "::1:80", "reviews:0", "reviews:70000"}) {
    EXPECT_FALSE(ParseDialName(bad)) << bad;
  }
}

TEST(SocketNames, AreAnAddressOrAHostAndThePortThatServicesHave) {
  EXPECT_EQ(MakeSocketName("127.0.0.1", 9080), "127.0.0.1_9080");
  auto parsed = ParseSocketName("a_b.example.com_80");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->where, "a_b.example.com");
  EXPECT_EQ(parsed->port, 80u);
  for (const char* name : {"", "_80", "reviews:9080", "x_", "x_0", "x_65536", "x_8a"})
    EXPECT_FALSE(ParseSocketName(name)) << name;
}

TEST(SocketNames, ThePortAloneNamesTheTableOfAllServices) {
  EXPECT_EQ(ParsePortTableName("9080"), 9080u);
  for (const char* name : {"", "0", "http.80", "80 "}) EXPECT_FALSE(ParsePortTableName(name)) << name;
}

}  // namespace
}  // namespace weft::translate
