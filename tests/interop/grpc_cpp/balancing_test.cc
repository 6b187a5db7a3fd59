// SPDX-License-Identifier: Apache-2.0
// Which backends calls reach: those that announced themselves, in turn, as they come and go.
#include "interop/grpc_cpp/callers.h"
#include "interop/grpc_cpp/stock_grpc.h"

namespace weft::test {
namespace {

using ::grpc::StatusCode;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Key;
using ::testing::Not;

class Balancing : public StockGrpc {
 protected:
  void AddFour() {
    for (const char* name : {"one", "two", "three", "four"}) four_.push_back(&AddBackend({.name = name}));
    ASSERT_TRUE(EachAnswers({"one", "two", "three", "four"}));
  }
  // What the control plane reports and this client's resources do not contain.
  static std::vector<std::string> LeftOut() {
    std::vector<std::string> lines;
    for (const auto& stream : control_plane().StreamsOf(kStockNode)) {
      lines.insert(lines.end(), stream.left_out.begin(), stream.left_out.end());
    }
    return lines;
  }

  std::vector<Backend*> four_;
};

const Counts kEvenly = {{"one", 25}, {"two", 25}, {"three", 25}, {"four", 25}};

TEST_F(Balancing, EveryBackendGetsACall) {
  for (const char* name : {"one", "two", "three", "four"}) AddBackend({.name = name});
  Counts counts;
  EXPECT_TRUE(Eventually([&] {
    for (const auto& [name, calls] : Count(4)) counts[name] += calls;
    return counts.size() == 4;
  })) << ::testing::PrintToString(counts);
  EXPECT_THAT(counts, Not(Contains(Key(HasSubstr(" ")))));
}

TEST_F(Balancing, CallsGoRoundRobin) {
  AddFour();
  EXPECT_EQ(Count(100), kEvenly);
}

TEST_F(Balancing, BackendsThatComeBackHaveTheirShareAgain) {
  AddFour();
  for (Backend* backend : four_) backend->Stop();
  EXPECT_EQ(Call(channel_, {.wait_for_ready = false}).code, StatusCode::UNAVAILABLE);
  for (Backend* backend : four_) backend->Start();
  ASSERT_TRUE(EachAnswers({"one", "two", "three", "four"}));
  EXPECT_EQ(Count(100), kEvenly);
}

TEST_F(Balancing, NoCallFailsWhenBackendsWithdraw) {
  AddFour();
  Callers callers(channel_, 4);
  four_[2]->Withdraw();
  four_[3]->Withdraw();
  EXPECT_TRUE(Eventually([&] { return Count(20) == Counts{{"one", 10}, {"two", 10}}; }));
  EXPECT_EQ(callers.Stop(), "");
}

TEST_F(Balancing, NoCallFailsWhenBackendsAreAdded) {
  AddBackend({.name = "one"});
  ASSERT_TRUE(EachAnswers({"one"}));
  Callers callers(channel_, 4);
  AddBackend({.name = "two"});
  EXPECT_TRUE(Eventually([&] { return Count(20) == Counts{{"one", 10}, {"two", 10}}; }));
  EXPECT_EQ(callers.Stop(), "");
}

TEST_F(Balancing, AnySpellingOfTheNameWillDo) {
  AddVersion("v1");
  for (const char* suffix : {"", ".svc", ".svc.cluster.local"}) {
    const std::string target = "xds:///echo." + ns() + suffix + ":9080";
    EXPECT_EQ(Call(::grpc::CreateChannel(target, ::grpc::InsecureChannelCredentials())).text, "v1") << target;
  }
}

// gRPC 1.51 refuses clusters with the first ones, and dies of a ring.
TEST_F(Balancing, UnsupportedBalancersAreNotSent) {
  AddVersion("v1");
  AddVersion("v2");
  for (const std::string balancer : {"simple: RANDOM", "simple: LEAST_REQUEST", "consistentHash: {httpHeaderName: x-user}",
                                     "consistentHash: {httpHeaderName: x-user, maglev: {tableSize: 101}}"}) {
    Apply(SubsetsYaml("echo", "{loadBalancer: {" + balancer + "}}"));
    ApplyRoutes("  - route: [{destination: {host: echo}}]");
    EXPECT_TRUE(EachAnswers({"v1", "v2"})) << balancer;
    EXPECT_EQ(Count(10), (Counts{{"v1", 5}, {"v2", 5}})) << balancer;
    EXPECT_EQ(control_plane().Refusals(), "") << balancer;
    EXPECT_THAT(LeftOut(), Contains(HasSubstr("loadBalancer"))) << balancer;
  }
}

}  // namespace
}  // namespace weft::test
