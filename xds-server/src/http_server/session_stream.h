// SPDX-License-Identifier: Apache-2.0
// The two ends that a handler holds of a connection: the exchange of one request, and the stream it may turn into. Internal.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/mutex.h"
#include "http_server/http_session.h"

namespace weft::http_server {

// Counts what is queued for the reader, so that a slow one costs a bounded amount of memory.
class SessionStream : public HttpStream, public std::enable_shared_from_this<SessionStream> {
 public:
  explicit SessionStream(std::shared_ptr<HttpSession> session) : session_(std::move(session)) {}

  bool Write(std::string data) override;
  void End() override;
  void OnClose(std::function<void()> closed) override;

  // Of the session, on the loop's thread.
  void Written(size_t bytes);
  void Closed();

 private:
  Mutex mutex_;
  std::shared_ptr<HttpSession> session_ ABSL_GUARDED_BY(mutex_);  // null when it is over
  size_t queued_ ABSL_GUARDED_BY(mutex_) = 0;
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::function<void()> closed_ ABSL_GUARDED_BY(mutex_);
};

class SessionExchange : public HttpExchange {
 public:
  explicit SessionExchange(std::shared_ptr<HttpSession> session) : session_(std::move(session)) {}
  ~SessionExchange() override;

  void Send(HttpResponse response) override;
  std::shared_ptr<HttpStream> Stream(HttpResponse head) override;

 private:
  std::shared_ptr<HttpSession> session_;  // null once answered
};

}  // namespace weft::http_server
