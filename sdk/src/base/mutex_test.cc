// SPDX-License-Identifier: Apache-2.0
#include "base/mutex.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace weft {
namespace {

class Counter {
 public:
  void Add() {
    MutexLock lock(mutex_);
    ++count_;
    changed_.NotifyAll();
  }
  void WaitFor(int count) {
    MutexLock lock(mutex_);
    changed_.Wait(mutex_, [this, count]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return count_ == count; });
  }
  template <typename Time>
  bool WaitAMoment(int count, Time bound) {
    MutexLock lock(mutex_);
    return changed_.WaitFor(mutex_, bound, [this, count]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return count_ == count; });
  }

 private:
  Mutex mutex_;
  CondVar changed_;
  int count_ ABSL_GUARDED_BY(mutex_) = 0;
};

TEST(Mutex, ExcludesAndItsConditionWakes) {
  Counter counter;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&counter] {
      for (int j = 0; j < 1000; ++j) counter.Add();
    });
  }
  counter.WaitFor(4000);
  for (std::thread& thread : threads) thread.join();
}

TEST(Mutex, ABoundedWaitReturnsWhetherTheConditionHolds) {
  Counter counter;
  EXPECT_FALSE(counter.WaitAMoment(1, std::chrono::milliseconds(1)));
  EXPECT_TRUE(counter.WaitAMoment(0, std::chrono::milliseconds(0)));
  counter.Add();  // the waits before gave the mutex back
  EXPECT_TRUE(counter.WaitAMoment(1, std::chrono::hours(1)));
}

TEST(SharedMutex, ReadersDoNotExcludeEachOther) {
  SharedMutex mutex;
  ReaderMutexLock first(mutex);
  bool both = false;
  std::thread([&] {
    ReaderMutexLock second(mutex);
    both = true;
  }).join();
  EXPECT_TRUE(both);
}

TEST(SharedMutex, AWriterExcludesReaders) {
  SharedMutex mutex;
  std::atomic<bool> written = false;
  bool seen = false;
  std::thread reader;
  {
    WriterMutexLock writer(mutex);
    reader = std::thread([&] {
      ReaderMutexLock lock(mutex);
      seen = written;
    });
    written = true;
  }
  reader.join();
  EXPECT_TRUE(seen);
}

}  // namespace
}  // namespace weft
