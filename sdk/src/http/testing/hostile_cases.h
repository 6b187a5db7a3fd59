// SPDX-License-Identifier: Apache-2.0
// Bad and odd upstreams, one a row: what they do, what is asked of them, and what must come of it. Run through every driver.
#pragma once

#include <string>
#include <vector>

#include "http/drive/operation.h"
#include "http/testing/raw_server.h"

namespace weft::http::testing {

struct HostileCase {
  const char* name;
  RawServer::Script script;
  std::string expected;  // "200 body" or the error's kind, with the deadline's after a colon: "deadline:rule"
  // What the connection must be afterwards.
  enum class Then { kClosed, kKept } then = Then::kClosed;
  Request request = {};
  // Of the request and the limits; the rule's deadline is 10 s unless set.
  std::function<void(OperationOptions&)> adjust = nullptr;
  int connections = 1;          // that the peer must have seen at the end
  bool warm = false;            // an exchange with a plain answer goes before, on the same connection
  bool settle = false;          // the second exchange waits until the peer's next move has arrived at the idle connection
  size_t body_size = SIZE_MAX;  // in place of the body in `expected`, for large ones
};

// "HTTP/1.1 <status>", headers of which each ends in CRLF, an empty line.
inline std::string Answer(std::string_view headers, std::string_view body = "", std::string_view status = "200 OK") {
  return "HTTP/1.1 " + std::string(status) + "\r\n" + std::string(headers) + "\r\n" + std::string(body);
}

// Reads a head, answers so, and waits for the client to go.
inline RawServer::Script Reply(std::string answer) {
  return [answer = std::move(answer)](RawConnection& connection) {
    if (connection.ReadHead().empty()) return;
    connection.Send(answer);
    connection.WaitForClose();
  };
}

// Reads a head, answers so, and closes.
inline RawServer::Script ReplyAndClose(std::string answer) {
  return [answer = std::move(answer)](RawConnection& connection) {
    if (connection.ReadHead().empty()) return;
    connection.Send(answer);
  };
}

}  // namespace weft::http::testing
