// SPDX-License-Identifier: Apache-2.0
// One connection of an HttpServer. Internal to http_server.cc.
//
//   await request -> read header -> read body -> handler -> write response -> await request
//                                                       \-> stream chunks  -> close
//
// Everything here runs on the loop's thread, except what HttpExchange and HttpStream promise to others.
#pragma once

#include <array>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "boost/asio/ip/tcp.hpp"
#include "boost/beast/core/flat_buffer.hpp"
#include "boost/beast/core/tcp_stream.hpp"
#include "boost/beast/http/parser.hpp"
#include "boost/beast/http/string_body.hpp"
#include "http_server/http_server.h"

namespace weft::http_server {

class HttpSession;
class SessionStream;

// What the connections of one server share. The loop outlives it.
struct HttpShared {
  EventLoop* loop = nullptr;
  HttpHandler handler;
  HttpServerOptions options;
  std::set<std::shared_ptr<HttpSession>> sessions;

  HttpResponse Error(int status, std::string_view method, const std::string& message) const;
};

class HttpSession : public std::enable_shared_from_this<HttpSession> {
 public:
  HttpSession(boost::asio::ip::tcp::socket socket, std::shared_ptr<HttpShared> shared);
  void Start() { AwaitRequest(); }
  // Closes the connection and ends its stream. Nothing happens the second time.
  void Close();

  EventLoop& loop() { return *shared_->loop; }
  const HttpShared& shared() const { return *shared_; }

  // Of the exchange.
  void Respond(HttpResponse response);
  void StartStream(std::shared_ptr<SessionStream> stream, const HttpResponse& head);
  // Of the stream: raw bytes for the socket; `last` closes after them. `counted` of them are the stream's own.
  void Enqueue(std::string bytes, size_t counted, bool last);
  bool chunked() const { return http_minor_ >= 1; }

 private:
  using Error = boost::system::error_code;

  void AwaitRequest();
  void ReadHeader();
  void OnHeader(Error error);
  void ReadBody();
  void Dispatch();
  void Fail(Error error);
  void WriteNext();
  void WatchForHangUp();
  void Drain(size_t budget);
  std::string Head(const HttpResponse& response, bool streaming) const;

  boost::beast::tcp_stream socket_;
  std::shared_ptr<HttpShared> shared_;
  boost::beast::flat_buffer buffer_;
  std::optional<boost::beast::http::request_parser<boost::beast::http::string_body>> parser_;
  std::array<char, 4096> scrap_;

  int http_minor_ = 1;
  bool keep_alive_ = true;
  bool head_only_ = false;
  bool closed_ = false;

  std::string out_;  // the whole response being written
  struct Piece {
    std::string bytes;
    size_t counted;
    bool last;
  };
  std::deque<Piece> queue_;  // of the stream
  bool writing_ = false;
  std::shared_ptr<SessionStream> stream_;
};

}  // namespace weft::http_server
