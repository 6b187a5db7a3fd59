// SPDX-License-Identifier: Apache-2.0
#include "http/drive/async.h"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

namespace weft::http {

namespace asio = boost::asio;

namespace {

// What the handlers of waits share with the registration they were made for: it may be gone when they run.
struct Readiness {
  bool reading = false, writing = false;    // waits are under way
  bool readable = false, writable = false;  // and what they found
};

class AsioRegistration final : public Registration {
 public:
  AsioRegistration(const AsyncExecutor& executor, int fd, boost::system::error_code* error) : descriptor_(executor) {
    descriptor_.assign(fd, *error);
  }
  ~AsioRegistration() override {
    if (descriptor_.is_open()) descriptor_.release();  // the Descriptor closes it
  }
  bool idle() const override { return !readiness_->reading && !readiness_->writing; }
  const std::shared_ptr<Readiness>& readiness() const { return readiness_; }
  asio::posix::stream_descriptor& descriptor() { return descriptor_; }

 private:
  asio::posix::stream_descriptor descriptor_;
  std::shared_ptr<Readiness> readiness_ = std::make_shared<Readiness>();
};

}  // namespace

// Its handlers may run on several threads at once; the mutex makes them one after the other.
class AsyncOperation : public std::enable_shared_from_this<AsyncOperation> {
 public:
  AsyncOperation(const AsyncExecutor& executor, const Wiring& wiring, const Endpoint& endpoint, const RequestView& request,
                 const OperationOptions& options, Response* response, const ResponseSink* sink, std::function<void(Error)> done)
      : executor_(executor),
        timer_(executor),
        operation_(wiring, endpoint, request, options, response, sink),
        done_(std::move(done)) {}

  void Start(AsyncCanceller* canceller) {
    if (canceller != nullptr) {
      const MutexLock lock(canceller->mutex_);
      canceller->operation_ = weak_from_this();
    }
    Advance(true);
  }

  void Cancel() {
    {
      const MutexLock lock(mutex_);
      if (done_ == nullptr) return;
      operation_.Cancel("the caller cancelled it");
    }
    Advance(false);
  }

 private:
  void Advance(bool starting) {
    std::function<void(Error)> done;
    Error error;
    {
      const MutexLock lock(mutex_);
      if (done_ == nullptr) return;
      if (Wait* wait = operation_.Step()) return Arm(*wait);
      timer_.cancel();
      error = operation_.error();
      done.swap(done_);
    }
    if (starting)
      asio::post(executor_, [done = std::move(done), error = std::move(error)]() mutable { done(std::move(error)); });
    else
      done(std::move(error));
  }

  void Arm(Wait& wait) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    for (WaitItem& item : wait.items) {
      AsioRegistration* registration = RegistrationOf(item);
      if (registration == nullptr) return;
      Readiness& readiness = *registration->readiness();
      if (item.read && !std::exchange(readiness.reading, true)) ArmOne(*registration, asio::posix::descriptor_base::wait_read);
      if (item.write && !std::exchange(readiness.writing, true))
        ArmOne(*registration, asio::posix::descriptor_base::wait_write);
    }
    wait_ = &wait;
    if (wait.until == armed_until_) return;
    armed_until_ = wait.until;
    if (armed_until_ == TimePoint::max()) {
      timer_.cancel();
      return;
    }
    timer_.expires_at(armed_until_);
    timer_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
      if (error) return;
      {
        const MutexLock lock(self->mutex_);
        self->armed_until_ = TimePoint::max();
      }
      self->Advance(false);
    });
  }

  // nullptr: the loop cannot take it; the operation is ending.
  AsioRegistration* RegistrationOf(WaitItem& item) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    auto& registration = item.descriptor->registration;
    if (registration == nullptr) {
      boost::system::error_code error;
      registration = std::make_unique<AsioRegistration>(executor_, item.descriptor->fd(), &error);
      if (error) {
        operation_.Cancel("the event loop does not take the connection: " + error.message());
        asio::post(executor_, [self = shared_from_this()] { self->Advance(false); });
        return nullptr;
      }
    }
    return static_cast<AsioRegistration*>(registration.get());
  }

  void ArmOne(AsioRegistration& registration, asio::posix::descriptor_base::wait_type type) {
    const bool read = type == asio::posix::descriptor_base::wait_read;
    registration.descriptor().async_wait(
        type, [self = shared_from_this(), readiness = registration.readiness(), read](const boost::system::error_code& error) {
          self->Ready(*readiness, read, error);
        });
  }

  void Ready(Readiness& readiness, bool read, const boost::system::error_code& error) {
    {
      const MutexLock lock(mutex_);
      (read ? readiness.reading : readiness.writing) = false;
      if (error == asio::error::operation_aborted || done_ == nullptr) return;
      (read ? readiness.readable : readiness.writable) = true;
      MarkReady();
    }
    Advance(false);
  }

  // Hands what the handlers found to the items of the last wait.
  void MarkReady() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    for (WaitItem& item : wait_->items) {
      if (item.descriptor->registration == nullptr) continue;
      Readiness& readiness = *static_cast<AsioRegistration*>(item.descriptor->registration.get())->readiness();
      item.readable = std::exchange(readiness.readable, false) && item.read;
      item.writable = std::exchange(readiness.writable, false) && item.write;
    }
  }

  const AsyncExecutor executor_;
  Mutex mutex_;
  asio::steady_timer timer_ ABSL_GUARDED_BY(mutex_);
  Operation operation_ ABSL_GUARDED_BY(mutex_);
  std::function<void(Error)> done_ ABSL_GUARDED_BY(mutex_);  // empty once it was called
  Wait* wait_ ABSL_GUARDED_BY(mutex_) = nullptr;
  TimePoint armed_until_ ABSL_GUARDED_BY(mutex_) = TimePoint::max();
};

void AsyncCanceller::Cancel() {
  std::shared_ptr<AsyncOperation> operation;
  {
    const MutexLock lock(mutex_);
    operation = operation_.lock();
  }
  if (operation != nullptr) operation->Cancel();
}

void StartAsync(const AsyncExecutor& executor, const Wiring& wiring, const Endpoint& endpoint, const RequestView& request,
                const OperationOptions& options, Response* response, const ResponseSink* sink,
                const std::shared_ptr<AsyncCanceller>& canceller, std::function<void(Error)> done) {
  std::make_shared<AsyncOperation>(executor, wiring, endpoint, request, options, response, sink, std::move(done))
      ->Start(canceller.get());
}

}  // namespace weft::http
