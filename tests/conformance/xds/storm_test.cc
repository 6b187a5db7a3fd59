// SPDX-License-Identifier: Apache-2.0
// Writes that come faster than clients should be updated.
#include <algorithm>
#include <atomic>
#include <thread>

#include "envoy/config/route/v3/route.pb.h"
#include "xds/server_fixture.h"

namespace weft::test {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kOneSecond{1};
constexpr size_t kMostPushes = 25;

// Of the route table that was read last.
int TimeoutIn(const WireClient& client) {
  ::envoy::config::route::v3::RouteConfiguration table;
  const auto resources = client.last_resources();
  if (resources.empty() || !resources.at(0).UnpackTo(&table)) return 0;
  return static_cast<int>(table.virtual_hosts(0).routes(0).route().timeout().seconds());
}

size_t MostInOneSecond(const std::vector<Clock::time_point>& times) {
  size_t most = 0, first = 0;
  for (size_t i = 0; i < times.size(); ++i) {
    while (times[i] - times[first] > kOneSecond) ++first;
    most = std::max(most, i - first + 1);
  }
  return most;
}

class Storm : public BothVariants {
 protected:
  // Writes the timeouts from `first` to `last`, a thousand in a second.
  void WriteTimeouts(int first, int last) {
    Clock::time_point next = Clock::now();
    for (int seconds = first; seconds <= last; ++seconds) {
      WriteAll(TimeoutRule("reviews", seconds));
      std::this_thread::sleep_until(next += std::chrono::milliseconds(1));
    }
  }
};
INSTANTIATE_TEST_SUITE_P(Variants, Storm, ::testing::Bool(), VariantName);

TEST_P(Storm, OfAThousandChangesInASecondAClientGetsTwentyFivePushesAndTheLast) {
  constexpr int kChanges = 2'000;
  auto client = Client();
  client->Subscribe(Type::kRoute, {Outbound("reviews")});
  ASSERT_EQ(client->ReadAndAck(), "RDS reviews");
  std::thread storm([this] { WriteTimeouts(1, kChanges); });
  std::vector<Clock::time_point> pushes;
  int last = 0;
  while (last != kChanges) {
    if (client->ReadAndAck() != "RDS reviews") break;
    pushes.push_back(Clock::now());
    EXPECT_GT(TimeoutIn(*client), last) << "what is newer is never followed by what is older";
    last = TimeoutIn(*client);
  }
  storm.join();
  EXPECT_EQ(last, kChanges);
  EXPECT_LE(MostInOneSecond(pushes), kMostPushes);
  EXPECT_GE(pushes.size(), 5u) << "and it is kept up to date meanwhile";
}

TEST_P(Storm, ARequestIsAnsweredInTheMiddleOfIt) {
  constexpr int kQuestions = 100;
  auto listener = Client();
  listener->Subscribe(Type::kRoute, {Outbound("reviews")});
  ASSERT_EQ(listener->ReadAndAck(), "RDS reviews");
  std::atomic<int> last{0};
  std::atomic<bool> enough{false};
  std::thread storm([&] {
    for (int i = 1; !enough; i += 10) {
      WriteTimeouts(i, i + 9);
      last = i + 9;
    }
  });
  auto asker = Client();
  for (int i = 0; i < kQuestions; ++i) EXPECT_EQ(asker->ReadNothing(Type::kEndpoint), "");
  enough = true;
  storm.join();
  int pushes = 0;
  while (TimeoutIn(*listener) != last && ++pushes < 10 * kQuestions) ASSERT_EQ(listener->ReadAndAck(), "RDS reviews");
  EXPECT_LT(pushes, kQuestions) << "answers did not wait for pushes";
}

}  // namespace
}  // namespace weft::test
