// SPDX-License-Identifier: Apache-2.0
// A connection between exchanges: its socket, the memory it lends to them, and how long it may be kept.
#pragma once

#include <sys/uio.h>

#include <cstdint>
#include <memory>
#include <string>

#include "absl/types/span.h"
#include "http/connect/descriptor.h"
#include "http/exchange/exchange.h"

namespace weft::http {

// How one read or write ended.
struct IoResult {
  enum class Kind { kDone, kWouldBlock, kEof, kFailed };
  Kind kind;
  size_t bytes = 0;
  int error = 0;  // errno
};

// The bytes' way to the peer. Plain TCP here; TLS is another one, whose WouldBlock may ask for the other direction.
class Stream {
 public:
  virtual ~Stream() = default;
  virtual IoResult Read(absl::Span<char> space) = 0;
  virtual IoResult Write(absl::Span<const std::string_view> pieces) = 0;
  // Whether the peer has closed it or sent something, without taking it.
  virtual bool HasInput() = 0;
  virtual Descriptor& descriptor() = 0;
};

std::unique_ptr<Stream> MakePlainStream(Descriptor socket);

// A place among the connections to one cluster; given back by its destruction.
class Place {
 public:
  virtual ~Place() = default;
};

// Owned by one exchange or by the pool at a time.
struct Connection {
  std::string id;  // the key in the pool
  std::unique_ptr<Stream> stream;
  WireState wire;
  TimePoint created = {};
  TimePoint usable_until = TimePoint::max();  // idle beyond this it is not used again
  uint64_t exchanges = 0;
  uint64_t exchanges_left = UINT64_MAX;  // as the peer's Keep-Alive header has it
  std::shared_ptr<Place> place;
};

// What the peer's `Keep-Alive: timeout=5, max=100` says of a connection that is idle from `now` on.
void ApplyKeepAliveHint(const Headers& headers, TimePoint now, Connection* connection);

}  // namespace weft::http
