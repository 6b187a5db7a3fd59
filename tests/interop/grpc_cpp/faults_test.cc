// SPDX-License-Identifier: Apache-2.0
// Faults that rules inject: delays and aborts, for a share of the calls or for those with a header.
#include <deque>

#include "interop/grpc_cpp/stock_grpc.h"

namespace weft::test {
namespace {

using ::grpc::StatusCode;
using std::chrono::milliseconds;

constexpr milliseconds kDelay{600};

class Faults : public StockGrpc {
 protected:
  Faults() {
    AddVersion("v1");
    EXPECT_TRUE(EachAnswers({"v1"}));
  }
  void Inject(const std::string& fault) { ApplyRoutes("  - fault: {" + fault + "}\n    route: [{destination: {host: echo}}]"); }
  // Of so many calls at once, how many took as long as the delay.
  int Delayed(int calls) {
    std::deque<PendingCall> pending;
    for (int i = 0; i < calls; ++i) pending.emplace_back(channel_);
    int delayed = 0;
    for (PendingCall& call : pending) {
      const Reply reply = call.Wait();
      EXPECT_EQ(reply.text, "v1");
      if (reply.took >= kDelay) ++delayed;
    }
    return delayed;
  }
};

TEST_F(Faults, AnAbortHasTheStatusOfTheRule) {
  Inject("abort: {grpcStatus: PERMISSION_DENIED, percentage: {value: 100}}");
  EXPECT_EQ(Send().code, StatusCode::PERMISSION_DENIED);
}

TEST_F(Faults, AnHttpStatusIsTheGrpcStatusThatItMeans) {
  Inject("abort: {httpStatus: 401, percentage: {value: 100}}");
  EXPECT_EQ(Send().code, StatusCode::UNAUTHENTICATED);
  Inject("abort: {httpStatus: 404, percentage: {value: 100}}");
  EXPECT_EQ(Send().code, StatusCode::UNIMPLEMENTED);
}

TEST_F(Faults, NoneOfNoCalls) {
  Inject("abort: {httpStatus: 500, percentage: {value: 0}}, delay: {fixedDelay: 600ms, percentage: {value: 0}}");
  EXPECT_EQ(Count(50), (Counts{{"v1", 50}}));
  EXPECT_LT(Delayed(10), 5);
}

TEST_F(Faults, AbortsOfHalfTheCalls) {
  Inject("abort: {grpcStatus: NOT_FOUND, percentage: {value: 50}}");
  EXPECT_NEAR(Count(400)["v1"], 200, 50) << "five standard deviations";
}

TEST_F(Faults, DelaysOfAllCalls) {
  Inject("delay: {fixedDelay: 600ms, percentage: {value: 100}}");
  EXPECT_EQ(Delayed(10), 10);
}

TEST_F(Faults, DelaysOfHalfTheCalls) {
  Inject("delay: {fixedDelay: 600ms, percentage: {value: 50}}");
  EXPECT_NEAR(Delayed(100), 50, 25) << "five standard deviations";
}

TEST_F(Faults, BothTogether) {
  Inject("delay: {fixedDelay: 600ms, percentage: {value: 100}}, abort: {grpcStatus: ABORTED, percentage: {value: 100}}");
  const Reply reply = Send();
  EXPECT_EQ(reply.code, StatusCode::ABORTED);
  EXPECT_GE(reply.took, kDelay);
}

TEST_F(Faults, ForCallsWithAHeaderAlone) {
  ApplyRoutes(R"(
  - match: [{headers: {x-victim: {exact: "yes"}}}]
    fault: {abort: {grpcStatus: RESOURCE_EXHAUSTED, percentage: {value: 100}}}
    route: [{destination: {host: echo}}]
  - route: [{destination: {host: echo}}])");
  EXPECT_EQ(Send({{"x-victim", "yes"}}).code, StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(Send({{"x-victim", "no"}}).text, "v1");
  EXPECT_EQ(Send().text, "v1");
}

}  // namespace
}  // namespace weft::test
