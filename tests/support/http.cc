// SPDX-License-Identifier: Apache-2.0
#include "support/http.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

#include "base/strings.h"
#include "httplib.h"

namespace weft::test {
namespace {

Answer ToAnswer(const ::httplib::Result& result) {
  if (!result) return {0, "no answer: " + ::httplib::to_string(result.error()), {}};
  Answer answer{result->status, result->body, {}};
  for (const auto& [name, value] : result->headers) {
    answer.headers.emplace(ToLower(name), value);
  }
  return answer;
}

}  // namespace

std::string Answer::Header(const std::string& lower_case_name) const {
  const auto found = headers.find(lower_case_name);
  return found == headers.end() ? "" : found->second;
}

Answer Send(const std::string& method, int port, const std::string& path, const std::string& body, const Headers& headers) {
  ::httplib::Client client("127.0.0.1", port);
  client.set_tcp_nodelay(true);
  client.set_read_timeout(30);
  ::httplib::Request request;
  request.method = method;
  request.path = path;
  request.body = body;
  for (const auto& [name, value] : headers) request.headers.emplace(name, value);
  return ToAnswer(client.send(request));
}

Answer Get(int port, const std::string& path, const Headers& headers) { return Send("GET", port, path, "", headers); }

std::string SendRaw(int port, const std::string& bytes) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const timeval timeout = {5, 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
  if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    close(fd);
    throw std::runtime_error("nothing listens on port " + std::to_string(port));
  }
  size_t sent = 0;
  for (ssize_t n = 1; sent < bytes.size() && n > 0; sent += static_cast<size_t>(std::max<ssize_t>(n, 0))) {
    n = send(fd, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
  }
  shutdown(fd, SHUT_WR);
  std::string answer;
  char buffer[4096];
  for (ssize_t n; (n = recv(fd, buffer, sizeof buffer, 0)) > 0;) answer.append(buffer, static_cast<size_t>(n));
  close(fd);
  return answer;
}

}  // namespace weft::test
