// SPDX-License-Identifier: Apache-2.0
// Backends elsewhere are there for when those nearby fail: an outlierDetection turns localities into priorities.
#include "interop/grpc_cpp/callers.h"
#include "interop/grpc_cpp/stock_grpc.h"

namespace weft::test {
namespace {

const Locality kThere = {"there", "b", ""};

class Failover : public StockGrpc {
 protected:
  Failover() {
    Apply(SubsetsYaml("echo", "{outlierDetection: {consecutive5xxErrors: 5, interval: 10s, baseEjectionTime: 30s}}"));
    EXPECT_TRUE(AllReach("near"));
  }

  Backend& near_ = AddBackend({.name = "near", .locality = kHere});
  Backend& far_ = AddBackend({.name = "far", .locality = kThere});
};

TEST_F(Failover, FromProcessesThatDiedAndBack) {
  near_.Stop();
  EXPECT_TRUE(AllReach("far"));
  near_.Start();
  EXPECT_TRUE(AllReach("near"));
}

TEST_F(Failover, FromProcessesThatWithdrewAndBackWithoutAFailure) {
  Callers callers(channel_, 2);
  near_.Withdraw();
  EXPECT_TRUE(AllReach("far"));
  near_.Announce();
  EXPECT_TRUE(AllReach("near"));
  EXPECT_EQ(callers.Stop(), "");
}

TEST_F(Failover, NotWhileOneNearbyLives) {
  Backend& neighbour = AddBackend({.name = "neighbour", .locality = kHere});
  ASSERT_TRUE(EachAnswers({"near", "neighbour"}));
  near_.Stop();
  ASSERT_TRUE(AllReach("neighbour"));
  const int calls = far_.calls();
  EXPECT_EQ(Count(50), (Counts{{"neighbour", 50}}));
  EXPECT_EQ(far_.calls(), calls);
  neighbour.Stop();
  EXPECT_TRUE(AllReach("far"));
}

TEST_F(Failover, OnlyWhereTheRuleConfiguresIt) {
  Apply(SubsetsYaml("echo"));
  EXPECT_TRUE(Eventually([&] {
    Counts counts = Count(50);
    return counts["near"] > 0 && counts["far"] > 0;
  }));
}

}  // namespace
}  // namespace weft::test
