// SPDX-License-Identifier: Apache-2.0
// Who ends a call that takes too long: the application by its deadline, or the timeout of its rule.
//
// gRPC C++ 1.51 counts a rule's timeout in steps of its own: it ends calls up to two seconds early.
#include "interop/grpc_cpp/stock_grpc.h"

namespace weft::test {
namespace {

using ::grpc::StatusCode;
using std::chrono::milliseconds;

constexpr milliseconds kRuleTimeout{3000};
constexpr milliseconds kEarly{2000};
constexpr milliseconds kLate{5000};

class Timeouts : public StockGrpc {
 protected:
  Timeouts() {
    AddVersion("v1");
    EXPECT_TRUE(EachAnswers({"v1"}));
    ApplyRoutes(R"(
  - match: [{uri: {exact: /echo.Echo/Limited}}]
    timeout: 3s
    route: [{destination: {host: echo}}]
  - route: [{destination: {host: echo}}])");
  }
  static CallOptions Limited(const std::string& behavior) {
    return {.method = "/echo.Echo/Limited", .headers = {{"rpc-behavior", behavior}}};
  }
  static CallOptions Unlimited(const std::string& behavior) { return {.headers = {{"rpc-behavior", behavior}}}; }
};

TEST_F(Timeouts, TheRulesEndsACallAndOfNoOtherRule) {
  PendingCall other(channel_, Unlimited("sleep-3500"));
  PendingCall limited(channel_, Limited("keep-open"));
  const Reply reply = limited.Wait();
  EXPECT_EQ(reply.code, StatusCode::DEADLINE_EXCEEDED);
  EXPECT_GT(reply.took, kRuleTimeout - kEarly - milliseconds(100));
  EXPECT_LT(reply.took, kRuleTimeout + kLate) << "the application's own deadline is 20 s";
  EXPECT_EQ(other.Wait().text, "v1");
}

TEST_F(Timeouts, TheApplicationsOwnCountsWhenItIsShorter) {
  CallOptions options = Limited("keep-open");
  options.deadline = milliseconds(300);
  const Reply reply = Call(channel_, options);
  EXPECT_EQ(reply.code, StatusCode::DEADLINE_EXCEEDED);
  EXPECT_GE(reply.took, milliseconds(290));
  EXPECT_LT(reply.took, kRuleTimeout - kEarly);
}

TEST_F(Timeouts, ACallThatIsQuickEnoughIsLeftAlone) {
  CallOptions options = Limited("sleep-200");
  options.deadline = milliseconds(10'000);
  const Reply reply = Call(channel_, options);
  EXPECT_EQ(reply.text, "v1");
  EXPECT_GE(reply.took, milliseconds(200));
}

TEST_F(Timeouts, OfAStreamIsItsWholeLife) {
  Chat chat(channel_, {.method = "/echo.Echo/Limited"});
  EXPECT_EQ(chat.Send(), "v1");
  const Reply reply = chat.AwaitEnd();
  EXPECT_EQ(reply.code, StatusCode::DEADLINE_EXCEEDED);
  EXPECT_LT(reply.took, kRuleTimeout + kLate);
}

}  // namespace
}  // namespace weft::test
