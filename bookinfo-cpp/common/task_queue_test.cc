// SPDX-License-Identifier: Apache-2.0
#include "common/task_queue.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>

namespace bookinfo {
namespace {

TEST(TaskQueue, StartsAThreadForATaskThatFindsNoneIdle) {
  ElasticTaskQueue queue(8);
  std::latch all_run(3);
  for (int i = 0; i < 3; ++i) queue.enqueue([&] { all_run.arrive_and_wait(); });
  all_run.wait();  // returns only when the three run at the same time
  EXPECT_EQ(queue.thread_count(), 3u);
  queue.shutdown();
}

TEST(TaskQueue, NeverStartsMoreThreadsThanItMay) {
  ElasticTaskQueue queue(2);
  std::atomic<int> done = 0;
  for (int i = 0; i < 50; ++i) queue.enqueue([&] { ++done; });
  EXPECT_LE(queue.thread_count(), 2u);
  queue.shutdown();
  EXPECT_EQ(done, 50);
}

TEST(TaskQueue, ShutdownRunsWhatWasAccepted) {
  ElasticTaskQueue queue(1);
  std::latch release(1);
  std::atomic<int> done = 0;
  queue.enqueue([&] { release.wait(); });
  for (int i = 0; i < 10; ++i) queue.enqueue([&] { ++done; });
  release.count_down();
  queue.shutdown();
  EXPECT_EQ(done, 10);
}

}  // namespace
}  // namespace bookinfo
