// SPDX-License-Identifier: Apache-2.0
/// \file
/// For tests: a server on a port of its own for as long as the object lives.
#pragma once

#include <string>
#include <thread>

#include "common/task_queue.h"
#include "httplib.h"

namespace bookinfo {

class TestServer {
 public:
  TestServer() {
    server_.new_task_queue = [] { return new ElasticTaskQueue(16); };
    port_ = server_.bind_to_any_port("127.0.0.1");
  }
  ~TestServer() {
    server_.stop();
    if (thread_.joinable()) thread_.join();
  }

  ::httplib::Server& operator*() { return server_; }

  /// Starts serving what was added so far. Connections queue from the constructor on, so nothing has to be waited for.
  ::httplib::Client Start() {
    server_.set_keep_alive_max_count(1);
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
    return ::httplib::Client("127.0.0.1", port_);
  }

 private:
  ::httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace bookinfo
