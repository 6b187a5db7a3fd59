// SPDX-License-Identifier: Apache-2.0
#include "httplib/mirror_workers.h"

#include <algorithm>
#include <csignal>
#include <exception>
#include <system_error>

#include "base/strings.h"

namespace weft::httplib {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

// How often the destructor breaks off again what had no socket yet the time before.
constexpr milliseconds kInterruptEvery(2);

// A thread inherits the mask of the one that starts it: signals are for the program's own threads.
class AllSignalsBlocked {
 public:
  AllSignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~AllSignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_;
};

// The answer is read, so that the connection can be used again, and thrown away.
bool SendAndForget(::httplib::ClientImpl& connection, ::httplib::Request& request, TimePoint deadline) {
  request.content_receiver = [deadline](const char*, size_t, uint64_t, uint64_t) { return Clock::now() < deadline; };
  ::httplib::Response response;
  auto error = ::httplib::Error::Success;
  try {
    return connection.send(request, response, error);
  } catch (const std::exception&) {  // what a mirror answers must not end the process
    return false;
  }
}

microseconds AtLeastOneMillisecond(std::chrono::nanoseconds wanted) {
  return std::max<microseconds>(milliseconds(1), std::chrono::ceil<microseconds>(wanted));
}

}  // namespace

MirrorSender::Workers::~Workers() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    waiting_.clear();
    changed_.NotifyAll();
    while (working_ > 0) {
      for (InterruptibleConnection* connection : running_) {
        if (connection != nullptr) connection->Interrupt();
      }
      changed_.WaitFor(mutex_, kInterruptEvery);
    }
  }
  for (std::thread& thread : threads_) thread.join();
}

bool MirrorSender::Workers::HasRoomFor(size_t bytes) {
  MutexLock lock(mutex_);
  if (!IsFull(bytes)) return true;
  dropped_.fetch_add(1, std::memory_order_relaxed);
  return false;
}

void MirrorSender::Workers::Add(MirroredRequest mirrored) {
  const size_t bytes = mirrored.request.body.size();
  MutexLock lock(mutex_);
  if (!IsFull(bytes)) {
    if (idle_ <= waiting_.size() && threads_.size() < kMaxThreads) StartThread();
    if (!threads_.empty()) {
      waiting_bytes_ += bytes;
      waiting_.push_back(std::move(mirrored));
      changed_.NotifyOne();
      return;
    }
  }
  dropped_.fetch_add(1, std::memory_order_relaxed);
}

bool MirrorSender::Workers::IsFull(size_t bytes) const {
  return waiting_.size() >= kMaxWaiting || bytes > kMaxWaitingBytes - waiting_bytes_;
}

void MirrorSender::Workers::StartThread() {
  const AllSignalsBlocked blocked;
  try {
    threads_.emplace_back([this, self = threads_.size()] { Work(self); });
  } catch (const std::system_error&) {  // no more threads: those that run must do
  }
}

void MirrorSender::Workers::Work(size_t self) {
  while (std::optional<MirroredRequest> mirrored = WaitForOne()) {
    SendOne(*mirrored, self);
    Report();
    FinishOne();
  }
}

std::optional<MirroredRequest> MirrorSender::Workers::WaitForOne() {
  MutexLock lock(mutex_);
  ++idle_;
  changed_.Wait(mutex_, [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || !waiting_.empty(); });
  --idle_;
  if (stopping_) return std::nullopt;
  MirroredRequest mirrored = std::move(waiting_.front());
  waiting_.pop_front();
  waiting_bytes_ -= mirrored.request.body.size();
  ++working_;
  return mirrored;
}

void MirrorSender::Workers::FinishOne() {
  MutexLock lock(mutex_);
  --working_;
  if (stopping_) changed_.NotifyAll();
}

void MirrorSender::Workers::SendOne(MirroredRequest& mirrored, size_t self) {
  const MirrorTarget& target = mirrored.target;
  const Connection to = target.connection();
  ConnectionPool::Connection connection = pool_.Take(to.id);
  if (connection == nullptr) {
    connection = std::make_unique<InterruptibleConnection>(std::string(to.address), to.port);
    connection->set_keep_alive(true);
    connection->set_tcp_nodelay(true);
  }
  connection->set_connection_timeout(AtLeastOneMillisecond(std::min(to.connect_timeout, target.timeout())));
  connection->set_read_timeout(AtLeastOneMillisecond(target.timeout()));
  connection->set_write_timeout(AtLeastOneMillisecond(target.timeout()));
  SetRunning(self, connection.get());
  const bool sent = SendAndForget(*connection, mirrored.request, Clock::now() + target.timeout());
  SetRunning(self, nullptr);
  if (sent) pool_.Give(to.id, std::move(connection), Clock::now());
}

void MirrorSender::Workers::SetRunning(size_t self, ::httplib::ClientImpl* connection) {
  MutexLock lock(mutex_);
  running_[self] = static_cast<InterruptibleConnection*>(connection);
}

void MirrorSender::Workers::Report() {
  uint64_t since_last = 0;
  {
    MutexLock lock(mutex_);
    const uint64_t dropped = dropped_.load(std::memory_order_relaxed);
    if (dropped == reported_ || Clock::now() < next_report_) return;
    since_last = dropped - reported_;
    reported_ = dropped;
    next_report_ = Clock::now() + kReportEvery;
  }
  warn_(StrCat("dropped ", since_last, " mirrored requests: too many wait for the mirror already"));
}

}  // namespace weft::httplib
