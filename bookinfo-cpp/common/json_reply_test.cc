// SPDX-License-Identifier: Apache-2.0
#include "common/json_reply.h"

#include <gtest/gtest.h>

namespace bookinfo {
namespace {

TEST(ProductId, TakesWholeNumbersOnly) {
  EXPECT_EQ(ParseProductId("0"), 0);
  EXPECT_EQ(ParseProductId("12"), 12);
  EXPECT_EQ(ParseProductId("+7"), 7);
  EXPECT_EQ(ParseProductId("-1"), -1);
  for (const char* wrong : {"", "abc", "1a", "1.5", " 1", "+-1", "99999999999"}) {
    EXPECT_EQ(ParseProductId(wrong), std::nullopt) << wrong;
  }
}

TEST(Reply, KeepsTheOrderOfMembers) {
  ::httplib::Response response;
  Reply(response, 201, Json{{"zeta", 1}, {"alpha", 2}});
  EXPECT_EQ(response.status, 201);
  EXPECT_EQ(response.body, R"({"zeta":1,"alpha":2})");
  EXPECT_EQ(response.get_header_value("Content-Type"), "application/json");
}

TEST(Reply, ReplacesBytesThatAreNoText) {
  ::httplib::Response response;
  ReplyError(response, 400, "a\xff");
  EXPECT_EQ(response.body, "{\"error\":\"a\xEF\xBF\xBD\"}");
}

}  // namespace
}  // namespace bookinfo
