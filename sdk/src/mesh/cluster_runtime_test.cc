// SPDX-License-Identifier: Apache-2.0
#include "mesh/cluster_runtime.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "engine/testing/builders.h"
#include "mesh/mesh_access.h"
#include "mesh/testing/call_fixture.h"

namespace weft::mesh {
namespace {

using engine::OutcomeClass;

class ClusterRuntimeTest : public ::testing::Test {
 protected:
  ClusterRuntimeTest() {
    runtime_.endpoints().Update({"c", {engine::testing::LocalityOf({1, 1})}}, TimePoint());
    endpoint_ = runtime_.endpoints().all()[0].get();
  }

  bool Report(OutcomeClass outcome, bool retriable) {
    runtime_.OnAttemptStart(*endpoint_);
    return runtime_.OnAttemptEnd(*endpoint_, {outcome, retriable, std::chrono::milliseconds(1)});
  }

  int events_ = 0;
  ClusterRuntime runtime_{[this] { ++events_; }};
  engine::EndpointState* endpoint_ = nullptr;
};

TEST_F(ClusterRuntimeTest, AnAttemptIsInFlightFromItsStartToItsEnd) {
  runtime_.OnAttemptStart(*endpoint_);
  EXPECT_EQ(endpoint_->in_flight.load(), 1u);
  runtime_.OnAttemptEnd(*endpoint_, {OutcomeClass::kCancelled, false, std::chrono::nanoseconds(0)});
  EXPECT_EQ(endpoint_->in_flight.load(), 0u);
}

TEST_F(ClusterRuntimeTest, RetriableEndsDrawOnTheBudgetSuccessesFillItAndOthersLeaveItAlone) {
  constexpr int32_t kFull = engine::RetryBudget::kCapacity;
  EXPECT_TRUE(Report(OutcomeClass::kGatewayError, true));
  EXPECT_TRUE(Report(OutcomeClass::kSuccess, true)) << "a status below 500 that the policy retries";
  EXPECT_EQ(runtime_.retry_budget().tokens(), kFull - 2);
  EXPECT_FALSE(Report(OutcomeClass::kServerError, false));
  EXPECT_FALSE(Report(OutcomeClass::kCancelled, false));
  EXPECT_EQ(runtime_.retry_budget().tokens(), kFull - 2);
  EXPECT_FALSE(Report(OutcomeClass::kSuccess, false));
  EXPECT_EQ(runtime_.retry_budget().tokens(), kFull);
  for (int i = 0; i < 49; ++i) EXPECT_TRUE(Report(OutcomeClass::kNotConnected, true));
  EXPECT_FALSE(Report(OutcomeClass::kNotConnected, true));
}

TEST_F(ClusterRuntimeTest, ManyChangesAreOneEventUntilThePickerIsBuiltAnew) {
  runtime_.SetAvailable(*endpoint_, true);
  EXPECT_EQ(events_, 0) << "no change";
  runtime_.SetAvailable(*endpoint_, false);
  runtime_.SetAvailable(*runtime_.endpoints().all()[1], false);
  EXPECT_EQ(events_, 1);
  runtime_.BeginRebuild();
  runtime_.SetAvailable(*endpoint_, true);
  EXPECT_EQ(events_, 2);
}

TEST_F(ClusterRuntimeTest, AfterDisconnectNothingIsRaised) {
  runtime_.Disconnect();
  runtime_.SetAvailable(*endpoint_, false);
  EXPECT_EQ(events_, 0);
}

TEST(ClusterRuntimeThreads, NoChangeIsLostWhileAttemptsReportAndPickersAreBuilt) {
  const model::Endpoints endpoints{"c", {engine::testing::LocalityOf({1, 1, 1, 1})}};
  std::atomic<int> raised{0}, running{2};
  ClusterRuntime runtime([&raised] { ++raised; });
  runtime.endpoints().Update(endpoints, TimePoint());
  const auto& states = runtime.endpoints().all();
  const auto report = [&](uint64_t seed) {
    Random random(seed);
    for (int i = 0; i < 5000; ++i) {
      engine::EndpointState& endpoint = *states[random.Below(4)];
      runtime.OnAttemptStart(endpoint);
      runtime.OnAttemptEnd(endpoint, {OutcomeClass::kBroken, random.Below(2) == 0, std::chrono::nanoseconds(1)});
      runtime.SetAvailable(endpoint, random.Below(2) == 0);
    }
    --running;
  };
  std::thread one(report, 1), two(report, 2);
  std::shared_ptr<const engine::LoadBalancedCluster> built;
  Random random(3);
  for (int handled = 0; running > 0 || handled != raised;) {
    if (handled == raised) continue;
    handled = raised;
    runtime.BeginRebuild();
    built = engine::LoadBalancedCluster::Build(engine::testing::ClusterWith(model::LeastRequest()), endpoints,
                                               runtime.endpoints(), random);
  }
  one.join();
  two.join();
  const auto available = std::count_if(states.begin(), states.end(), [](const auto& state) { return state->available.load(); });
  EXPECT_EQ(built->available(), static_cast<size_t>(available));
  for (const auto& state : states) EXPECT_EQ(state->in_flight.load(), 0u);
}

class ClusterEvents : public CallFixture {
 protected:
  ClusterSlot Slot() { return (*MeshAccess::Core(*mesh_).Read().Find("shop:9080"))->clusters[0]; }

  bool EventuallyAvailable(size_t endpoints) {
    for (const TimePoint end = Clock::now() + std::chrono::seconds(10); Clock::now() < end; std::this_thread::yield()) {
      if (Slot().cluster->available() == endpoints) return true;
    }
    return false;
  }
};

TEST_F(ClusterEvents, AnEndpointThatBecomesUnavailableIsLeftByTheNextSnapshotAndComesBack) {
  Serve([](auto&) {});
  Play({Outcome::Response(200)});
  const ClusterSlot before = Slot();
  ASSERT_EQ(before.cluster->available(), 2u);
  engine::EndpointState& endpoint = *before.cluster->endpoints()[0];
  before.runtime->SetAvailable(endpoint, false);
  ASSERT_TRUE(EventuallyAvailable(1));
  for (int i = 0; i < 20; ++i) EXPECT_NE(Play({Outcome::Response(200)}).first.at(0), endpoint.port);
  EXPECT_EQ(Slot().runtime, before.runtime);
  before.runtime->SetAvailable(endpoint, true);
  EXPECT_TRUE(EventuallyAvailable(2));
}

TEST_F(ClusterEvents, AChangeAfterTheMeshIsGoneChangesNothing) {
  Serve([](auto&) {});
  Play({Outcome::Response(200)});
  const ClusterSlot slot = Slot();
  mesh_.reset();
  slot.runtime->SetAvailable(*slot.cluster->endpoints()[0], false);
  EXPECT_EQ(slot.cluster->available(), 2u);
}

}  // namespace
}  // namespace weft::mesh
