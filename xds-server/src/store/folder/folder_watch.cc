// SPDX-License-Identifier: Apache-2.0
#include "store/folder/folder_watch.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace weft::store {
namespace {

constexpr absl::Duration kPollInterval = absl::Seconds(1);
constexpr uint32_t kInterest = IN_CREATE | IN_DELETE | IN_MODIFY | IN_CLOSE_WRITE | IN_ATTRIB | IN_MOVED_FROM | IN_MOVED_TO |
                               IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;

int PollMilliseconds(absl::Duration timeout) {
  if (timeout == absl::InfiniteDuration()) return -1;
  // Rounded up: a wait that ends early would be a busy loop.
  return static_cast<int>(absl::ToInt64Milliseconds(absl::Ceil(timeout, absl::Milliseconds(1))));
}

}  // namespace

FolderWatch::FolderWatch(std::string path) : path_(std::move(path)) {
  inotify_ = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  stop_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  BeginWatch();
}

FolderWatch::~FolderWatch() {
  if (inotify_ >= 0) close(inotify_);
  if (stop_ >= 0) close(stop_);
}

FolderWatch::Wake FolderWatch::Wait(absl::Duration timeout) {
  // What happened while nobody watched is a change too.
  if (watch_ < 0 && BeginWatch()) return Wake::kChange;
  if (watch_ < 0) timeout = std::min(timeout, kPollInterval);
  pollfd descriptors[] = {{.fd = stop_, .events = POLLIN, .revents = 0}, {.fd = inotify_, .events = POLLIN, .revents = 0}};
  const int ready = poll(descriptors, 2, PollMilliseconds(timeout));
  if (ready > 0 && descriptors[0].revents != 0) return Wake::kStop;
  if (ready <= 0) return Wake::kTimeout;
  Drain();
  return Wake::kChange;
}

void FolderWatch::Stop() {
  const uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = write(stop_, &one, sizeof(one));
}

bool FolderWatch::BeginWatch() {
  if (inotify_ >= 0) watch_ = inotify_add_watch(inotify_, path_.c_str(), kInterest);
  return watch_ >= 0;
}

void FolderWatch::Drain() {
  alignas(inotify_event) char buffer[4096];
  for (;;) {
    const ssize_t got = read(inotify_, buffer, sizeof(buffer));
    if (got <= 0) return;
    for (const char* at = buffer; at < buffer + got;) {
      const auto* event = reinterpret_cast<const inotify_event*>(at);
      // The folder itself went, by removal or by rename: the path may become another folder.
      if ((event->mask & IN_MOVE_SELF) != 0) inotify_rm_watch(inotify_, event->wd);
      if ((event->mask & IN_IGNORED) != 0 && event->wd == watch_) watch_ = -1;
      at += sizeof(inotify_event) + event->len;
    }
  }
}

}  // namespace weft::store
