// SPDX-License-Identifier: Apache-2.0
#include "http/connect/race.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <future>

#include "http/connect/resolver.h"
#include "http/testing/raw_server.h"

namespace weft::http {
namespace {

using testing::RawServer;

std::vector<SocketAddress> Addresses(std::initializer_list<const char*> ips, uint16_t port = 80) {
  std::vector<SocketAddress> addresses;
  for (const char* ip : ips) addresses.push_back(ParseAddress(ip, port).value());
  return addresses;
}

std::string Print(const std::vector<SocketAddress>& addresses) {
  std::string text;
  for (const SocketAddress& address : addresses) text += address.ToString() + " ";
  return text;
}

TEST(Address, IsAnIpOrNothing) {
  EXPECT_EQ(ParseAddress("10.0.0.1", 80)->ToString(), "10.0.0.1:80");
  EXPECT_EQ(ParseAddress("::1", 443)->ToString(), "[::1]:443");
  for (const char* text : {"", "localhost", "10.0.0", "10.0.0.256", "[::1]", "1.2.3.4.5", ":::", "010.0.0.1x"}) {
    EXPECT_FALSE(ParseAddress(text, 80)) << text;
  }
  EXPECT_FALSE(ParseAddress(std::string(1000, '1'), 80));
}

TEST(Address, FamiliesTakeTurns) {
  EXPECT_EQ(Print(Interleave(Addresses({"::1", "::2", "::3", "10.0.0.1", "10.0.0.2"}))),
            "[::1]:80 10.0.0.1:80 [::2]:80 10.0.0.2:80 [::3]:80 ");
  EXPECT_EQ(Print(Interleave(Addresses({"10.0.0.1", "10.0.0.2", "::1"}))), "10.0.0.1:80 [::1]:80 10.0.0.2:80 ");
  EXPECT_EQ(Print(Interleave({})), "");
}

ConnectRace::State Finish(ConnectRace& race, TimePoint now) {
  Wait wait;
  for (;;) {
    const auto state = race.Step(now, &wait);
    if (state != ConnectRace::State::kRacing) return state;
    std::vector<pollfd> set;
    for (const WaitItem& item : wait.items) set.push_back({item.descriptor->fd(), POLLOUT, 0});
    const int ready = ::poll(set.data(), set.size(), 500);
    for (size_t i = 0; i < set.size(); ++i) wait.items[i].writable = set[i].revents != 0;
    if (ready == 0) now = wait.until;  // nothing happens any more: the time comes
    if (now == TimePoint::max()) return state;
  }
}

TEST(ConnectRace, TheNextAddressIsTriedAtOnceWhenOneRefuses) {
  RawServer server([](auto& connection) { connection.WaitForClose(); });
  auto addresses = Addresses({"127.0.0.2", "127.0.0.3", "127.0.0.1"}, server.port());
  ConnectRace race(addresses);
  EXPECT_EQ(Finish(race, TimePoint()), ConnectRace::State::kWon);
  EXPECT_TRUE(race.TakeSocket().valid());
  EXPECT_NE(race.problem().find("127.0.0.3"), std::string::npos);
}

TEST(ConnectRace, IsLostWhenAllRefuse) {
  ConnectRace race(Addresses({"127.0.0.2", "127.0.0.3"}, 1));
  EXPECT_EQ(Finish(race, TimePoint()), ConnectRace::State::kLost);
  EXPECT_NE(race.problem().find("127.0.0.2:1: Connection refused; 127.0.0.3:1"), std::string::npos) << race.problem();
  ConnectRace none({});
  EXPECT_EQ(Finish(none, TimePoint()), ConnectRace::State::kLost);
}

TEST(ConnectRace, ASilentAddressGetsAHeadStartAndNoMore) {
  RawServer server([](auto& connection) { connection.WaitForClose(); });
  // Full: it listens, and no connection is taken.
  const int full = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(server.port());
  inet_pton(AF_INET, "127.0.0.9", &address.sin_addr);
  ASSERT_EQ(::bind(full, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  ::listen(full, 0);
  std::vector<Descriptor> fillers;
  for (int i = 0; i < 4; ++i) {
    fillers.emplace_back(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
    ::connect(fillers.back().fd(), reinterpret_cast<sockaddr*>(&address), sizeof(address));
  }
  ConnectRace race(Addresses({"127.0.0.9", "127.0.0.1"}, server.port()));
  Wait wait;
  const TimePoint start{};
  EXPECT_EQ(race.Step(start, &wait), ConnectRace::State::kRacing);
  EXPECT_EQ(wait.items.size(), 1u);
  EXPECT_EQ(wait.until, start + ConnectRace::kHeadStart);
  EXPECT_EQ(Finish(race, start + ConnectRace::kHeadStart), ConnectRace::State::kWon);
  EXPECT_EQ(race.problem(), "");
  ::close(full);
}

bool Ready(Lookup& lookup) {
  pollfd entry = {lookup.ready().fd(), POLLIN, 0};
  return ::poll(&entry, 1, 5000) == 1;
}

TEST(Resolver, CallersOfANameShareOneLookupAndItsAnswerIsKept) {
  std::atomic<int> queries{0};
  std::promise<void> go;
  const std::shared_future<void> gone = go.get_future().share();
  Resolver resolver(*Env::System(), [&](const std::string& name) -> absl::StatusOr<std::vector<SocketAddress>> {
    ++queries;
    gone.wait();
    if (name == "bad") return absl::UnavailableError("bad");
    return Addresses({"10.0.0.1"}, 0);
  });
  auto first = *resolver.Start("a", 1), second = *resolver.Start("a", 2), given_up = *resolver.Start("a", 3);
  given_up.reset();
  go.set_value();
  ASSERT_TRUE(Ready(*first) && Ready(*second));
  EXPECT_EQ(Print(*first->Get()), "10.0.0.1:1 ");
  EXPECT_EQ(Print(*second->Get()), "10.0.0.1:2 ");
  auto third = *resolver.Start("a", 4);
  ASSERT_TRUE(Ready(*third));
  EXPECT_EQ(Print(*third->Get()), "10.0.0.1:4 ");
  EXPECT_EQ(queries, 1);
  for (int i = 0; i < 2; ++i) {  // failures are not kept
    auto bad = *resolver.Start("bad", 1);
    ASSERT_TRUE(Ready(*bad));
    EXPECT_FALSE(bad->Get().ok());
  }
  EXPECT_EQ(queries, 3);
}

TEST(Resolver, KnowsThisHost) {
  Resolver resolver;
  auto lookup = *resolver.Start("localhost", 80);
  ASSERT_TRUE(Ready(*lookup));
  ASSERT_TRUE(lookup->Get().ok());
  EXPECT_NE(Print(*lookup->Get()).find("127.0.0.1:80"), std::string::npos);
}

}  // namespace
}  // namespace weft::http
