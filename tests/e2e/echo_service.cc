// SPDX-License-Identifier: Apache-2.0
#include "e2e/echo_service.h"

#include <mutex>
#include <thread>

#include "httplib.h"

namespace weft::test {

struct EchoService::Impl {
  ::httplib::Server server;
  int port = 0;
  std::thread thread;
  mutable std::mutex mutex;
  std::vector<Request> requests;
};

EchoService::EchoService(int status) : impl_(std::make_unique<Impl>()) {
  const auto handler = [this, status](const ::httplib::Request& request, ::httplib::Response& response) {
    std::lock_guard lock(impl_->mutex);
    impl_->requests.push_back({request.method, request.target, request.get_header_value("Host")});
    response.status = status;
  };
  impl_->server.Get(".*", handler).Post(".*", handler);
  impl_->server.set_keep_alive_timeout(1);  // a stop waits for connections that are kept alive
  impl_->port = impl_->server.bind_to_any_port("127.0.0.1");
  impl_->thread = std::thread([this] { impl_->server.listen_after_bind(); });
  while (!impl_->server.is_running()) std::this_thread::yield();
}

EchoService::~EchoService() {
  impl_->server.stop();
  impl_->thread.join();
}

int EchoService::port() const { return impl_->port; }

std::vector<EchoService::Request> EchoService::Requests() const {
  std::lock_guard lock(impl_->mutex);
  return impl_->requests;
}

}  // namespace weft::test
