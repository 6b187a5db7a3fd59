// SPDX-License-Identifier: Apache-2.0
// Shares of the traffic, and traffic that moves as a whole.
#include "interop/grpc_cpp/callers.h"
#include "interop/grpc_cpp/stock_grpc.h"

namespace weft::test {
namespace {

class Splitting : public StockGrpc {
 protected:
  Splitting() {
    AddVersion("v1");
    AddVersion("v2");
    EXPECT_TRUE(EachAnswers({"v1", "v2"}));
  }
};

std::string AllTo(const std::string& subset) { return "  - route: [{destination: {host: echo, subset: " + subset + "}}]"; }

std::string Shares(int v1, int v2) {
  return "  - route: [{destination: {host: echo, subset: v1}, weight: " + std::to_string(v1) +
         "}, {destination: {host: echo, subset: v2}, weight: " + std::to_string(v2) + "}]";
}

TEST_F(Splitting, TwentyToEighty) {
  ApplyRoutes(Shares(20, 80));
  Counts counts = Count(1000);
  EXPECT_EQ(counts["v1"] + counts["v2"], 1000);
  EXPECT_NEAR(counts["v1"], 200, 63) << "five standard deviations";
}

TEST_F(Splitting, WeightsNeedNotAddUpToAHundred) {
  ApplyRoutes(Shares(2, 1));
  Counts counts = Count(900);
  EXPECT_EQ(counts["v1"] + counts["v2"], 900);
  EXPECT_NEAR(counts["v1"], 600, 70) << "five standard deviations";
}

TEST_F(Splitting, AShareOfNothingIsNothing) {
  ApplyRoutes(Shares(0, 100));
  EXPECT_EQ(Count(50), (Counts{{"v2", 50}}));
}

TEST_F(Splitting, AllTrafficMovesToAnotherSubsetAndNoCallFails) {
  ApplyRoutes(AllTo("v1"));
  Callers callers(channel_, 4);
  for (const char* subset : {"v2", "v1", "v2"}) {
    ApplyRoutes(AllTo(subset));
    EXPECT_EQ(Count(50), (Counts{{subset, 50}}));
  }
  EXPECT_EQ(callers.Stop(), "");
}

TEST_F(Splitting, AllTrafficMovesToAnotherServiceAndNoCallFails) {
  Apply(ServiceYaml("other"));
  AddBackend({.name = "elsewhere", .app = "other"});
  ASSERT_EQ(Call(Connect("other")).text, "elsewhere");
  Callers callers(channel_, 4);
  ApplyRoutes("  - route: [{destination: {host: other}}]");
  EXPECT_EQ(Count(50), (Counts{{"elsewhere", 50}}));
  ApplyRoutes(AllTo("v1"));
  EXPECT_EQ(Count(50), (Counts{{"v1", 50}}));
  EXPECT_EQ(callers.Stop(), "");
}

}  // namespace
}  // namespace weft::test
