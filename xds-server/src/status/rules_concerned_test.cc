// SPDX-License-Identifier: Apache-2.0
#include "status/rules_concerned.h"

#include <map>

#include "gmock/gmock.h"
#include "registry/random_objects.h"
#include "registry/registry.h"
#include "status/virtual_service_status.h"

namespace weft::status {
namespace {

using Statuses = std::map<store::Key, RuleStatus>;

Statuses StatusesIn(const registry::World& world) {
  Statuses statuses;
  for (const auto& [name, rule] : world.virtual_services().all()) {
    statuses[{"networking.istio.io", "virtualservices", name.first, name.second}] = StatusOf(*rule, world);
  }
  return statuses;
}

TEST(RulesConcerned, AreAllWithoutAWorldBefore) {
  registry::Registry registry;
  registry::ObjectMaker maker(1);
  for (int i = 0; i < 200; ++i) registry.Put(maker.Object());
  const auto world = registry.Take().world;
  EXPECT_EQ(RulesConcerned(nullptr, *world).size(), world->virtual_services().size());
  EXPECT_THAT(RulesConcerned(world.get(), *world), ::testing::IsEmpty());
}

// Against a look at all of them.
TEST(RulesConcerned, NoRuleHasSomethingElseToSayThatIsNotAmongThem) {
  registry::ObjectMaker maker(5);
  registry::Registry registry;
  std::set<store::Key> keys;
  auto before = registry.Take().world;
  Statuses old = StatusesIn(*before);
  size_t concerned_rules = 0, all_rules = 0;
  for (int step = 0; step < 3'000; ++step) {
    if (!keys.empty() && maker.OneIn(3)) {
      auto gone = std::next(keys.begin(), static_cast<long>(maker.Below(keys.size())));
      registry.Remove(*gone, maker.NextVersion());
      keys.erase(gone);
    } else {
      const store::Object object = maker.Object();
      keys.insert(object.key);
      registry.Put(object);
    }
    const auto after = registry.Take().world;
    const std::set<store::Key> concerned = RulesConcerned(before.get(), *after);
    Statuses now = StatusesIn(*after);
    for (const auto& [key, status] : now) {
      auto former = old.find(key);
      const bool same = former != old.end() && former->second == status;
      ASSERT_TRUE(same || concerned.contains(key)) << key.ns << "/" << key.name << " in step " << step;
    }
    concerned_rules += concerned.size();
    all_rules += now.size();
    before = after;
    old = std::move(now);
  }
  EXPECT_LT(concerned_rules, all_rules / 2);
}

}  // namespace
}  // namespace weft::status
