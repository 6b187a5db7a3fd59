// SPDX-License-Identifier: Apache-2.0
// Connects to the first of several addresses that answers (RFC 8305, "Happy Eyeballs").
//
// Why: a name with an IPv6 address that leads nowhere must not cost every call its connect timeout. Parameters: an attempt gets
// kHeadStart before the next one begins beside it; one that fails lets the next begin at once. The first connection wins, the
// others are closed. States: racing, won, lost. With one address it is a plain connect.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "http/connect/address.h"
#include "http/connect/descriptor.h"

namespace weft::http {

// Belongs to one exchange; not thread-safe.
class ConnectRace {
 public:
  static constexpr std::chrono::milliseconds kHeadStart{250};
  enum class State { kRacing, kWon, kLost };

  // At least one address, in the order to try them.
  explicit ConnectRace(std::vector<SocketAddress> addresses) : addresses_(std::move(addresses)) {}

  // Goes on; `wait` holds what it asked to wait for the last time and gets what to wait for now.
  State Step(TimePoint now, Wait* wait);
  // After kWon: the connected socket, non-blocking, with TCP_NODELAY and keep-alive.
  Descriptor TakeSocket() { return std::move(winner_); }
  // Why attempts failed.
  const std::string& problem() const { return problem_; }

 private:
  struct Attempt {
    Descriptor socket;
    size_t address;
  };

  void CheckReady(const Wait& wait);
  bool StartNext(TimePoint now);
  void Note(size_t address, int error);

  std::vector<SocketAddress> addresses_;
  std::vector<Attempt> attempts_;  // under way; the items of a Wait stand in the same order
  size_t next_ = 0;
  TimePoint next_at_ = TimePoint::min();
  Descriptor winner_;
  std::string problem_;
};

}  // namespace weft::http
