// SPDX-License-Identifier: Apache-2.0
// A file descriptor that closes itself, and what drivers wait for.
#pragma once

#include <memory>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "weft/request.h"

namespace weft::http {

// What a driver keeps with a descriptor from one wait to the next: its registration with an event loop.
class Registration {
 public:
  virtual ~Registration() = default;
  // Nothing waits for the descriptor: another exchange may have it.
  virtual bool idle() const = 0;
};

// Movable; never copied. Closing takes the registration down first.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)), registration(std::move(other.registration)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this == &other) return *this;
    Close();
    fd_ = std::exchange(other.fd_, -1);
    registration = std::move(other.registration);
    return *this;
  }
  ~Descriptor() { Close(); }

  int fd() const { return fd_; }
  bool valid() const { return fd_ >= 0; }
  void Close();

 private:
  int fd_ = -1;

 public:
  std::unique_ptr<Registration> registration;
};

// One descriptor to wait for. The driver sets `readable` and `writable` as far as they were asked for (an error sets both).
struct WaitItem {
  Descriptor* descriptor;
  bool read = false, write = false;
  bool readable = false, writable = false;
};

// Go on when any of the items is ready, or at `until`.
struct Wait {
  absl::InlinedVector<WaitItem, 2> items;
  TimePoint until = TimePoint::max();
};

}  // namespace weft::http
