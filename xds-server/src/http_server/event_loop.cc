// SPDX-License-Identifier: Apache-2.0
#include "http_server/event_loop.h"

#include <future>
#include <thread>
#include <utility>

#include "boost/asio/executor_work_guard.hpp"
#include "boost/asio/io_context.hpp"
#include "boost/asio/post.hpp"
#include "boost/asio/steady_timer.hpp"

namespace weft::http_server {

namespace {

class SteadyTimer : public EventLoop::Timer {
 public:
  SteadyTimer(boost::asio::io_context& context, absl::Duration delay, std::function<void()> work)
      : timer_(context, absl::ToChronoMilliseconds(delay)) {
    // A handler that was already queued when the timer went is told by the weak pointer.
    timer_.async_wait([alive = std::weak_ptr<bool>(alive_), work = std::move(work)](boost::system::error_code error) {
      if (!error && alive.lock()) work();
    });
  }

 private:
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  boost::asio::steady_timer timer_;
};

}  // namespace

struct EventLoop::Impl {
  boost::asio::io_context context{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard = boost::asio::make_work_guard(context);
  std::thread thread;
};

EventLoop::EventLoop() : impl_(std::make_unique<Impl>()) {
  impl_->thread = std::thread([impl = impl_.get()] { impl->context.run(); });
}

EventLoop::~EventLoop() {
  impl_->context.stop();
  impl_->thread.join();
}

void EventLoop::Post(std::function<void()> work) { boost::asio::post(impl_->context, std::move(work)); }

void EventLoop::Run(const std::function<void()>& work) {
  if (OnThread()) return work();
  std::promise<void> done;
  Post([&] {
    work();
    done.set_value();
  });
  done.get_future().wait();
}

bool EventLoop::OnThread() const { return std::this_thread::get_id() == impl_->thread.get_id(); }

std::unique_ptr<EventLoop::Timer> EventLoop::After(absl::Duration delay, std::function<void()> work) {
  return std::make_unique<SteadyTimer>(impl_->context, delay, std::move(work));
}

boost::asio::io_context& EventLoop::context() { return impl_->context; }

}  // namespace weft::http_server
