// SPDX-License-Identifier: Apache-2.0
// How many calls may be open at once: connectionPool.http.http2MaxRequests.
#include <deque>

#include "interop/grpc_cpp/stock_grpc.h"

namespace weft::test {
namespace {

using ::grpc::StatusCode;

class CircuitBreaking : public StockGrpc {
 protected:
  CircuitBreaking() { EXPECT_TRUE(EachAnswers({"v1"})); }
  ~CircuitBreaking() override { kept_.clear(); }

  void Limit(int calls) {
    Apply(SubsetsYaml("echo", "{connectionPool: {http: {http2MaxRequests: " + std::to_string(calls) + "}}}"));
  }
  // Opens calls until one fails at once, or `most` are open; returns how many are.
  size_t Fill(size_t most) {
    while (kept_.size() < most) {
      const CallOptions keep_open{.headers = {{"rpc-behavior", "keep-open"}}};
      auto& call = kept_.emplace_back(std::make_unique<PendingCall>(channel_, keep_open));
      const int open = static_cast<int>(kept_.size());
      EXPECT_TRUE(Eventually([&] { return call->Done() || backend_.open() == open; }));
      if (!call->Done()) continue;
      last_ = call->Wait();
      kept_.pop_back();
      break;
    }
    return kept_.size();
  }

  Backend& backend_ = AddVersion("v1");
  std::deque<std::unique_ptr<PendingCall>> kept_;
  Reply last_;
};

TEST_F(CircuitBreaking, CallsPastTheLimitFailAndFollowItsChanges) {
  Limit(5);
  ASSERT_TRUE(Eventually(
      [&] {
        kept_.clear();
        return Eventually([&] { return backend_.open() == 0; }) && Fill(6) == 5;
      },
      std::chrono::seconds(20)));
  EXPECT_EQ(last_.code, StatusCode::UNAVAILABLE) << last_.text;
  EXPECT_EQ(Send().code, StatusCode::UNAVAILABLE) << "calls of other kinds count too";
  Limit(8);
  EXPECT_TRUE(Eventually([&] { return Fill(9) == 8; }, std::chrono::seconds(20))) << "the limit was raised";
  EXPECT_EQ(Fill(9), 8u);
  kept_.pop_front();
  EXPECT_TRUE(Eventually([&] { return Send().code == StatusCode::OK; })) << "a call has ended";
}

TEST_F(CircuitBreaking, EachSubsetHasItsOwn) {
  Backend& second = AddVersion("v2");
  Limit(2);
  ApplyRoutes(R"(
  - match: [{headers: {x-to: {exact: v2}}}]
    route: [{destination: {host: echo, subset: v2}}]
  - route: [{destination: {host: echo, subset: v1}}])");
  ASSERT_TRUE(Eventually(
      [&] {
        kept_.clear();
        return Eventually([&] { return backend_.open() == 0; }) && Fill(3) == 2;
      },
      std::chrono::seconds(20)));
  EXPECT_EQ(Send({{"x-to", "v2"}}).text, "v2");
  EXPECT_GT(second.calls(), 0);
}

}  // namespace
}  // namespace weft::test
