// SPDX-License-Identifier: Apache-2.0
// Calls that are tried again. A backend is configured to fail until the nth retry.
#include "interop/grpc_cpp/stock_grpc.h"

namespace weft::test {
namespace {

using ::grpc::StatusCode;

class Retries : public StockGrpc {
 protected:
  Retries() { EXPECT_TRUE(EachAnswers({"v1"})); }
  void Retry(const std::string& retries) {
    ApplyRoutes("  - retries: {" + retries + "}\n    route: [{destination: {host: echo}}]");
  }
  static std::string FailUntil(int retry, StatusCode code) {
    return "error-code-" + std::to_string(code) + ",succeed-on-retry-attempt-" + std::to_string(retry);
  }
  Reply SendFailingUntil(int retry, StatusCode code = StatusCode::UNAVAILABLE) {
    return Send({{"rpc-behavior", FailUntil(retry, code)}});
  }

  Backend& backend_ = AddVersion("v1");
};

TEST_F(Retries, AsOftenAsTheRuleDefines) {
  Retry("attempts: 3, retryOn: unavailable");
  const int before = backend_.calls();
  EXPECT_EQ(SendFailingUntil(4).code, StatusCode::UNAVAILABLE);
  EXPECT_EQ(backend_.calls() - before, 4) << "the first attempt and three retries";
  Retry("attempts: 4, retryOn: unavailable");
  EXPECT_EQ(SendFailingUntil(4).text, "v1");
}

TEST_F(Retries, OnlyOnTheStatusOfTheRule) {
  Retry("attempts: 2, retryOn: resource-exhausted");
  EXPECT_EQ(SendFailingUntil(1, StatusCode::RESOURCE_EXHAUSTED).text, "v1");
  const int before = backend_.calls();
  EXPECT_EQ(SendFailingUntil(1, StatusCode::UNAVAILABLE).code, StatusCode::UNAVAILABLE);
  EXPECT_EQ(backend_.calls() - before, 1);
}

TEST_F(Retries, NotAtAllWhereTheRuleDefinesSo) {
  Retry("attempts: 0");
  const int before = backend_.calls();
  EXPECT_EQ(SendFailingUntil(1).code, StatusCode::UNAVAILABLE);
  EXPECT_EQ(backend_.calls() - before, 1);
}

TEST_F(Retries, TwiceWithoutARule) {
  EXPECT_EQ(SendFailingUntil(2).text, "v1");
  EXPECT_EQ(SendFailingUntil(3).code, StatusCode::UNAVAILABLE);
}

TEST_F(Retries, ReachAnotherBackend) {
  AddVersion("v2");
  ASSERT_TRUE(EachAnswers({"v1", "v2"}));
  Retry("attempts: 2, retryOn: unavailable");
  const Counts counts = Count(20, {.headers = {{"rpc-behavior", "hostname=v1 error-code-14"}}});
  EXPECT_EQ(counts, (Counts{{"v2", 20}}));
}

}  // namespace
}  // namespace weft::test
