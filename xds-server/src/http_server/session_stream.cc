// SPDX-License-Identifier: Apache-2.0
#include "http_server/session_stream.h"

#include <utility>

#include "base/strings.h"

namespace weft::http_server {

bool SessionStream::Write(std::string data) {
  MutexLock lock(mutex_);
  if (!session_ || ending_) return false;
  if (queued_ > session_->shared().options.limits.stream_bytes) {
    ending_ = true;
    session_->loop().Post([session = session_] { session->Close(); });
    return false;
  }
  if (data.empty()) return true;  // an empty chunk would end the body
  queued_ += data.size();
  session_->loop().Post([session = session_, data = std::move(data)] {
    size_t size = data.size();
    session->Enqueue(session->chunked() ? StrCat(absl::Hex(size), "\r\n", data, "\r\n") : data, size, false);
  });
  return true;
}

void SessionStream::End() {
  MutexLock lock(mutex_);
  if (!session_ || ending_) return;
  ending_ = true;
  session_->loop().Post([session = session_] { session->Enqueue(session->chunked() ? "0\r\n\r\n" : "", 0, true); });
}

void SessionStream::OnClose(std::function<void()> closed) {
  {
    MutexLock lock(mutex_);
    if (session_) {
      closed_ = std::move(closed);
      return;
    }
  }
  closed();
}

void SessionStream::Written(size_t bytes) {
  MutexLock lock(mutex_);
  queued_ -= bytes;
}

void SessionStream::Closed() {
  std::function<void()> closed;
  std::shared_ptr<HttpSession> session;  // released after the lock
  {
    MutexLock lock(mutex_);
    session = std::move(session_);
    closed = std::move(closed_);
  }
  if (closed) closed();
}

SessionExchange::~SessionExchange() {
  if (session_) Send(session_->shared().Error(500, {}, "the server did not answer this request"));
}

void SessionExchange::Send(HttpResponse response) {
  auto session = std::exchange(session_, nullptr);
  if (!session) return;
  if (session->loop().OnThread()) return session->Respond(std::move(response));
  EventLoop& loop = session->loop();
  loop.Post(
      [session = std::move(session), response = std::move(response)]() mutable { session->Respond(std::move(response)); });
}

std::shared_ptr<HttpStream> SessionExchange::Stream(HttpResponse head) {
  auto session = std::exchange(session_, nullptr);
  auto stream = std::make_shared<SessionStream>(session);
  session->loop().Post([session, stream, head = std::move(head)] { session->StartStream(stream, head); });
  return stream;
}

}  // namespace weft::http_server
