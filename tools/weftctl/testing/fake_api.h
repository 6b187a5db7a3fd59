// SPDX-License-Identifier: Apache-2.0
// An API for tests: remembers the requests and answers what the test says.
#pragma once

#include <httplib.h>

#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace weft::ctl {

class FakeApi {
 public:
  struct Answer {
    int status = 200;
    std::string body;
    std::vector<std::string> warnings;
  };

  FakeApi() {
    auto handle = [this](const ::httplib::Request& request, ::httplib::Response& response) { Handle(request, response); };
    server_.Get(".*", handle);
    server_.Patch(".*", handle);
    server_.Delete(".*", handle);
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
  }
  ~FakeApi() {
    server_.stop();
    thread_.join();
  }

  std::string Address() const { return "http://127.0.0.1:" + std::to_string(port_); }

  // The next answers, in order; the last one goes on.
  void Reply(Answer answer) {
    std::lock_guard<std::mutex> lock(mutex_);
    answers_.push_back(std::move(answer));
  }

  // "PATCH /apis/...?x=y", in order.
  std::vector<std::string> Requests() const {
    std::lock_guard<std::mutex> lock(mutex_);
    return requests_;
  }
  std::string LastBody() const {
    std::lock_guard<std::mutex> lock(mutex_);
    return body_;
  }

 private:
  void Handle(const ::httplib::Request& request, ::httplib::Response& response) {
    std::lock_guard<std::mutex> lock(mutex_);
    requests_.push_back(request.method + " " + request.target);
    body_ = request.body;
    Answer answer = answers_.empty() ? Answer{} : answers_.front();
    if (answers_.size() > 1) answers_.erase(answers_.begin());
    response.status = answer.status;
    for (const std::string& warning : answer.warnings) response.headers.emplace("Warning", "299 - \"" + warning + "\"");
    response.set_content(answer.body, "application/json");
  }

  ::httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
  mutable std::mutex mutex_;
  std::vector<Answer> answers_;
  std::vector<std::string> requests_;
  std::string body_;
};

}  // namespace weft::ctl
