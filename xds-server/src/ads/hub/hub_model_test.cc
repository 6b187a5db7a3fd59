// Thousands of random steps, then the one thing that counts: every client holds exactly what it subscribed to.
#include <random>

#include "ads/testing/simulated_client.h"
#include "base/strings.h"
#include "clients/client_of.h"
#include "gmock/gmock.h"
#include "translate/all_names.h"
#include "translate/test_translate.h"

namespace weft::ads {
namespace {

using testing::SimulatedClient;
using testing::SimulatedDeltaClient;
using testing::SimulatedSotwClient;
using translate::Type;

constexpr int kServices = 6;
constexpr int kClients = 8;  // of each variant two gRPC clients and two Envoys

class ModelRun {
 public:
  explicit ModelRun(uint32_t seed) : random_(seed) {
    hub_ = std::make_unique<Hub>(registry_.Take().world, workloads_, [](const std::string&) {});
    for (int i = 0; i < kClients; ++i) {
      const std::string agent = i < kClients / 2 ? "grpc" : "envoy";
      if (IsSotw(i))
        clients_.push_back(std::make_unique<SimulatedSotwClient>(agent));
      else
        clients_.push_back(std::make_unique<SimulatedDeltaClient>(agent));
      clients_.back()->Connect(*hub_, ++streams_);
    }
  }

  void Step() {
    SimulatedClient& client = *clients_[Below(kClients)];
    const int choice = Below(100);
    if (choice < 12) return ChangeWorld();
    if (!client.connected()) return client.Connect(*hub_, ++streams_);
    if (choice < 14) return client.Disconnect();
    const Type type = static_cast<Type>(Below(translate::kTypes));
    if (choice < 28) return client.Subscribe(type, RandomName(type));
    if (choice < 38) return client.Unsubscribe(type, RandomName(type));
    if (choice < 44) return void(hub_->PushSome(1 + Below(3)));
    if (choice < 72)
      client.DeliverRequest();
    else
      client.ReadResponse(choice >= 95);
  }

  // Everything is delivered and accepted; what was refused changes once more, so that it is sent again.
  void Settle() {
    for (auto& client : clients_) {
      if (!client->connected()) client->Connect(*hub_, ++streams_);
    }
    Deliver();
    for (const auto& client : clients_) EXPECT_THAT(client->cold(), ::testing::IsEmpty());
    for (int service = 0; service < kServices; ++service) PutRule(service);
    Publish();
    Deliver();
    for (int service = 0; service < kServices; ++service) PutWorkload(service);
    Publish();
    Deliver();
    // An Envoy is served something of what does not exist, too.
    const std::set<int> existing = existing_;
    for (int service = 0; service < kServices; ++service) PutService(service);
    Publish();
    Deliver();
    for (int service = 0; service < kServices; ++service) {
      if (!existing.contains(service)) RemoveService(service);
    }
    Publish();
    Deliver();
  }

  void ExpectExactlyWhatIsWanted() {
    for (size_t i = 0; i < clients_.size(); ++i) {
      for (int t = 0; t < translate::kTypes; ++t) ExpectExactly(*clients_[i], static_cast<Type>(t), i);
    }
  }

 private:
  int Below(int end) { return static_cast<int>(random_() % static_cast<uint32_t>(end)); }
  static std::string ServiceName(int service) { return StrCat("s", service); }

  static bool IsSotw(int client) { return client % 2 == 0; }
  // Now and then everything, or what is about everything.
  std::string RandomName(Type type) {
    const int service = Below(kServices + 1);
    if (service < kServices) return NameOf(type, service);
    if (testing::HoldsAll(type)) return "*";
    return type == Type::kRoute ? "9080" : NameOf(type, 0);
  }
  static std::string NameOf(Type type, int service) {
    if (type == Type::kListener) return StrCat(ServiceName(service), ":9080");
    return StrCat("outbound|9080||", ServiceName(service), ".default.svc.cluster.local");
  }

