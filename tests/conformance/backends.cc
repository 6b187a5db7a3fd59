// SPDX-License-Identifier: Apache-2.0
#include "conformance/backends.h"

#include <httplib.h>

#include <algorithm>
#include <condition_variable>
#include <map>
#include <stdexcept>
#include <thread>

#include "base/strings.h"

namespace weft::conformance {
namespace {

// What a server that never answers does at most, so that the test ends.
constexpr auto kLongestSilence = std::chrono::seconds(5);

}  // namespace

// Shared by the servers.
struct Backends::Log {
  ScriptedAnswer Next(Seen seen) {
    std::lock_guard lock(mutex);
    const bool copy = unscripted.contains(seen.port);
    arrived.push_back(std::move(seen));
    if (copy || next >= answers.size()) return {};
    return answers[next++];
  }

  void StaySilent() {
    std::unique_lock lock(mutex);
    const uint64_t now = generation;
    changed.wait_for(lock, kLongestSilence, [&] { return generation != now; });
  }

  mutable std::mutex mutex;
  std::condition_variable changed;
  uint64_t generation = 0;  // of the script: a silence ends with the script that requested it
  std::vector<ScriptedAnswer> answers;
  std::set<int> unscripted;
  size_t next = 0;
  std::vector<Seen> arrived;
};

class Backends::Server {
 public:
  Server(int table_port, Log& log) : table_port_(table_port), log_(log) {
    const auto handler = [this](const ::httplib::Request& request, ::httplib::Response& response) {
      Answer(request, response);
    };
    server_.Get(".*", handler).Post(".*", handler).Put(".*", handler).Patch(".*", handler).Delete(".*", handler);
    server_.Options(".*", handler);
    real_port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();  // before that, stop() would be lost
  }
  ~Server() {
    server_.stop();
    thread_.join();
  }

  int table_port() const { return table_port_; }
  int real_port() const { return real_port_; }

 private:
  void Answer(const ::httplib::Request& request, ::httplib::Response& response) {
    Seen seen{table_port_, request.get_header_value("Host"), request.target, {}};
    for (const auto& [name, value] : request.headers) seen.headers.emplace_back(ToLower(name), value);
    const ScriptedAnswer answer = log_.Next(std::move(seen));
    if (answer.kind == ScriptedAnswer::Kind::kSilence) log_.StaySilent();
    response.status = answer.kind == ScriptedAnswer::Kind::kSilence ? 200 : answer.status;
    for (const auto& [name, value] : answer.headers) response.set_header(name, value);
    response.set_content("answered by " + std::to_string(table_port_) + "\n", "text/plain");
  }

  const int table_port_;
  Log& log_;
  int real_port_ = 0;
  ::httplib::Server server_;
  std::thread thread_;
};

Backends::Backends(const std::set<int>& table_ports) : log_(std::make_unique<Log>()) {
  for (int port : table_ports) servers_.push_back(std::make_unique<Server>(port, *log_));
}

Backends::~Backends() { Script({}, {}); }

Json Backends::WithRealPorts(Json manifest) const {
  const auto replace = [&](Json& owner) {
    if (!owner.contains("ports")) return;
    for (Json& port : owner["ports"]) {
      const auto server =
          std::find_if(servers_.begin(), servers_.end(), [&](const auto& s) { return port == s->table_port(); });
      if (server == servers_.end()) throw std::runtime_error("no server plays port " + port.dump());
      port = (*server)->real_port();
    }
  };
  if (manifest["kind"] == "WorkloadEntry") replace(manifest["spec"]);
  if (manifest["kind"] == "ServiceEntry") {
    for (Json& endpoint : manifest["spec"]["endpoints"]) replace(endpoint);
  }
  return manifest;
}

void Backends::Script(std::vector<ScriptedAnswer> answers, std::set<int> unscripted) {
  std::lock_guard lock(log_->mutex);
  log_->answers = std::move(answers);
  log_->unscripted = std::move(unscripted);
  log_->next = 0;
  log_->arrived.clear();
  ++log_->generation;
  log_->changed.notify_all();
}

std::vector<Seen> Backends::Arrived() const {
  std::lock_guard lock(log_->mutex);
  return log_->arrived;
}

}  // namespace weft::conformance
