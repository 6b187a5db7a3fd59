// SPDX-License-Identifier: Apache-2.0
// Thousands of random steps, then the one thing that counts: every client holds exactly what it subscribed to.
#include <random>

#include "ads/testing/simulated_client.h"
#include "base/strings.h"
#include "gmock/gmock.h"

namespace weft::ads {
namespace {

using testing::kMember;
using testing::kPath;
using testing::kPool;
using testing::kSecret;
using testing::kTestTypes;
using testing::SimulatedClient;
using testing::SimulatedDeltaClient;
using testing::SimulatedSotwClient;

constexpr int kNames = 6;
constexpr int kClients = 8;  // of each variant two plain ones and two that warm; two clusters of each

class ModelRun {
 public:
  explicit ModelRun(uint32_t seed) : random_(seed) {
    for (int i = 0; i < kClients; ++i) {
      const std::string agent = i < kClients / 2 ? "plain" : "warms";
      const std::string cluster = i % 4 < 2 ? "a" : "b";
      if (IsSotw(i))
        clients_.push_back(std::make_unique<SimulatedSotwClient>(agent, cluster));
      else
        clients_.push_back(std::make_unique<SimulatedDeltaClient>(agent, cluster));
      clients_.back()->Connect(hub_, ++streams_);
    }
  }

  void Step() {
    SimulatedClient& client = *clients_[Below(kClients)];
    const int choice = Below(100);
    if (choice < 12) return ChangeResources();
    if (!client.connected()) return client.Connect(hub_, ++streams_);
    if (choice < 14) return client.Disconnect();
    const auto type = static_cast<TypeId>(Below(kTestTypes));
    if (choice < 28) return client.Subscribe(type, RandomName(type));
    if (choice < 38) return client.Unsubscribe(type, RandomName(type));
    if (choice < 44) return void(hub_.PushSome(1 + Below(3)));
    if (choice < 72)
      client.DeliverRequest();
    else
      client.ReadResponse(choice >= 95);
  }

  // Everything is delivered and accepted; what was refused changes once more, so that it is sent again.
  void Settle() {
    for (auto& client : clients_) {
      if (!client->connected()) client->Connect(hub_, ++streams_);
    }
    Deliver();
    for (const auto& client : clients_) EXPECT_THAT(client->cold(), ::testing::IsEmpty());
    // A client that warms is sent placeholders of what does not exist, too.
    std::vector<std::pair<TypeId, std::string>> absent;
    for (TypeId type = 0; type < kTestTypes; ++type) {
      for (int number = 0; number < kNames; ++number) {
        if (!source_.Has(type, NameOf(number))) absent.emplace_back(type, NameOf(number));
        Put(type, number);
      }
    }
    Publish();
    Deliver();
    for (const auto& [type, name] : absent) source_.Remove(type, name);
    Publish();
    Deliver();
  }

  void ExpectExactlyWhatIsSubscribed() {
    for (size_t i = 0; i < clients_.size(); ++i) {
      for (TypeId type = 0; type < kTestTypes; ++type) ExpectExactly(*clients_[i], type, i);
    }
  }

  // Nothing is kept of clients that have gone.
  void DisconnectAll() {
    for (auto& client : clients_) client->Disconnect();
    EXPECT_EQ(hub_.cached_resources(), 0u);
    EXPECT_THAT(source_.asked(), ::testing::IsEmpty());
    EXPECT_EQ(source_.streams(), 0u);
  }

 private:
  int Below(int end) { return static_cast<int>(random_() % static_cast<uint32_t>(end)); }
  static std::string NameOf(int number) { return StrCat("s", number); }
  static bool IsSotw(size_t client) { return client % 2 == 0; }
  // Now and then everything.
  std::string RandomName(TypeId type) {
    const int number = Below(kNames + 1);
    if (number < kNames) return NameOf(number);
    return testing::HoldsAll(type) ? "*" : NameOf(0);
  }

  void Put(TypeId type, int number) { source_.Put(type, NameOf(number), StrCat("content ", ++changes_)); }
  void PutAll(int number) {
    for (TypeId type = 0; type < kTestTypes; ++type) Put(type, number);
  }
  void RemoveAll(int number) {
    for (TypeId type = 0; type < kTestTypes; ++type) source_.Remove(type, NameOf(number));
  }
  void ChangeResources() {
    const int number = Below(kNames);
    switch (Below(7)) {
      case 0:
        PutAll(number);
        break;
      case 1:
        RemoveAll(number);
        break;
      case 2:
        Put(kPath, number);
        Put(kPool, number);
        break;
      case 3:
        Put(kMember, number);
        break;
      case 4:
        Put(kSecret, number);
        break;
      case 5:
        source_.Remove(static_cast<TypeId>(Below(kTestTypes)), NameOf(number));
        break;
      default:
        source_.set_clusters_matter(Below(2) == 0);
        break;
    }
    Publish();
  }
  void Publish() { hub_.OnChange(source_.Take()); }

  void Deliver() {
    for (bool busy = true; busy;) {
      busy = hub_.PushSome(1);
      for (auto& client : clients_) {
        while (client->DeliverRequest()) busy = true;
        while (client->ReadResponse(false)) busy = true;
      }
    }
  }

  // What there is of what the client asks for, with its bytes.
  std::map<std::string, std::string> Expected(const SimulatedClient& client, TypeId type) {
    std::set<std::string> names = client.subscribed(type);
    if (names.erase("*") > 0 && testing::HoldsAll(type)) {
      for (std::string& name : source_.NamesOf(type)) names.insert(std::move(name));
    }
    std::map<std::string, std::string> expected;
    for (const std::string& name : names) {
      if (auto content = source_.ContentFor(client.node(), type, name)) expected[name] = *std::move(content);
    }
    return expected;
  }

  void ExpectExactly(const SimulatedClient& client, TypeId type, size_t number) {
    std::map<std::string, std::string> held = client.held(type);
    const std::map<std::string, std::string> expected = Expected(client, type);
    // A state-of-the-world client keeps what went away of a type without full state: the protocol cannot say so.
    if (!testing::HoldsAll(type) && IsSotw(number)) {
      std::erase_if(held, [&](const auto& one) { return client.Covers(type, one.first) && !expected.contains(one.first); });
    }
    EXPECT_THAT(held, ::testing::ContainerEq(expected)) << "client " << number << " " << types_.at(type).short_name;
  }

  std::mt19937 random_;
  const ResourceTypes types_ = testing::TestTypes();
  testing::FakeSource source_;
  Hub hub_{types_, source_, {}};
  std::vector<std::unique_ptr<SimulatedClient>> clients_;
  uint64_t streams_ = 0;
  int changes_ = 0;
};

TEST(HubModel, EveryClientHoldsExactlyWhatItSubscribedTo) {
#if !defined(WEFT_SANITIZED)
  constexpr int kRuns = 20, kSteps = 10'000;
#else
  constexpr int kRuns = 4, kSteps = 2'000;
#endif
  for (uint32_t seed = 1; seed <= kRuns && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    ModelRun run(seed);
    for (int i = 0; i < kSteps; ++i) run.Step();
    run.Settle();
    run.ExpectExactlyWhatIsSubscribed();
    run.DisconnectAll();
  }
}

}  // namespace
}  // namespace weft::ads
