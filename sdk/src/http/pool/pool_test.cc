// SPDX-License-Identifier: Apache-2.0
#include "http/pool/pool.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <thread>

namespace weft::http {
namespace {

class PoolTest : public ::testing::Test {
 protected:
  // A connection whose peer end stays in peers_.
  std::unique_ptr<Connection> Open(std::string id = "a") {
    int ends[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends), 0);
    peers_.emplace_back(ends[1]);
    auto connection = std::make_unique<Connection>();
    connection->id = std::move(id);
    connection->stream = MakePlainStream(Descriptor(ends[0]));
    connection->created = now_;
    return connection;
  }
  void Put(std::unique_ptr<Connection> connection) { pool_.Put(std::move(connection), limits_, now_); }
  std::unique_ptr<Connection> Take(std::string_view id = "a") { return pool_.Take(id, limits_, now_); }

  Pool pool_;
  PoolLimits limits_;
  TimePoint now_ = TimePoint() + std::chrono::hours(1);
  std::vector<Descriptor> peers_;
};

TEST_F(PoolTest, GivesTheNewestOfAnId) {
  auto first = Open(), second = Open(), other = Open("b");
  const Connection* newest = second.get();
  Put(std::move(first));
  Put(std::move(second));
  Put(std::move(other));
  EXPECT_EQ(Take("c"), nullptr);
  EXPECT_EQ(Take().get(), newest);
  EXPECT_NE(Take(), nullptr);
  EXPECT_EQ(Take(), nullptr);
  EXPECT_EQ(pool_.idle(), 1u);
}

TEST_F(PoolTest, LooksAtAConnectionBeforeItGivesIt) {
  Put(Open());
  peers_[0].Close();
  EXPECT_EQ(Take(), nullptr);
  Put(Open());
  ASSERT_EQ(::send(peers_[1].fd(), "x", 1, 0), 1);
  EXPECT_EQ(Take(), nullptr);
  EXPECT_EQ(pool_.stats().stale, 2u);
}

TEST_F(PoolTest, ClosesWhatWasIdleTooLong) {
  Put(Open());
  now_ += limits_.idle_lifetime - std::chrono::seconds(1);
  auto connection = Take();
  ASSERT_NE(connection, nullptr);
  Put(std::move(connection));  // counts anew
  now_ += limits_.idle_lifetime - std::chrono::seconds(1);
  connection = Take();
  ASSERT_NE(connection, nullptr);
  Put(std::move(connection));
  now_ += limits_.idle_lifetime;
  EXPECT_EQ(Take(), nullptr);
  EXPECT_EQ(pool_.stats().expired, 1u);
}

TEST_F(PoolTest, ClosesWhatIsTooOld) {
  limits_.idle_lifetime = std::chrono::hours(10);
  Put(Open());
  now_ += limits_.max_age;
  EXPECT_EQ(Take(), nullptr);
}

TEST_F(PoolTest, HoldsToWhatThePeerSaysOfItsPatience) {
  auto connection = Open();
  ApplyKeepAliveHint({{"Keep-Alive", "timeout=5, max=2"}}, now_, connection.get());
  EXPECT_EQ(connection->usable_until, now_ + std::chrono::seconds(4));
  EXPECT_EQ(connection->exchanges_left, 2u);
  ApplyKeepAliveHint({{"Keep-Alive", "timeout=1"}}, now_, connection.get());
  EXPECT_EQ(connection->usable_until, now_ + std::chrono::milliseconds(500));
  Put(std::move(connection));
  now_ += std::chrono::seconds(1);
  EXPECT_EQ(Take(), nullptr);
  connection = Open();
  ApplyKeepAliveHint({{"Keep-Alive", "max=0"}}, now_, connection.get());
  Put(std::move(connection));
  EXPECT_EQ(pool_.idle(), 0u);
}

TEST_F(PoolTest, KeepsNoMoreThanItMay) {
  limits_.idle = 2;
  for (int i = 0; i < 5; ++i) Put(Open());
  EXPECT_EQ(pool_.idle(), 2u);
  pool_.Clear();
  EXPECT_EQ(pool_.idle(), 0u);
  EXPECT_EQ(Take(), nullptr);
}

TEST_F(PoolTest, IdleConnectionsOfOtherIdsAreSweptInTime) {
  for (int i = 0; i < 10; ++i) Put(Open("gone" + std::to_string(i)));
  now_ += limits_.idle_lifetime * 2;
  Put(Open("new"));
  EXPECT_EQ(pool_.idle(), 1u);
}

TEST_F(PoolTest, FindsWhatAnotherThreadPutBack) {
  auto connection = Open();
  std::thread other([&] { Put(std::move(connection)); });
  other.join();
  EXPECT_NE(Take(), nullptr);
}

TEST_F(PoolTest, PlacesOfAClusterAreCountedAndGivenBack) {
  limits_.connections = 2;
  auto first = pool_.Reserve("c", limits_), second = pool_.Reserve("c", limits_);
  EXPECT_NE(second, nullptr);
  EXPECT_EQ(pool_.Reserve("c", limits_), nullptr);
  EXPECT_NE(pool_.Reserve("d", limits_), nullptr);
  first.reset();
  EXPECT_NE(pool_.Reserve("c", limits_), nullptr);
  EXPECT_EQ(pool_.stats().overflow, 1u);
}

}  // namespace
}  // namespace weft::http
