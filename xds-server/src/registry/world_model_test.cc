// SPDX-License-Identifier: Apache-2.0
// The world, which changes object by object, against one that is built from nothing out of the objects that are left; and what
// is told of a change against what differs.
#include <map>
#include <sstream>
#include <string>

#include "gmock/gmock.h"
#include "registry/random_objects.h"
#include "registry/registry.h"

namespace weft::registry {
namespace {

std::string TextOf(const Endpoint& endpoint) {
  std::ostringstream text;
  text << endpoint.workload << "@" << endpoint.address << "#" << endpoint.weight << endpoint.locality.zone;
  for (uint32_t port : endpoint.ports) text << ":" << port;
  for (const auto& [key, value] : endpoint.labels) text << " " << key << "=" << value;
  return text.str();
}

std::string TextOf(const Service* service) {
  if (service == nullptr) return "none";
  std::ostringstream text;
  text << service->ns << "/" << service->name << " " << service->host << " " << static_cast<int>(service->discovery);
  for (const Port& port : service->ports) text << " " << port.name << port.number;
  for (const Endpoint& endpoint : service->endpoints) text << " [" << TextOf(endpoint) << "]";
  return text.str();
}

std::string TextOf(const EffectiveRule* rule) {
  if (rule == nullptr) return "none";
  std::string text = rule->source->meta.ns + "/" + rule->source->meta.name;
  for (const EffectiveRoute& route : rule->http) {
    text += " " + route.origin + absl::FormatDuration(route.route.timeout.value_or(absl::ZeroDuration()));
  }
  for (const DroppedRoute& dropped : rule->dropped) text += " -" + dropped.delegate + dropped.reason;
  return text;
}

using Answers = std::map<std::string, std::string>;  // by host, or what else was asked

// What clients of each namespace are answered about a host, or an address.
void AddAnswersOfHost(const World& world, const std::string& host, Answers& answers) {
  for (const std::string ns : {"a", "b", "elsewhere"}) {
    std::string& text = answers[host];
    for (uint32_t port : {0, 80, 81}) text += ns + ": " + TextOf(world.FindService(host, ns, port)) + "\n";
    text += TextOf(world.virtual_services().OwnerOf(host, ns)) + "\n";
    for (const std::string service_ns : {"a", "b"}) {
      for (const auto* subset : world.destination_rules().For(host, service_ns, ns).subsets) text += subset->name + " ";
    }
    for (const auto& service : world.ServicesAt(host)) text += " at " + service->host;
  }
}

Answers AnswersOf(const World& world) {
  Answers answers;
  for (const std::string host : {"s0.a.svc.cluster.local", "s1.b.svc.cluster.local", "s2.b.svc.cluster.local", "x.com", "y.com",
                                 "z.com", "10.0.0.0", "10.0.0.1", "10.0.0.2"}) {
    AddAnswersOfHost(world, host, answers);
  }
  for (const std::string gateway : {"a/g0", "a/g1", "b/g0", "b/g1", "c/g0", "c/g1"}) {
    std::string& text = answers["gateway " + gateway];
    if (auto found = world.gateways().Find(gateway)) text = "port " + std::to_string(found->servers.at(0).port);
    for (const EffectiveRule* rule : world.virtual_services().BoundTo(gateway)) text += "; " + TextOf(rule);
  }
  return answers;
}

// What depends on no single host, and all that is listed.
Answers ListsOf(const World& world) {
  Answers lists;
  for (const auto& [host, services] : world.services()) {
    for (const auto& service : services) lists["services"] += host + " " + TextOf(service.get()) + "\n";
  }
  for (const std::string& host : world.virtual_services().Hosts()) lists["rule hosts"] += host + " ";
  for (const std::string& key : world.virtual_services().SourceLabelKeys()) lists["source labels"] += key + " ";
  for (const std::string& key : world.gateways().SelectorKeys()) lists["selectors"] += key + " ";
  lists["sizes"] = std::to_string(world.virtual_services().size()) + " " + std::to_string(world.destination_rules().size()) +
                   " " + std::to_string(world.gateways().size());
  return lists;
}

void ExpectAllTold(const Answers& before, const Answers& after, const Changes& changes, int step) {
  for (const auto& [asked, answer] : after) {
    if (before.at(asked) == answer) continue;
    const bool is_gateway = asked.starts_with("gateway ");
    EXPECT_TRUE(changes.everything || (is_gateway ? changes.gateways : changes.hosts.contains(asked)))
        << asked << " changed untold in step " << step << " from\n"
        << before.at(asked) << "to\n"
        << answer;
  }
}

#if defined(WEFT_SANITIZED)  // each step takes ten times as long
constexpr uint32_t kSeeds = 1;
#else
constexpr uint32_t kSeeds = 4;
#endif

TEST(WorldModel, IsAfterEachChangeWhatAWorldBuiltFromNothingWouldBe) {
  for (uint32_t seed = 1; seed <= kSeeds; ++seed) {
    ObjectMaker maker(seed);
    Registry registry;
    std::map<store::Key, store::Object> objects;
    Answers before = AnswersOf(*registry.Take().world);
    for (int step = 0; step < 800 && !::testing::Test::HasFailure(); ++step) {
      for (size_t changes = 1 + maker.Below(3); changes > 0; --changes) {
        if (!objects.empty() && maker.OneIn(3)) {
          auto gone = std::next(objects.begin(), static_cast<long>(maker.Below(objects.size())));
          registry.Remove(gone->first, maker.NextVersion());
          objects.erase(gone);
        } else {
          store::Object object = maker.Object();
          registry.Put(object);
          objects.insert_or_assign(object.key, std::move(object));
        }
      }
      const Registry::Snapshot taken = registry.Take();
      Registry fresh;
      for (const auto& [key, object] : objects) fresh.Put(object);
      const auto expected = fresh.Take().world;
      Answers after = AnswersOf(*taken.world);
      ASSERT_EQ(after, AnswersOf(*expected)) << "after step " << step << " of seed " << seed;
      ASSERT_EQ(ListsOf(*taken.world), ListsOf(*expected)) << "after step " << step << " of seed " << seed;
      ASSERT_EQ(registry.errors(), fresh.errors());
      ExpectAllTold(before, after, taken.changes, step);
      before = std::move(after);
    }
  }
}

}  // namespace
}  // namespace weft::registry
