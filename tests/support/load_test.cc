// SPDX-License-Identifier: Apache-2.0
#include "support/load.h"

#include "gmock/gmock.h"
#include "httplib.h"
#include "support/eventually.h"

namespace weft::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// A server that can be made to answer nothing for a while.
class StallingServer {
 public:
  StallingServer() {
    server_.set_keep_alive_max_count(1'000'000);
    server_.set_tcp_nodelay(true);  // or each answer waits for a delayed ACK
    server_.Get("/", [this](const ::httplib::Request&, ::httplib::Response& response) {
      std::this_thread::sleep_until(stalled_until_.load());
      response.set_content("hello", "text/plain");
    });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    Eventually([this] { return server_.is_running(); });  // stop() before that would be lost
  }
  ~StallingServer() {
    server_.stop();
    thread_.join();
  }
  int port() const { return port_; }
  SteadyTime StallFor(milliseconds duration) {
    const SteadyTime until = std::chrono::steady_clock::now() + duration;
    stalled_until_ = until;
    return until;
  }

 private:
  ::httplib::Server server_;
  std::atomic<SteadyTime> stalled_until_ = SteadyTime();
  int port_ = 0;
  std::thread thread_;
};

LoadOptions To(const StallingServer& server, int threads) {
  return {.port = server.port(), .per_second = 200, .threads = threads, .marker = [](const std::string& body) { return body; }};
}

TEST(Load, KeepsItsRateAndRecordsWhatItSaw) {
  StallingServer server;
  Load load(To(server, 2));
  ASSERT_TRUE(Eventually([&] { return load.Completed() >= 100; }, seconds(20)));
  const std::vector<Sample> samples = load.Stop();
  EXPECT_NEAR((samples.back().intended - samples.front().intended) / milliseconds(1), (samples.size() - 1) * 5.0, 2.0);
  for (const Sample& sample : samples) {
    ASSERT_EQ(sample.status, 200);
    ASSERT_EQ(sample.marker, "hello");
    ASSERT_LE(sample.intended, sample.sent);
    ASSERT_LE(sample.sent, sample.done);
  }
}

// The check of the generator itself: with fewer senders than the stall swallows requests, a closed loop would report the stall
// once per sender. Here every request that was due during the stall must carry what was left of it.
TEST(Load, AStallShowsInEveryRequestThatWasDueInIt) {
  StallingServer server;
  Load load(To(server, 2));
  ASSERT_TRUE(Eventually([&] { return load.Completed() >= 20; }, seconds(20)));
  const SteadyTime begin = std::chrono::steady_clock::now();
  const SteadyTime end = server.StallFor(milliseconds(200));
  ASSERT_TRUE(Eventually([&] { return load.Completed() >= 120; }, seconds(20)));
  const std::vector<Sample> samples = load.Stop();

  int due_in_stall = 0;
  for (const Sample& sample : samples) {
    if (sample.intended <= begin + milliseconds(1) || sample.intended >= end) continue;
    ++due_in_stall;
    EXPECT_GE(sample.Latency(), end - sample.intended);
  }
  EXPECT_GE(due_in_stall, 38);
  EXPECT_LE(due_in_stall, 41);
  EXPECT_GE(LatencyQuantile(samples, 0.99), milliseconds(150));
}

TEST(Load, CountsWhatGotNoAnswer) {
  int dead_port = 0;
  {
    StallingServer server;
    dead_port = server.port();
  }
  Load load({.port = dead_port, .per_second = 1000, .threads = 1});
  ASSERT_TRUE(Eventually([&] { return load.Completed() >= 3; }, seconds(20)));
  for (const Sample& sample : load.Stop()) {
    EXPECT_EQ(sample.status, 0);
    EXPECT_THAT(sample.marker, ::testing::StartsWith("no answer"));
  }
}

TEST(LatencyQuantile, IsTheValueAtTheRank) {
  std::vector<Sample> samples(100);
  for (int i = 0; i < 100; ++i) samples[99 - i].done = samples[99 - i].intended + milliseconds(i);
  EXPECT_EQ(LatencyQuantile(samples, 0.5), milliseconds(50));
  EXPECT_EQ(LatencyQuantile(samples, 0.99), milliseconds(99));
  EXPECT_EQ(LatencyQuantile({}, 0.5), milliseconds(0));
}

}  // namespace
}  // namespace weft::test