  void PutService(int service) {
    existing_.insert(service);
    registry::PutYaml(registry_, translate::ServiceYaml(ServiceName(service)), Version());
  }
  void RemoveService(int service) {
    existing_.erase(service);
    registry_.Remove({"", "services", "default", ServiceName(service)}, Version());
  }
  void PutRule(int service) {
    ++changes_;
    registry::PutYaml(
        registry_,
        StrCat("---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: ", ServiceName(service),
               "}\nspec:\n  hosts: [", ServiceName(service), "]\n  http:\n  - timeout: ", changes_,
               "s\n    route: [{destination: {host: ", ServiceName(service), "}}]\n",
               "---\napiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: ", ServiceName(service),
               "}\nspec:\n  host: ", ServiceName(service),
               "\n  trafficPolicy: {loadBalancer: {simple: ", changes_ % 2 == 0 ? "ROUND_ROBIN" : "LEAST_REQUEST", "}}\n"),
        Version());
  }
  void PutWorkload(int service) {
    const int last = ++changes_ % 250 + 1;
    registry::PutYaml(registry_,
                      translate::WorkloadYaml(ServiceName(service), StrCat("address: 10.0.", changes_ / 250, ".", last,
                                                                           ", labels: {app: ", ServiceName(service), "}")),
                      Version());
  }
  void ChangeWorld() {
    const int service = Below(kServices);
    switch (Below(4)) {
      case 0:
        PutService(service);
        break;
      case 1:
        RemoveService(service);
        break;
      case 2:
        PutRule(service);
        break;
      default:
        PutWorkload(service);
        break;
    }
    Publish();
  }
  void Publish() {
    auto [world, changes] = registry_.Take();
    world_ = world;
    hub_->SetWorld(world, changes);
  }
  uint64_t Version() { return version_ += 10; }

  void Deliver() {
    for (bool busy = true; busy;) {
      busy = hub_->PushSome(1);
      for (auto& client : clients_) {
        while (client->DeliverRequest()) busy = true;
        while (client->ReadResponse(false)) busy = true;
      }
    }
  }

  // What there is of what the client asks for, with its bytes.
  std::map<std::string, std::string> Expected(const SimulatedClient& client, Type type) const {
    const translate::Client shape = clients::ClientOf(*world_, *clients::ParseNode(client.node()));
    std::set<std::string> names = client.wanted(type);
    if (names.erase("*") > 0 && testing::HoldsAll(type)) {
      for (std::string& name : translate::AllNames(*world_, shape, type)) names.insert(std::move(name));
    }
    std::map<std::string, std::string> expected;
    for (const std::string& name : names) {
      const auto now = translate::Translate(*world_, shape, type, name);
      if (now.resource) expected[name] = now.resource->value();
    }
    return expected;
  }

  void ExpectExactly(const SimulatedClient& client, Type type, size_t number) {
    std::map<std::string, std::string> held = client.held(type);
    const std::map<std::string, std::string> expected = Expected(client, type);
    // A state-of-the-world client keeps routes and endpoints that went away: the protocol cannot say so.
    if (!testing::HoldsAll(type) && IsSotw(static_cast<int>(number))) {
      std::erase_if(held, [&](const auto& one) { return client.Covers(type, one.first) && !expected.contains(one.first); });
    }
    EXPECT_THAT(held, ::testing::ContainerEq(expected)) << "client " << number << " " << translate::ShortName(type);
  }

  std::mt19937 random_;
  std::unique_ptr<store::Store> store_ = store::OpenMemoryStore();
  registry::Workloads workloads_{*store_, [] { return absl::FromUnixSeconds(1'000'000); }};
  registry::Registry registry_;
  std::shared_ptr<const registry::World> world_ = registry_.Take().world;
  std::unique_ptr<Hub> hub_;
  std::vector<std::unique_ptr<SimulatedClient>> clients_;
  uint64_t streams_ = 0;
  uint64_t version_ = 10;
  int changes_ = 0;
  std::set<int> existing_;
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
    run.ExpectExactlyWhatIsWanted();
  }
}

}  // namespace
}  // namespace weft::ads
