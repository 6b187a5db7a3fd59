// SPDX-License-Identifier: Apache-2.0
#include "http/connect/race.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/strings.h"

namespace weft::http {
namespace {

void Set(int fd, int level, int option, int value) { setsockopt(fd, level, option, &value, sizeof(value)); }

// A dead peer shows within a minute: probes after 30 s of silence, and unacknowledged data for at most 30 s.
void SetOptions(int fd) {
  Set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
  Set(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
  Set(fd, IPPROTO_TCP, TCP_KEEPIDLE, 30);
  Set(fd, IPPROTO_TCP, TCP_KEEPINTVL, 10);
  Set(fd, IPPROTO_TCP, TCP_KEEPCNT, 3);
  Set(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, 30'000);
}

int SocketError(int fd) {
  int error = 0;
  socklen_t size = sizeof(error);
  return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

}  // namespace

void ConnectRace::Note(size_t address, int error) {
  StrAppend(&problem_, problem_.empty() ? "" : "; ", addresses_[address].ToString(), ": ", std::strerror(error));
}

void ConnectRace::CheckReady(const Wait& wait) {
  for (size_t i = std::min(wait.items.size(), attempts_.size()); i-- > 0;) {
    if (!wait.items[i].writable) continue;
    Attempt attempt = std::move(attempts_[i]);
    attempts_.erase(attempts_.begin() + static_cast<std::ptrdiff_t>(i));
    if (const int error = SocketError(attempt.socket.fd()); error != 0) {
      Note(attempt.address, error);
      next_at_ = TimePoint::min();
    } else {
      winner_ = std::move(attempt.socket);
    }
  }
}

// False: an attempt failed at once, and another may begin.
bool ConnectRace::StartNext(TimePoint now) {
  const size_t index = next_++;
  const SocketAddress& address = addresses_[index];
  Descriptor socket(::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket.valid()) return Note(index, errno), false;
  SetOptions(socket.fd());
  if (::connect(socket.fd(), address.get(), address.size) == 0) {
    winner_ = std::move(socket);
    return true;
  }
  if (errno != EINPROGRESS) return Note(index, errno), false;
  attempts_.push_back({std::move(socket), index});
  next_at_ = now + kHeadStart;
  return true;
}

ConnectRace::State ConnectRace::Step(TimePoint now, Wait* wait) {
  CheckReady(*wait);
  while (!winner_.valid() && next_ < addresses_.size() && now >= next_at_) {
    if (StartNext(now)) break;
  }
  wait->items.clear();
  wait->until = TimePoint::max();
  if (winner_.valid()) {
    attempts_.clear();
    return State::kWon;
  }
  if (attempts_.empty() && next_ == addresses_.size()) return State::kLost;
  for (Attempt& attempt : attempts_) wait->items.push_back({.descriptor = &attempt.socket, .write = true});
  if (next_ < addresses_.size()) wait->until = next_at_;
  return State::kRacing;
}

}  // namespace weft::http
