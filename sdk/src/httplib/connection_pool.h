// Keep-alive connections by endpoint. cpp-httplib's client is one socket and one request at a time; the pool makes many of them
// serve many threads.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/mutex.h"
#include "httplib.h"
#include "weft/request.h"

namespace weft::httplib {

// Thread-safe.
class ConnectionPool {
 public:
  using Connection = std::unique_ptr<::httplib::ClientImpl>;
  static constexpr size_t kMaxIdlePerEndpoint = 64;
  static constexpr auto kMaxIdle = std::chrono::seconds(60);

  // An idle connection to the endpoint, the one used last, or null.
  Connection Take(std::string_view endpoint);
  // Gives a connection back after a whole response was read. One whose socket the server closed is dropped.
  void Give(std::string_view endpoint, Connection connection, TimePoint now);

 private:
  struct Idle {
    Connection connection;
    TimePoint since;
  };
  struct ViewHash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  void DropExpired(TimePoint now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  Mutex mutex_;
  std::unordered_map<std::string, std::vector<Idle>, ViewHash, std::equal_to<>> idle_ ABSL_GUARDED_BY(mutex_);
  TimePoint next_sweep_ ABSL_GUARDED_BY(mutex_){};
};

}  // namespace weft::httplib
