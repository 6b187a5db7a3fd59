// SPDX-License-Identifier: Apache-2.0
#include "http_server/http_server.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "base/status_macros.h"
#include "base/strings.h"
#include "boost/asio/ip/tcp.hpp"
#include "http_server/http_session.h"

namespace weft::http_server {

namespace asio = ::boost::asio;
using asio::ip::tcp;

namespace {

constexpr absl::Duration kAcceptRetry = absl::Milliseconds(100);  // after running out of file descriptors

absl::StatusOr<tcp::endpoint> ParseListenAddress(const std::string& address) {
  auto malformed = [&] {
    return absl::InvalidArgumentError(
        StrCat("address \"", address, "\" is not of the form IP:port, for instance 127.0.0.1:16443 or [::1]:0"));
  };
  size_t colon = address.rfind(':');
  if (colon == std::string::npos) return malformed();
  std::string host = address.substr(0, colon);
  uint32_t port = 0;
  if (!absl::SimpleAtoi(address.substr(colon + 1), &port) || port > 65535) return malformed();
  if (host == "localhost") host = "127.0.0.1";
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  boost::system::error_code error;
  auto ip = asio::ip::make_address(host, error);
  if (error) return malformed();
  return tcp::endpoint(ip, static_cast<uint16_t>(port));
}

absl::Status BindError(const std::string& address, const boost::system::error_code& error) {
  if (error == asio::error::address_in_use) {
    return absl::AlreadyExistsError(StrCat("address ", address, " is in use by another program"));
  }
  return absl::UnavailableError(StrCat("cannot listen on ", address, ": ", error.message()));
}

std::string EndpointText(const tcp::endpoint& endpoint) {
  std::string ip = endpoint.address().to_string();
  return endpoint.address().is_v6() ? StrCat("[", ip, "]:", endpoint.port()) : StrCat(ip, ":", endpoint.port());
}

}  // namespace

struct HttpServer::Impl : std::enable_shared_from_this<HttpServer::Impl> {
  Impl(EventLoop& event_loop, std::shared_ptr<HttpShared> state)
      : loop(event_loop), shared(std::move(state)), acceptor(loop.context()) {}

  absl::Status Listen(const std::string& address, const tcp::endpoint& endpoint) {
    boost::system::error_code error;
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error) return BindError(address, error);
    bound = acceptor.local_endpoint();
    return absl::OkStatus();
  }

  void Accept() {
    acceptor.async_accept([self = shared_from_this()](boost::system::error_code error, tcp::socket socket) {
      if (!self->acceptor.is_open()) return;
      if (error) {
        self->retry = self->loop.After(kAcceptRetry, [impl = self.get()] { impl->Accept(); });
        return;
      }
      self->Admit(std::move(socket));
      self->Accept();
    });
  }

  void Admit(tcp::socket socket) {
    if (shared->sessions.size() >= shared->options.limits.connections) return;
    boost::system::error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    socket.set_option(asio::socket_base::keep_alive(true), ignored);
    auto session = std::make_shared<HttpSession>(std::move(socket), shared);
    shared->sessions.insert(session);
    session->Start();
  }

  void Stop() {
    boost::system::error_code ignored;
    acceptor.close(ignored);
    retry.reset();
    while (!shared->sessions.empty()) {
      auto session = *shared->sessions.begin();
      session->Close();
    }
  }

  // Not owned: the last reference to this may sit in an aborted accept on the loop, whose own thread must not end it.
  EventLoop& loop;
  std::shared_ptr<HttpShared> shared;
  tcp::acceptor acceptor;
  tcp::endpoint bound;
  std::unique_ptr<EventLoop::Timer> retry;
};

HttpServer::HttpServer(std::shared_ptr<EventLoop> loop, std::shared_ptr<Impl> impl)
    : loop_(std::move(loop)), impl_(std::move(impl)) {}

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(std::shared_ptr<EventLoop> loop, const std::string& address,
                                                              HttpHandler handler, HttpServerOptions options) {
  WEFT_ASSIGN_OR_RETURN(auto endpoint, ParseListenAddress(address));
  auto shared = std::make_shared<HttpShared>();
  shared->loop = loop.get();
  shared->handler = std::move(handler);
  shared->options = std::move(options);
  auto impl = std::make_shared<Impl>(*loop, std::move(shared));
  WEFT_RETURN_IF_ERROR(impl->Listen(address, endpoint));
  loop->Run([&] { impl->Accept(); });
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(loop), std::move(impl)));
}

HttpServer::~HttpServer() {
  loop_->Run([this] { impl_->Stop(); });
}

uint16_t HttpServer::port() const { return impl_->bound.port(); }
std::string HttpServer::address() const { return EndpointText(impl_->bound); }

absl::StatusOr<bool> IsLoopbackAddress(const std::string& address) {
  WEFT_ASSIGN_OR_RETURN(auto endpoint, ParseListenAddress(address));
  return endpoint.address().is_loopback();
}

}  // namespace weft::http_server
