// SPDX-License-Identifier: Apache-2.0
#include "http/drive/blocking.h"

#include <poll.h>
#include <sys/eventfd.h>

#include <cerrno>

#include "absl/container/inlined_vector.h"

namespace weft::http {
namespace {

using PollSet = absl::InlinedVector<pollfd, 4>;

void Fill(const Wait& wait, const Canceller* canceller, PollSet* set) {
  set->clear();
  for (const WaitItem& item : wait.items) {
    const int events = (item.read ? POLLIN : 0) | (item.write ? POLLOUT : 0);
    set->push_back({item.descriptor->fd(), static_cast<short>(events), 0});
  }
  if (canceller != nullptr && canceller->fd() >= 0) set->push_back({canceller->fd(), POLLIN, 0});
}

// Returns also when a signal came: the operation looks at its deadlines and waits again.
void Poll(PollSet* set, TimePoint now, TimePoint until) {
  timespec timeout = {};
  if (until > now) {
    const auto left = std::chrono::duration_cast<std::chrono::nanoseconds>(until - now).count();
    timeout = {static_cast<time_t>(left / 1'000'000'000), static_cast<long>(left % 1'000'000'000)};
  }
  if (ppoll(set->data(), set->size(), until == TimePoint::max() ? nullptr : &timeout, nullptr) <= 0) {
    for (pollfd& entry : *set) entry.revents = 0;
  }
}

void Mark(const PollSet& set, Wait* wait) {
  constexpr short kBroken = POLLERR | POLLHUP | POLLNVAL;
  for (size_t i = 0; i < wait->items.size(); ++i) {
    WaitItem& item = wait->items[i];
    item.readable = item.read && (set[i].revents & (POLLIN | kBroken)) != 0;
    item.writable = item.write && (set[i].revents & (POLLOUT | kBroken)) != 0;
  }
}

}  // namespace

Canceller::Canceller() : wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

void Canceller::Cancel() {
  cancelled_.store(true, std::memory_order_release);
  if (wake_.valid()) eventfd_write(wake_.fd(), 1);
}

const Error& RunBlocking(Operation& operation, const Canceller* canceller) {
  PollSet set;
  while (Wait* wait = operation.Step()) {
    if (canceller != nullptr && canceller->cancelled()) {
      operation.Cancel("the client was stopped");
      continue;
    }
    Fill(*wait, canceller, &set);
    Poll(&set, operation.now(), wait->until);
    Mark(set, wait);
  }
  return operation.error();
}

}  // namespace weft::http
