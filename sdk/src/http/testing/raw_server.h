// SPDX-License-Identifier: Apache-2.0
// A TCP server that does what a script says, byte for byte: for peers that no HTTP server library would be. Loopback, any port.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace weft::http::testing {

// One connection, within a script. All waits end when the client goes, when the server stops, and after ten seconds.
class RawConnection {
 public:
  RawConnection(int fd, int number, const std::atomic<bool>& stopping) : fd_(fd), number_(number), stopping_(stopping) {}
  ~RawConnection() { Close(); }

  int number() const { return number_; }  // from 0 on
  // What came, up to and with the empty line; empty when the client went.
  std::string ReadHead() {
    while (received_.find("\r\n\r\n") == std::string::npos) {
      if (!Receive()) return "";
    }
    return TakeBytes(received_.find("\r\n\r\n") + 4);
  }
  std::string ReadBytes(size_t n) {
    while (received_.size() < n) {
      if (!Receive()) break;
    }
    return TakeBytes(std::min(n, received_.size()));
  }
  // False: the client is gone.
  bool Send(std::string_view bytes) {
    while (!bytes.empty() && !stopping_) {
      const ssize_t n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (n < 0 && errno != EAGAIN) return false;
      if (n > 0)
        bytes.remove_prefix(static_cast<size_t>(n));
      else
        WaitFor(POLLOUT, 50);
    }
    return bytes.empty();
  }
  // A byte at a time, with a pause after each.
  bool Trickle(std::string_view bytes, std::chrono::milliseconds pause) {
    for (const char byte : bytes) {
      if (!Send({&byte, 1}) || ClientWentWithin(pause)) return false;
    }
    return true;
  }
  // Again and again until the client goes.
  void Flood(std::string_view bytes) {
    while (Send(bytes) && !ClientWentWithin(std::chrono::milliseconds(0))) {
    }
  }
  void WaitForClose() {
    while (Receive()) received_.clear();
  }
  // Reads nothing more; until the client goes.
  void HoldUnread() {
    for (int i = 0; i < 200 && !stopping_ && (WaitFor(0, 50) & (POLLHUP | POLLERR)) == 0; ++i) {
    }
  }
  void CloseWriting() { ::shutdown(fd_, SHUT_WR); }
  void Reset() {
    const linger hard = {1, 0};
    setsockopt(fd_, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
    Close();
  }
  void Close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  std::string TakeBytes(size_t n) {
    std::string bytes = received_.substr(0, n);
    received_.erase(0, n);
    return bytes;
  }
  short WaitFor(short events, int milliseconds) {
    pollfd entry = {fd_, events, 0};
    return ::poll(&entry, 1, milliseconds) > 0 ? entry.revents : short{0};
  }
  bool Receive() {
    char buffer[16 * 1024];
    for (int i = 0; i < 200 && !stopping_; ++i) {
      if (WaitFor(POLLIN, 50) == 0) continue;
      const ssize_t n = ::recv(fd_, buffer, sizeof(buffer), 0);
      if (n <= 0) return false;
      received_.append(buffer, static_cast<size_t>(n));
      return true;
    }
    return false;
  }
  bool ClientWentWithin(std::chrono::milliseconds time) {
    if (stopping_) return true;
    if (WaitFor(POLLIN, static_cast<int>(time.count())) == 0) return false;
    char byte;
    return ::recv(fd_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) <= 0;
  }

  int fd_;
  const int number_;
  const std::atomic<bool>& stopping_;
  std::string received_;
};

class RawServer {
 public:
  using Script = std::function<void(RawConnection&)>;

  // `script` runs once for each connection, on a thread of its own.
  explicit RawServer(Script script, const char* ip = "127.0.0.1") : script_(std::move(script)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    inet_pton(AF_INET, ip, &address.sin_addr);
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof(address));
    ::listen(listener_, 128);
    socklen_t size = sizeof(address);
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { Accept(); });
  }
  ~RawServer() {
    stopping_ = true;
    acceptor_.join();
    for (std::thread& thread : threads_) thread.join();
    ::close(listener_);
  }

  uint16_t port() const { return port_; }
  int connections() const { return connections_; }

 private:
  void Accept() {
    while (!stopping_) {
      pollfd entry = {listener_, POLLIN, 0};
      if (::poll(&entry, 1, 10) <= 0) continue;
      const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0) continue;
      const int on = 1;
      setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
      threads_.emplace_back([this, fd, number = connections_++] {
        RawConnection connection(fd, number, stopping_);
        script_(connection);
      });
    }
  }

  const Script script_;
  int listener_ = -1;
  uint16_t port_ = 0;
  std::atomic<bool> stopping_{false};
  std::atomic<int> connections_{0};
  std::vector<std::thread> threads_;  // of the acceptor until it is joined
  std::thread acceptor_;
};

}  // namespace weft::http::testing
