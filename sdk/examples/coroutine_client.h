// SPDX-License-Identifier: Apache-2.0
// An HTTP client on the mesh with coroutines over Boost.Beast: a transport of one's own, asynchronous. One connection for each
// attempt; a pool would key on Send::connection.id.
//
//   example::CoroutineClient reviews(mesh, "reviews:9080");
//   example::Response response = co_await reviews.Send({.path = "/reviews/0"});
//
// The coroutine's executor runs one handler at a time: an io_context with one thread, or a strand.
#pragma once

#include "beast_exchange.h"

namespace example {

class CoroutineClient {
 public:
  CoroutineClient(std::shared_ptr<weft::Mesh> mesh, std::string authority)
      : mesh_(std::move(mesh)), authority_(std::move(authority)) {}

  asio::awaitable<Response> Send(Request request) {
    std::string authority = authority_;
    for (int redirects = 0;; ++redirects) {
      Response response = co_await Call(authority, request);
      if (redirects == 20 || !FollowRedirect(response, authority, request)) co_return response;
    }
  }

 private:
  using Kind = weft::Outcome::Kind;

  asio::awaitable<Response> Call(const std::string& authority, const Request& request) {
    Exchange exchange(*mesh_, authority, request);
    for (weft::Step step = exchange.call().Next();;) {
      if (auto* send = std::get_if<weft::Send>(&step)) {
        weft::Send attempt = std::move(*send);
        step = co_await Try(exchange, std::move(attempt));
        continue;
      }
      if (auto* wait = std::get_if<weft::Wait>(&step))
        co_await Pause(exchange.call(), *wait);
      else if (!std::holds_alternative<weft::Mirror>(step))
        co_return exchange.End(step);  // mirrors: not in this example
      step = exchange.call().Next();
    }
  }

  // The timer is shared with a handler that may be on its way when the wait is over already.
  static asio::awaitable<void> Pause(weft::Call& call, const weft::Wait& wait) {
    const auto timer = std::make_shared<asio::steady_timer>(co_await asio::this_coro::executor, wait.until);
    weft::ReadyHandle ready;
    if (wait.for_configuration) {
      ready = call.OnReady([timer] { asio::post(timer->get_executor(), [timer] { timer->expires_at(weft::TimePoint()); }); });
    }
    beast::error_code error;
    co_await timer->async_wait(asio::redirect_error(asio::use_awaitable, error));
  }

  static asio::awaitable<weft::Step> Try(Exchange& exchange, weft::Send send) {
    beast::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    const auto executor = co_await asio::this_coro::executor;
    asio::ip::tcp::resolver resolver(executor);
    beast::tcp_stream stream(executor);
    stream.expires_at(std::min<weft::TimePoint>(send.deadline, weft::Clock::now() + send.connection.connect_timeout));
    const auto found =
        co_await resolver.async_resolve(std::string(send.connection.address), std::to_string(send.connection.port), token);
    if (!error) co_await stream.async_connect(found, token);
    if (error) {
      co_return exchange.Finish(send, weft::Clock::now() >= send.deadline ? Kind::kTimeout : Kind::kConnectFailure);
    }

    stream.expires_at(send.deadline);
    const auto message = exchange.MessageFor(send);
    beast::flat_buffer buffer;
    Parser parser;
    exchange.Prepare(parser);
    co_await http::async_write(stream, message, token);
    if (!error) co_await http::async_read_header(stream, buffer, parser, token);
    if (error) co_return exchange.Finish(send, error == beast::error::timeout ? Kind::kTimeout : Kind::kReset);
    exchange.TakeHead(parser);

    weft::Step next = weft::Done{};
    if (exchange.streams() && !exchange.ShowHead(send, next)) {
      if (std::holds_alternative<weft::Done>(next)) exchange.Break("cancelled");
      co_return next;
    }
    const Kind end = co_await ReadBody(exchange, stream, buffer, parser);
    if (!exchange.streams()) co_return exchange.Finish(send, end);
    if (end != Kind::kResponse) exchange.Break("the body broke off");
    send.attempt.Complete(weft::transport::BodyEndOf(end));
    co_return next;
  }

  static asio::awaitable<Kind> ReadBody(Exchange& exchange, beast::tcp_stream& stream, beast::flat_buffer& buffer,
                                        Parser& parser) {
    beast::error_code error;
    char bytes[4096];
    while (!parser.is_done()) {
      parser.get().body() = {bytes, sizeof(bytes), true};
      co_await http::async_read_some(stream, buffer, parser, asio::redirect_error(asio::use_awaitable, error));
      const size_t count = sizeof(bytes) - parser.get().body().size;
      if (count > 0 && !exchange.TakeBody({bytes, count})) co_return Kind::kCancelled;
      if (error && error != http::error::need_buffer) co_return error == beast::error::timeout ? Kind::kTimeout : Kind::kReset;
    }
    co_return Kind::kResponse;
  }

  const std::shared_ptr<weft::Mesh> mesh_;
  const std::string authority_;
};

}  // namespace example
