// SPDX-License-Identifier: Apache-2.0
#include "http/drive/async.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <thread>

#include "http/testing/hostile_cases.h"

namespace weft::http {
namespace {

using testing::Answer;
using testing::RawConnection;
using testing::RawServer;

void ServeEverything(RawConnection& connection) {
  while (!connection.ReadHead().empty()) connection.Send(Answer("Content-Length: 2\r\n", "hi"));
}

// What one call needs to outlive it.
struct AsyncCall {
  OperationOptions options;
  Response response;
};

class AsyncTest : public ::testing::Test {
 protected:
  Endpoint To(const RawServer& server) { return {.address = "127.0.0.1", .port = server.port(), .id = "x", .cluster = "c"}; }
  Wiring wiring() { return {Env::System().get(), &pool_, &resolver_}; }

  boost::asio::io_context context_;
  Pool pool_;
  Resolver resolver_;
};

TEST_F(AsyncTest, AFutureIsACompletionToken) {
  RawServer server(ServeEverything);
  AsyncCall call;
  auto error = AsyncRun(context_.get_executor(), wiring(), To(server), {.authority = "x"}, call.options, &call.response,
                        nullptr, nullptr, boost::asio::use_future);
  context_.run();
  EXPECT_TRUE(error.get().ok());
  EXPECT_EQ(call.response.body, "hi");
}

#ifdef BOOST_ASIO_HAS_CO_AWAIT
TEST_F(AsyncTest, CoroutinesAwaitManyCallsOnOneThread) {
  RawServer server(ServeEverything);
  int good = 0;
  for (int i = 0; i < 50; ++i) {
    boost::asio::co_spawn(
        context_,
        [&]() -> boost::asio::awaitable<void> {
          for (int n = 0; n < 10; ++n) {
            AsyncCall call;
            const Error error = co_await AsyncRun(context_.get_executor(), wiring(), To(server), {.authority = "x"},
                                                  call.options, &call.response, nullptr, nullptr, boost::asio::use_awaitable);
            good += error.ok() && call.response.body == "hi";
          }
        },
        boost::asio::detached);
  }
  context_.run();
  EXPECT_EQ(good, 500);
  EXPECT_LE(server.connections(), 50);
  EXPECT_GE(pool_.stats().reused, 450u);
}
#endif

TEST_F(AsyncTest, IsCancelledFromAnotherThread) {
  RawServer server([](RawConnection& connection) { connection.WaitForClose(); });
  AsyncCall call;
  auto canceller = std::make_shared<AsyncCanceller>();
  Error result;
  std::thread::id handler_thread;
  AsyncRun(context_.get_executor(), wiring(), To(server), {.authority = "x"}, call.options, &call.response, nullptr, canceller,
           [&](Error error) { result = std::move(error), handler_thread = std::this_thread::get_id(); });
  std::thread other([&] {
    while (server.connections() == 0) std::this_thread::yield();
    canceller->Cancel();
  });
  context_.run();
  other.join();
  EXPECT_EQ(result.kind, ErrorKind::kCancelled);
  EXPECT_EQ(handler_thread, std::this_thread::get_id());
  canceller->Cancel();
}

TEST_F(AsyncTest, HandlersNeverRunWithinTheCallThatStartsThem) {
  AsyncCall call;
  call.options.deadlines.rule = TimePoint::min();
  bool ran = false;
  RawServer server(ServeEverything);
  AsyncRun(context_.get_executor(), wiring(), To(server), {}, call.options, &call.response, nullptr, nullptr,
           [&](const Error& error) { ran = error.kind == ErrorKind::kDeadline; });
  EXPECT_FALSE(ran);
  context_.run();
  EXPECT_TRUE(ran);
}

TEST_F(AsyncTest, SeveralThreadsMayRunTheLoop) {
  RawServer server(ServeEverything);
  std::vector<std::unique_ptr<AsyncCall>> calls;
  std::atomic<int> good{0};
  for (int i = 0; i < 200; ++i) {
    calls.push_back(std::make_unique<AsyncCall>());
    calls.back()->options.deadlines.rule = Clock::now() + std::chrono::seconds(20);
    AsyncRun(context_.get_executor(), wiring(), To(server), {.authority = "x"}, calls.back()->options, &calls.back()->response,
             nullptr, nullptr, [&](const Error& error) { good += error.ok(); });
  }
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([&] { context_.run(); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, 200);
}

}  // namespace
}  // namespace weft::http
