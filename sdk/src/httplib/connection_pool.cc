#include "httplib/connection_pool.h"

#include <algorithm>

namespace weft::httplib {

ConnectionPool::Connection ConnectionPool::Take(std::string_view endpoint) {
  MutexLock lock(mutex_);
  const auto it = idle_.find(endpoint);
  if (it == idle_.end() || it->second.empty()) return nullptr;
  Connection connection = std::move(it->second.back().connection);
  it->second.pop_back();
  return connection;
}

void ConnectionPool::Give(std::string_view endpoint, Connection connection, TimePoint now) {
  if (!connection->is_socket_open()) return;
  MutexLock lock(mutex_);
  DropExpired(now);
  auto it = idle_.find(endpoint);
  if (it == idle_.end()) it = idle_.emplace(std::string(endpoint), std::vector<Idle>()).first;
  if (it->second.size() < kMaxIdlePerEndpoint) it->second.push_back({std::move(connection), now});
}

void ConnectionPool::DropExpired(TimePoint now) {
  if (now < next_sweep_) return;
  next_sweep_ = now + kMaxIdle / 2;
  for (auto& [endpoint, connections] : idle_) {
    std::erase_if(connections, [now](const Idle& idle) { return idle.since + kMaxIdle < now; });
  }
  std::erase_if(idle_, [](const auto& entry) { return entry.second.empty(); });
}

}  // namespace weft::httplib
