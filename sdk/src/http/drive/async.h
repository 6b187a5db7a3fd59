// SPDX-License-Identifier: Apache-2.0
// Drives operations on an Asio executor: the same steps as blocking calls, with waits that cost no thread.
//
//   Error error = co_await AsyncRun(executor, wiring, endpoint, request, options, &response, nullptr, nullptr, use_awaitable);
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>

#include "base/mutex.h"
#include "http/drive/operation.h"

namespace weft::http {

class AsyncOperation;

// Ends one operation that was given it, from any thread. Cancelling before the start or after the end does nothing.
class AsyncCanceller {
 public:
  void Cancel();

 private:
  friend class AsyncOperation;
  Mutex mutex_;
  std::weak_ptr<AsyncOperation> operation_ ABSL_GUARDED_BY(mutex_);
};

using AsyncExecutor = boost::asio::any_io_executor;

// What AsyncRun does for any token. A sink or source must not cancel the operation that calls it: it ends it by what it
// returns. `done` runs once, never within this call. All that is pointed to, and all views, must live until then; `executor`'s
// context longer than the pool, since idle connections stay registered with it.
void StartAsync(const AsyncExecutor& executor, const Wiring& wiring, const Endpoint& endpoint, const RequestView& request,
                const OperationOptions& options, Response* response, const ResponseSink* sink,
                const std::shared_ptr<AsyncCanceller>& canceller, std::function<void(Error)> done);

// For any completion token of the signature void(Error). The handler runs on its associated executor, or on `executor`.
template <typename Token>
auto AsyncRun(const AsyncExecutor& executor, const Wiring& wiring, const Endpoint& endpoint, const RequestView& request,
              const OperationOptions& options, Response* response, const ResponseSink* sink,
              const std::shared_ptr<AsyncCanceller>& canceller, Token&& token) {
  auto start = [=, &options](auto handler) {
    auto handler_executor = boost::asio::get_associated_executor(handler, executor);
    using Handler = decltype(handler);
    struct Held {
      Handler handler;
      boost::asio::executor_work_guard<decltype(handler_executor)> work;
    };
    auto held = std::make_shared<Held>(Held{std::move(handler), boost::asio::make_work_guard(handler_executor)});
    StartAsync(executor, wiring, endpoint, request, options, response, sink, canceller, [held](Error error) {
      auto run_on = held->work.get_executor();
      boost::asio::dispatch(run_on, [held, error = std::move(error)]() mutable {
        held->work.reset();
        Handler handler = std::move(held->handler);  // its memory goes before it runs
        held.reset();
        std::move(handler)(std::move(error));
      });
    });
  };
  return boost::asio::async_initiate<Token, void(Error)>(std::move(start), token);
}

}  // namespace weft::http
