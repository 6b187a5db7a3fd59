// SPDX-License-Identifier: Apache-2.0
#include "mesh/call/ready_wait.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

#include "mesh/testing/call_fixture.h"

namespace weft::mesh {
namespace {

TEST(CancellableCallback, RunsOnceAndNotAfterItWasCancelled) {
  int runs = 0;
  CancellableCallback callback([&] { ++runs; });
  callback.Run();
  callback.Run();
  EXPECT_EQ(runs, 1);
  CancellableCallback cancelled([&] { ++runs; });
  cancelled.Cancel();
  cancelled.Run();
  EXPECT_EQ(runs, 1);
}

TEST(CancellableCallback, MayCancelItself) {
  std::unique_ptr<CancellableCallback> callback;
  callback = std::make_unique<CancellableCallback>([&] { callback->Cancel(); });
  callback->Run();
}

TEST(CancellableCallback, CancelWaitsForOneThatRuns) {
  std::promise<void> runs, go_on;
  bool over = false;
  CancellableCallback callback([&] {
    runs.set_value();
    go_on.get_future().wait();
    over = true;
  });
  std::thread runner([&] { callback.Run(); });
  runs.get_future().wait();
  std::thread releaser([&] { go_on.set_value(); });
  callback.Cancel();
  EXPECT_TRUE(over);
  runner.join();
  releaser.join();
}

using ReadyHandleTest = CallFixture;

// The callback writes to what goes the moment the handle has ended: a callback that still ran would be a race, and a use after
// free, which the sanitizers see.
TEST_F(ReadyHandleTest, NoCallbackRunsOnceTheHandleHasEnded) {
  for (int round = 0; round < 200; ++round) {
    const std::string host = "host" + std::to_string(round) + ":80";
    auto runs = std::make_unique<int>(0);
    std::optional<Call> call(mesh_->StartCall({.authority = host, .path = "/"}));
    ASSERT_TRUE(std::get<Wait>(call->Next()).for_configuration);
    ReadyHandle handle = call->OnReady([counter = runs.get()] { ++*counter; });
    std::thread server([&] { control_plane_.Serve(host, {{"c" + host, {4001}}}); });
    for (int spin = 0; spin < round * 300; ++spin) std::atomic_signal_fence(std::memory_order_seq_cst);
    call.reset();
    handle.Cancel();
    EXPECT_LE(*runs, 1);
    runs.reset();
    server.join();
  }
}

TEST_F(ReadyHandleTest, ADroppedHandleIsNotCalled) {
  Call call = StartCall();
  (void)call.Next();
  bool called = false;
  {
    const ReadyHandle dropped = call.OnReady([&] { called = true; });
  }
  Serve([](auto&) {});
  const Step step = SkipWaits(call);
  EXPECT_FALSE(called);
}

TEST_F(ReadyHandleTest, ItOutlivesCallAndMesh) {
  ReadyHandle handle;
  bool called = false;
  {
    Call call = StartCall();
    (void)call.Next();
    handle = call.OnReady([&] { called = true; });
  }
  mesh_.reset();
  EXPECT_TRUE(called) << "a mesh that is shut down wakes who waits";
  handle.Cancel();
}

}  // namespace
}  // namespace weft::mesh
