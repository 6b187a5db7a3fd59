// SPDX-License-Identifier: Apache-2.0
// Many simulated clients of the control plane: each a stream on a connection of its own that takes what it is sent, answers at
// once and records when it had what.
//
// What is applied is known by marks inside the resources, numbers that only grow: see config.h.
#pragma once

#include <sys/epoll.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "config.h"
#include "thin_stream.h"

namespace weft::bench {

using Clock = std::chrono::steady_clock;

// One thread serves them all. The public methods are for one other thread.
class LoadClients {
 public:
  // Connects one client for each of `who`, which need not be different. Throws when it cannot.
  //
  // `awake`: how long the thread looks for more before it sleeps. Where it sleeps between messages the server has to wake it
  // with each of them, which on a virtual machine may cost more than the sending, and which no client on another machine costs.
  LoadClients(int xds_port, const std::vector<ClientKind>& who, std::chrono::microseconds awake);
  ~LoadClients();

  // Returns when every client holds everything it subscribed to. Throws when that takes a minute or a stream ended.
  void AwaitConfigured();

  // From now on everybody is waited for to apply this mark; to be called before the change is made.
  void Expect(Mark mark, int number);
  // When the last client had applied it. Throws when that takes a minute or a stream ended.
  Clock::time_point AwaitApplied();

  // Of the resources that clients hold, of all clients together, as they first came.
  uint64_t configured_bytes() const { return configured_bytes_; }
  uint64_t responses() const { return responses_; }
  uint64_t received_bytes() const { return received_bytes_; }

  // The most responses that one client got within one second since StartCounting. To be called while nothing is under way.
  void StartCounting();
  int MostInOneSecond();

 private:
  struct Client {
    const ClientKind* kind = nullptr;
    std::unique_ptr<ThinStream> stream;
    size_t missing = 0;  // resources
    int marks[kMarks] = {};
    std::vector<Clock::time_point> received_at;
  };
  void Run();
  int AwaitEvents(std::vector<epoll_event>& events) const;
  void Subscribe(Client& client);
  void OnResponse(Client& client, std::string_view bytes);
  template <typename Response>
  void Take(Client& client, const Response& response, std::string_view bytes);
  void NoteMarks(Client& client, std::string_view bytes);
  void Count(size_t& counter);
  void AwaitAll(const size_t& counter);

  const std::vector<ClientKind> kinds_;
  const std::chrono::microseconds awake_;
  std::vector<Client> clients_;
  int epoll_ = -1;
  int stop_ = -1;
  std::atomic<uint64_t> configured_bytes_{0}, responses_{0}, received_bytes_{0};
  std::atomic<bool> counting_{false};

  std::mutex mutex_;
  std::condition_variable news_;
  Mark expected_mark_ = Mark::kRoute;
  int expected_ = 0;
  size_t applied_ = 0;
  size_t configured_ = 0;
  Clock::time_point last_;  // when one of the counters last moved
  bool ended_ = false;
  std::thread thread_;
};

}  // namespace weft::bench
