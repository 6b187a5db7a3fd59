// SPDX-License-Identifier: Apache-2.0
// A small HTTP/1.1 server on one Asio thread: keep-alive, bounded in every direction, with streaming responses.
//
//   auto loop = std::make_shared<EventLoop>();
//   auto server = HttpServer::Start(loop, "127.0.0.1:0", handler, {});
//   use(server.value()->port());
//
// The handler runs on the loop's thread and must not block for long; it may keep the Responder and answer later from anywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "http_server/event_loop.h"
#include "http_server/http_message.h"

namespace weft::http_server {

struct HttpLimits {
  uint32_t header_bytes = 64u << 10;
  uint64_t body_bytes = 3u << 20;
  size_t connections = 1024;       // beyond it new ones are closed at once
  size_t stream_bytes = 4u << 20;  // queued for one slow reader; whoever is beyond it when more comes is cut off
  absl::Duration idle = absl::Seconds(90);
  absl::Duration header = absl::Seconds(10);
  absl::Duration body = absl::Seconds(30);
  absl::Duration write = absl::Seconds(30);
};

struct HttpServerOptions {
  HttpLimits limits;
  // The answer to what never reaches the handler: 400 malformed, 413 body too large, 431 headers too large, 500 unanswered.
  std::function<HttpResponse(int status, std::string_view method, const std::string& message)> error;  // plain text when empty
};

// Thread-safe. The destructor stops: it closes the listener and every connection, ends every stream, and waits for that.
class HttpServer {
 public:
  // `address` is "IP:port" or "[IPv6]:port"; port 0 takes a free one. Errors name the address: InvalidArgument when it is none,
  // AlreadyExists when it is in use, Unavailable when it cannot be bound.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(std::shared_ptr<EventLoop> loop, const std::string& address,
                                                           HttpHandler handler, HttpServerOptions options);
  ~HttpServer();

  uint16_t port() const;
  // "127.0.0.1:16443", with the port that was bound.
  std::string address() const;

 private:
  struct Impl;
  HttpServer(std::shared_ptr<EventLoop> loop, std::shared_ptr<Impl> impl);
  std::shared_ptr<EventLoop> loop_;
  std::shared_ptr<Impl> impl_;
};

// Whether "IP:port" names a loopback address. InvalidArgument when it is no address.
absl::StatusOr<bool> IsLoopbackAddress(const std::string& address);

}  // namespace weft::http_server
