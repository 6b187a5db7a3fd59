// SPDX-License-Identifier: Apache-2.0
// A server that misbehaves as the test sets, on raw sockets.
#pragma once

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace weft::transport {

// A request as it came over the wire.
struct RawRequest {
  std::string head;  // with its last empty line
  std::string body;
};

// A port of 127.0.0.1 with a socket bound to it. Nobody can connect until `Listen`.
class BoundSocket {
 public:
  BoundSocket() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof(address);
    ::bind(socket_, reinterpret_cast<sockaddr*>(&address), length);
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &length);
    port_ = ntohs(address.sin_port);
  }
  ~BoundSocket() { ::close(socket_); }
  BoundSocket(const BoundSocket&) = delete;
  BoundSocket& operator=(const BoundSocket&) = delete;
  void Listen(int backlog) const { ::listen(socket_, backlog); }
  int socket() const { return socket_; }
  uint32_t port() const { return port_; }

 private:
  const int socket_;
  uint32_t port_ = 0;
};

// What a script can do with the connection a request came on.
class Peer {
 public:
  explicit Peer(int socket) : socket_(socket) {}
  // False when the other side is gone.
  bool Send(const std::string& bytes) { return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) >= 0; }
  void Respond(int status, const std::string& body, const std::string& headers = "") {
    const std::string length = "Content-Length: " + std::to_string(body.size()) + "\r\n";
    Send("HTTP/1.1 " + std::to_string(status) + " -\r\n" + length + headers + "\r\n" + body);
  }
  void Close() { open_ = false; }
  // Closed so that the other side gets a reset instead of an end.
  void Reset() {
    const linger now{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
    Close();
  }
  // Until the other side is gone or the server ends.
  void Hang() {
    char byte;
    while (::recv(socket_, &byte, 1, 0) > 0) {
    }
    Close();
  }
  bool open() const { return open_; }

 private:
  const int socket_;
  bool open_ = true;
};

// Runs `script` for each request, a thread for each connection. The destructor ends what hangs.
class ScriptedServer {
 public:
  using Script = std::function<void(const RawRequest& request, Peer& peer)>;

  explicit ScriptedServer(Script script) : script_(std::move(script)) {
    listener_.Listen(64);
    acceptor_ = std::thread([this] { Accept(); });
  }
  ~ScriptedServer() {
    ::shutdown(listener_.socket(), SHUT_RDWR);
    acceptor_.join();
    {
      std::lock_guard lock(mutex_);
      for (int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
    }
    for (std::thread& connection : connections_) connection.join();
  }
  uint32_t port() const { return listener_.port(); }

  std::vector<RawRequest> requests() const {
    std::lock_guard lock(mutex_);
    return requests_;
  }
  size_t count() const {
    std::lock_guard lock(mutex_);
    return requests_.size();
  }
  // False after ten seconds.
  bool WaitForRequests(size_t wanted) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(10), [&] { return requests_.size() >= wanted; });
  }

 private:
  void Accept() {
    for (int socket; (socket = ::accept4(listener_.socket(), nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
      std::lock_guard lock(mutex_);
      sockets_.push_back(socket);
      connections_.emplace_back([this, socket] { Serve(socket); });
    }
  }

  void Serve(int socket) {
    Peer peer(socket);
    std::string buffer;
    RawRequest request;
    while (peer.open() && Read(socket, buffer, request)) {
      {
        std::lock_guard lock(mutex_);
        requests_.push_back(request);
        changed_.notify_all();
      }
      script_(request, peer);
    }
    std::lock_guard lock(mutex_);
    std::erase(sockets_, socket);
    ::close(socket);
  }

  static bool Fill(int socket, std::string& buffer) {
    char bytes[16384];
    const ssize_t count = ::recv(socket, bytes, sizeof(bytes), 0);
    if (count > 0) buffer.append(bytes, static_cast<size_t>(count));
    return count > 0;
  }

  // Bodies by Content-Length only.
  static bool Read(int socket, std::string& buffer, RawRequest& request) {
    size_t end;
    while ((end = buffer.find("\r\n\r\n")) == std::string::npos) {
      if (!Fill(socket, buffer)) return false;
    }
    request.head = buffer.substr(0, end + 4);
    std::string lower = request.head;  // names of headers have no case
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
    const size_t length_at = lower.find("\ncontent-length: ");
    const size_t length = length_at == std::string::npos ? 0 : std::stoul(request.head.substr(length_at + 17));
    while (buffer.size() < request.head.size() + length) {
      if (!Fill(socket, buffer)) return false;
    }
    request.body = buffer.substr(request.head.size(), length);
    buffer.erase(0, request.head.size() + length);
    return true;
  }

  const Script script_;
  const BoundSocket listener_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<RawRequest> requests_;      // under mutex_
  std::vector<int> sockets_;              // under mutex_
  std::vector<std::thread> connections_;  // under mutex_
  std::thread acceptor_;
};

}  // namespace weft::transport
