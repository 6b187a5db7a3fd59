// SPDX-License-Identifier: Apache-2.0
// Streams follow the rules as single calls do, each as one call.
#include "interop/grpc_cpp/stock_grpc.h"

namespace weft::test {
namespace {

using ::grpc::StatusCode;

class Streams : public StockGrpc {
 protected:
  Streams() {
    AddVersion("v1");
    AddVersion("v2");
    EXPECT_TRUE(EachAnswers({"v1", "v2"}));
  }
};

constexpr char kJasonToV2[] = R"(
  - match: [{headers: {end-user: {exact: jason}}}]
    route: [{destination: {host: echo, subset: v2}}]
  - route: [{destination: {host: echo, subset: v1}}])";

TEST_F(Streams, FollowHeaderRules) {
  ApplyRoutes(kJasonToV2);
  Chat jason(channel_, {.headers = {{"end-user", "jason"}}});
  Chat anna(channel_);
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(jason.Send(), "v2");
    EXPECT_EQ(anna.Send(), "v1");
  }
  EXPECT_EQ(jason.Finish().code, StatusCode::OK);
  EXPECT_EQ(anna.Finish().code, StatusCode::OK);
}

TEST_F(Streams, StayWhereTheyAreWhenRulesChange) {
  ApplyRoutes("  - route: [{destination: {host: echo, subset: v1}}]");
  Chat before(channel_);
  EXPECT_EQ(before.Send(), "v1");
  ApplyRoutes("  - route: [{destination: {host: echo, subset: v2}}]");
  Chat after(channel_);
  EXPECT_EQ(before.Send(), "v1");
  EXPECT_EQ(after.Send(), "v2");
  EXPECT_EQ(before.Finish().code, StatusCode::OK);
}

TEST_F(Streams, AreBalancedOneByOne) {
  Counts counts;
  for (int i = 0; i < 10; ++i) {
    Chat chat(channel_);
    const auto first = chat.Send();
    ASSERT_TRUE(first);
    EXPECT_EQ(chat.Send(), first) << "a stream is one call";
    ++counts[*first];
  }
  EXPECT_EQ(counts, (Counts{{"v1", 5}, {"v2", 5}}));
}

TEST_F(Streams, AreAbortedByAFault) {
  ApplyRoutes(R"(
  - fault: {abort: {grpcStatus: UNAUTHENTICATED, percentage: {value: 100}}}
    route: [{destination: {host: echo}}])");
  Chat chat(channel_);
  EXPECT_EQ(chat.AwaitEnd().code, StatusCode::UNAUTHENTICATED);
}

}  // namespace
}  // namespace weft::test
