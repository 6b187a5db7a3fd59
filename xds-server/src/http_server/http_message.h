// SPDX-License-Identifier: Apache-2.0
// Requests and responses as the handlers of an HttpServer see them, whole or as a stream.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weft::http_server {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method;   // "GET"
  std::string target;   // as on the wire: "/api/v1/namespaces?limit=500"
  HttpHeaders headers;  // names in lower case, in the order received
  std::string body;

  // The first value of a header, by its lower-case name; empty when there is none. HasHeader tells the two apart.
  std::string_view Header(std::string_view name) const;
  bool HasHeader(std::string_view name) const;
};

// The server adds Content-Length, Date and Connection; line ends in header values become spaces.
struct HttpResponse {
  int status = 200;
  HttpHeaders headers;
  std::string body;

  // The first value of a header, as spelled here; empty when there is none.
  std::string_view Header(std::string_view name) const;
};

// A response whose body is written bit by bit. Thread-safe.
class HttpStream {
 public:
  virtual ~HttpStream() = default;
  // Queues `data`. False when the client is gone, or reads so slowly that the queue is full: then the stream has ended.
  virtual bool Write(std::string data) = 0;
  // Ends the body, after what is queued.
  virtual void End() = 0;
  // `closed` runs once, on the server's thread, when the stream is over for whatever reason. Call it at most once.
  virtual void OnClose(std::function<void()> closed) = 0;
};

// What a server gives to each request: exactly one of the two is called, from any thread.
class HttpExchange {
 public:
  virtual ~HttpExchange() = default;
  virtual void Send(HttpResponse response) = 0;
  virtual std::shared_ptr<HttpStream> Stream(HttpResponse head) = 0;
};

// The handle by which a handler answers. Copies are the same exchange; when the last one goes unanswered, the client gets a
// 500.
class Responder {
 public:
  explicit Responder(std::shared_ptr<HttpExchange> exchange) : exchange_(std::move(exchange)) {}
  // The whole answer.
  void Send(HttpResponse response) const { exchange_->Send(std::move(response)); }
  // Sends status and headers at once (head.body is not used) and leaves the body open.
  std::shared_ptr<HttpStream> Stream(HttpResponse head) const { return exchange_->Stream(std::move(head)); }

 private:
  std::shared_ptr<HttpExchange> exchange_;
};

using HttpHandler = std::function<void(const HttpRequest&, Responder)>;

// The value of `name` in `headers`, exactly spelled; nullptr when there is none.
const std::string* FindHeader(const HttpHeaders& headers, std::string_view name);

}  // namespace weft::http_server
