// SPDX-License-Identifier: Apache-2.0
#include "interop/envoy/http_echo.h"

#include <chrono>
#include <map>
#include <mutex>
#include <thread>

#include "base/strings.h"
#include "httplib.h"

namespace weft::test {
namespace {

using nlohmann::json;

json Describe(const std::string& name, const ::httplib::Request& request) {
  json headers = json::object();
  for (const auto& [key, value] : request.headers) {
    const std::string lower = ToLower(key);
    headers[lower] = headers.contains(lower) ? headers[lower].get<std::string>() + "," + value : value;
  }
  return {{"name", name},
          {"method", request.method},
          {"path", request.target},
          {"host", request.get_header_value("Host")},
          {"headers", headers}};
}

int NumberIn(const ::httplib::Request& request, const char* header) {
  const std::string value = request.get_header_value(header);
  return value.empty() ? 0 : std::stoi(value);
}

}  // namespace

struct Arrivals::Impl {
  mutable std::mutex mutex;
  std::map<std::string, std::vector<json>> of;
};

Arrivals::Arrivals() : impl_(std::make_unique<Impl>()) {}
Arrivals::~Arrivals() = default;

std::vector<json> Arrivals::Of(const std::string& key) const {
  std::lock_guard lock(impl_->mutex);
  const auto found = impl_->of.find(key);
  return found == impl_->of.end() ? std::vector<json>{} : found->second;
}

size_t Arrivals::Add(const std::string& key, json arrival) {
  std::lock_guard lock(impl_->mutex);
  std::vector<json>& all = impl_->of[key];
  all.push_back(std::move(arrival));
  return all.size() - 1;
}

struct HttpEcho::Impl {
  ::httplib::Server server;
  int port = 0;
  std::thread thread;
};

HttpEcho::HttpEcho(std::string name, std::shared_ptr<Arrivals> arrivals, int status) : impl_(std::make_unique<Impl>()) {
  ::httplib::Server& server = impl_->server;
  server.new_task_queue = [] { return new ::httplib::ThreadPool(16); };
  // A connection that is kept alive would hold one of the threads; and one that the server closes when it has been idle for
  // long enough can cross a request that is under way.
  server.set_keep_alive_max_count(1);
  server.set_tcp_nodelay(true);
  const auto handler = [name = std::move(name), arrivals = std::move(arrivals), status](const ::httplib::Request& request,
                                                                                        ::httplib::Response& response) {
    const json arrival = Describe(name, request);
    const std::string key = request.get_header_value("x-key");
    const size_t before = key.empty() ? 0 : arrivals->Add(key, arrival);
    std::this_thread::sleep_for(std::chrono::milliseconds(NumberIn(request, "x-slow-ms")));
    response.status = before < static_cast<size_t>(NumberIn(request, "x-fail")) ? 503 : status;
    response.set_header("x-from", name);
    response.set_content(arrival.dump(), "application/json");
  };
  server.Get(".*", handler).Post(".*", handler).Options(".*", handler);
  impl_->port = server.bind_to_any_port("127.0.0.1");
  impl_->thread = std::thread([this] { impl_->server.listen_after_bind(); });
  while (!server.is_running()) std::this_thread::yield();
}

HttpEcho::~HttpEcho() {
  impl_->server.stop();
  impl_->thread.join();
}

int HttpEcho::port() const { return impl_->port; }

}  // namespace weft::test
