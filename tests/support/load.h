// SPDX-License-Identifier: Apache-2.0
// Open-loop load: requests start at a fixed rate whatever the answers do.
//
// A closed loop waits for one answer before it sends again, so a server that stalls gets fewer requests and its stall shows in
// one sample. Here each request has an intended time, latency counts from it, and a late sender does not shift the ones behind
// it.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace weft::test {

using SteadyTime = std::chrono::steady_clock::time_point;

struct Sample {
  SteadyTime intended;
  SteadyTime sent;
  SteadyTime done;
  int status = 0;      // 0: no answer
  std::string marker;  // what LoadOptions::marker made of the body, or the transport's error

  std::chrono::nanoseconds Latency() const { return done - intended; }
};

struct LoadOptions {
  std::string host = "127.0.0.1";
  int port = 0;
  std::string path = "/";
  std::multimap<std::string, std::string> headers = {};
  double per_second = 200;
  // As many requests can be under way at once; each thread keeps one connection.
  int threads = 8;
  std::chrono::milliseconds timeout = std::chrono::seconds(10);
  // Called on the sending threads.
  std::function<std::string(const std::string& body)> marker = [](const std::string&) { return std::string(); };
};

// Starts at once, goes on until Stop() or destruction. Thread-safe.
class Load {
 public:
  explicit Load(LoadOptions options);
  ~Load();
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  size_t Completed() const { return completed_; }
  // Waits for what is under way and returns every sample, ordered by intended time. Call once.
  std::vector<Sample> Stop();

 private:
  void Send(std::vector<Sample>& samples);

  LoadOptions options_;
  SteadyTime start_;
  std::atomic<bool> stopping_ = false;
  std::atomic<int64_t> next_ = 0;
  std::atomic<size_t> completed_ = 0;
  std::vector<std::vector<Sample>> samples_;
  std::vector<std::thread> threads_;
};

// The latency below which the share `quantile` (0..1) of the samples lies; zero without samples.
std::chrono::nanoseconds LatencyQuantile(const std::vector<Sample>& samples, double quantile);

}  // namespace weft::test
