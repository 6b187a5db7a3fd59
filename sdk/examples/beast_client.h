// SPDX-License-Identifier: Apache-2.0
// An HTTP client on the mesh over Boost.Beast that blocks its caller: a transport of one's own, synchronous. One connection for
// each attempt; a pool would key on Send::connection.id.
//
//   example::BeastClient reviews(mesh, "reviews:9080");
//   example::Response response = reviews.Send({.path = "/reviews/0"});
//
// Blocking sockets have no deadline, so each operation is an asynchronous one that is run to its end.
#pragma once

#include "beast_exchange.h"

namespace example {

// Thread-safe.
class BeastClient {
 public:
  BeastClient(std::shared_ptr<weft::Mesh> mesh, std::string authority)
      : mesh_(std::move(mesh)), authority_(std::move(authority)) {}

  Response Send(Request request) const {
    std::string authority = authority_;
    for (int redirects = 0;; ++redirects) {
      Response response = Call(authority, request);
      if (redirects == 20 || !FollowRedirect(response, authority, request)) return response;
    }
  }

 private:
  using Kind = weft::Outcome::Kind;

  // One attempt's connection.
  struct Wire {
    asio::io_context io;
    beast::tcp_stream stream{io};
    beast::flat_buffer buffer;
    Parser parser;

    template <typename Start>
    beast::error_code Run(Start start) {
      beast::error_code result;
      start([&result](beast::error_code error, auto&&...) { result = error; });
      io.restart();
      io.run();
      return result;
    }
  };

  Response Call(const std::string& authority, const Request& request) const {
    Exchange exchange(*mesh_, authority, request);
    for (weft::Step step = exchange.call().Next();;) {
      if (auto* send = std::get_if<weft::Send>(&step)) {
        weft::Send attempt = std::move(*send);
        step = Try(exchange, attempt);
        continue;
      }
      if (auto* wait = std::get_if<weft::Wait>(&step))
        exchange.call().Sleep(*wait);
      else if (!std::holds_alternative<weft::Mirror>(step))
        return exchange.End(step);  // mirrors: not in this example
      step = exchange.call().Next();
    }
  }

  static weft::Step Try(Exchange& exchange, weft::Send& send) {
    Wire wire;
    asio::ip::tcp::resolver resolver(wire.io);
    beast::error_code error;
    const auto found = resolver.resolve(std::string(send.connection.address), std::to_string(send.connection.port), error);
    wire.stream.expires_at(std::min<weft::TimePoint>(send.deadline, weft::Clock::now() + send.connection.connect_timeout));
    if (!error) error = wire.Run([&](auto done) { wire.stream.async_connect(found, done); });
    if (error) return exchange.Finish(send, weft::Clock::now() >= send.deadline ? Kind::kTimeout : Kind::kConnectFailure);

    wire.stream.expires_at(send.deadline);
    const auto message = exchange.MessageFor(send);
    exchange.Prepare(wire.parser);
    error = wire.Run([&](auto done) { http::async_write(wire.stream, message, done); });
    if (!error) error = wire.Run([&](auto done) { http::async_read_header(wire.stream, wire.buffer, wire.parser, done); });
    if (error) return exchange.Finish(send, error == beast::error::timeout ? Kind::kTimeout : Kind::kReset);
    exchange.TakeHead(wire.parser);

    weft::Step next = weft::Done{};
    if (exchange.streams() && !exchange.ShowHead(send, next)) {
      if (std::holds_alternative<weft::Done>(next)) exchange.Break("cancelled");
      return next;
    }
    const Kind end = ReadBody(exchange, wire);
    if (!exchange.streams()) return exchange.Finish(send, end);
    if (end != Kind::kResponse) exchange.Break("the body broke off");
    send.attempt.Complete(weft::transport::BodyEndOf(end));
    return next;
  }

  static Kind ReadBody(Exchange& exchange, Wire& wire) {
    char bytes[4096];
    while (!wire.parser.is_done()) {
      wire.parser.get().body() = {bytes, sizeof(bytes), true};
      const auto error = wire.Run([&](auto done) { http::async_read_some(wire.stream, wire.buffer, wire.parser, done); });
      const size_t count = sizeof(bytes) - wire.parser.get().body().size;
      if (count > 0 && !exchange.TakeBody({bytes, count})) return Kind::kCancelled;
      if (error && error != http::error::need_buffer) return error == beast::error::timeout ? Kind::kTimeout : Kind::kReset;
    }
    return Kind::kResponse;
  }

  const std::shared_ptr<weft::Mesh> mesh_;
  const std::string authority_;
};

}  // namespace example
