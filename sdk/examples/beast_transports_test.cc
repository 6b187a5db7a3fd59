// SPDX-License-Identifier: Apache-2.0
// The examples over Boost.Beast do what the transports of the SDK do: the same tests, over the blocking one and the coroutines.
#include <thread>

#include "beast_client.h"
#include "coroutine_client.h"
#include "transport/testing/robustness_suite.h"
#include "transport/testing/rules_suite.h"

namespace weft::transport {
namespace {

// In the examples' types.
class ExampleTransport : public TestTransport {
 public:
  TestResult Send(const TestRequest& request) override { return ResultOf(Call(Plain(request))); }

  TestResult Stream(const TestRequest& request, const OnHead& on_head, const OnBody& on_body) override {
    example::Request streamed = Plain(request);
    streamed.on_head = [&](const example::Response& head) { return on_head(ResultOf(head)); };
    streamed.on_body = on_body;
    return ResultOf(Call(std::move(streamed)));
  }

 protected:
  virtual example::Response Call(example::Request request) = 0;

 private:
  static example::Request Plain(const TestRequest& request) {
    example::Request plain{.method = request.method, .path = request.path};
    plain.headers = HeaderList(request.headers);
    plain.body = request.body;
    plain.context = request.context;
    plain.follow_redirects = request.follow_redirects;
    if (request.deadline.count() > 0) plain.deadline = Clock::now() + request.deadline;
    return plain;
  }
  static TestResult ResultOf(const example::Response& response) {
    return {response.error, response.status, response.headers, response.body};
  }
};

class BlockingTransport final : public ExampleTransport {
 public:
  explicit BlockingTransport(std::shared_ptr<Mesh> mesh) : client_(std::move(mesh), kShop) {}

 private:
  example::Response Call(example::Request request) override { return client_.Send(std::move(request)); }

  const example::BeastClient client_;
};

// All calls run on one thread, whoever makes them.
class CoroutineTransport final : public ExampleTransport {
 public:
  explicit CoroutineTransport(std::shared_ptr<Mesh> mesh) : client_(std::move(mesh), kShop), thread_([this] { io_.run(); }) {}
  ~CoroutineTransport() override {
    work_.reset();
    thread_.join();
  }

 private:
  example::Response Call(example::Request request) override {
    return boost::asio::co_spawn(io_, client_.Send(std::move(request)), boost::asio::use_future).get();
  }

  example::CoroutineClient client_;
  boost::asio::io_context io_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_ = boost::asio::make_work_guard(io_);
  std::thread thread_;
};

const auto kExamples = ::testing::Values(
    TransportUnderTest{"Blocking", [](auto mesh) { return std::make_unique<BlockingTransport>(std::move(mesh)); }},
    TransportUnderTest{"Coroutines", [](auto mesh) { return std::make_unique<CoroutineTransport>(std::move(mesh)); }});
const auto kName = [](const auto& info) { return info.param.name; };

INSTANTIATE_TEST_SUITE_P(Beast, RulesTest, kExamples, kName);
INSTANTIATE_TEST_SUITE_P(Beast, RobustnessTest, kExamples, kName);

class CoroutineClientTest : public ShopTest {};

// The first call of a host waits for its configuration without holding the thread.
TEST_F(CoroutineClientTest, ManyCallsWaitForTheConfigurationOnOneThread) {
  ScriptedServer server([](const RawRequest&, Peer& peer) { peer.Respond(200, "here"); });
  boost::asio::io_context io;
  example::CoroutineClient client(mesh_, kShop);
  int answered = 0;
  for (int i = 0; i < 20; ++i) {
    boost::asio::co_spawn(io, client.Send({}),
                          [&](std::exception_ptr, example::Response response) { answered += response.body == "here" ? 1 : 0; });
  }
  io.poll();  // all of them are under way, and wait
  EXPECT_EQ(answered, 0);
  ServeWith({server.port()}, [](Route&) {});
  io.run();
  EXPECT_EQ(answered, 20);
}

// A program that ends does not wait for its calls.
TEST_F(CoroutineClientTest, CallsThatAreGivenUpWaitForNothing) {
  example::CoroutineClient client(mesh_, kShop);
  {
    boost::asio::io_context io;
    for (int i = 0; i < 20; ++i) boost::asio::co_spawn(io, client.Send({}), boost::asio::detached);
    io.poll();
  }
  control_plane_.Serve(kShop, {{"c1", {1}}});  // no client is connected
  mesh_->Shutdown();
}

}  // namespace
}  // namespace weft::transport
