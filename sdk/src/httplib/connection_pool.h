// SPDX-License-Identifier: Apache-2.0
// Keep-alive connections of cpp-httplib: its client is one socket and one request at a time; the pool makes many of them serve
// many threads.
#pragma once

#include <memory>
#include <string_view>

#include "httplib.h"
#include "transport/idle_connections.h"

namespace weft::httplib {

// Thread-safe.
class ConnectionPool {
 public:
  using Connection = std::unique_ptr<::httplib::ClientImpl>;

  // An idle connection of this id, the one used last, or null.
  Connection Take(std::string_view id) { return idle_.Take(id).value_or(nullptr); }
  // Gives a connection back after a whole response was read. One whose socket the server closed is dropped.
  void Give(std::string_view id, Connection connection, TimePoint now) {
    if (connection->is_socket_open()) idle_.Give(id, std::move(connection), now);
  }

 private:
  transport::IdleConnections<Connection> idle_;
};

}  // namespace weft::httplib
