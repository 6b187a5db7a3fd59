// SPDX-License-Identifier: Apache-2.0
#include "store/replica.h"

#include "gmock/gmock.h"
#include "manifest/virtual_service/virtual_service.h"

namespace weft::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string kGroup = "networking.istio.io";

Key RuleKey(const std::string& name) { return {kGroup, "virtualservices", "default", name}; }

Json Rule(const std::string& name, const std::string& version, const std::string& host = "reviews") {
  return {{"apiVersion", "networking.istio.io/v1"},
          {"kind", "VirtualService"},
          {"metadata",
           {{"name", name},
            {"namespace", "default"},
            {"uid", "uid-of-" + name},
            {"creationTimestamp", "2020-02-02T02:02:02Z"},
            {"resourceVersion", version}}},
          {"spec", {{"hosts", {host}}}}};
}

std::unique_ptr<ObjectSource::Watch> Follow(Replica& replica, const Version& since, std::vector<std::string>& seen) {
  auto watch = replica.WatchKind(kGroup, "virtualservices", since, [&seen](const Event& event) {
    const char* type = event.type == Event::Type::kAdded ? "+" : event.type == Event::Type::kDeleted ? "-" : "~";
    seen.push_back(type + event.object.key.name);
  });
  EXPECT_TRUE(watch.ok()) << watch.status();
  return watch.ok() ? *std::move(watch) : nullptr;
}

TEST(Replica, KeepsUidCreationTimeAndResourceVersionOfTheOrigin) {
  Replica replica;
  replica.Put(RuleKey("a"), Rule("a", "4711-opaque"));
  auto object = replica.Get(RuleKey("a"));
  ASSERT_TRUE(object.ok()) << object.status();
  EXPECT_EQ(*object->body, Rule("a", "4711-opaque"));
  auto typed = TypedOf<manifest::VirtualService>(*object);
  ASSERT_TRUE(typed.ok()) << typed.status();
  EXPECT_EQ((*typed)->meta.uid, "uid-of-a");
  EXPECT_EQ((*typed)->meta.created, 1580608922);
}

TEST(Replica, IsSyncedWhenAListHasBeenReadAndNotBefore) {
  Replica replica;
  replica.Put(RuleKey("a"), Rule("a", "1"));
  EXPECT_FALSE(replica.Synced(kGroup, "virtualservices"));
  EXPECT_THAT(UnsyncedKinds(replica), ::testing::Contains("virtualservices.networking.istio.io"));
  replica.Replace(kGroup, "virtualservices", {});
  EXPECT_TRUE(replica.Synced(kGroup, "virtualservices"));
  EXPECT_FALSE(replica.Synced(kGroup, "gateways"));
}

TEST(Replica, AListTakesAwayWhatItDoesNotHaveAndLeavesOtherKindsAlone) {
  Replica replica;
  replica.Put(RuleKey("a"), Rule("a", "1"));
  replica.Put(RuleKey("b"), Rule("b", "2"));
  const Key gateway = {kGroup, "gateways", "default", "front"};
  replica.Put(gateway, Json{{"metadata", {{"name", "front"}}}});
  std::vector<std::string> seen;
  auto watch = Follow(replica, replica.List(kGroup, "virtualservices", "").version, seen);
  std::vector<Replica::Foreign> listed;
  listed.push_back({RuleKey("b"), Rule("b", "2")});
  listed.push_back({RuleKey("c"), Rule("c", "3")});
  replica.Replace(kGroup, "virtualservices", std::move(listed));
  EXPECT_THAT(seen, ElementsAre("+c", "-a"));
  EXPECT_TRUE(replica.Get(gateway).ok());
}

TEST(Replica, TheSameStateAgainIsNoChange) {
  Replica replica;
  EXPECT_TRUE(replica.Put(RuleKey("a"), Rule("a", "1")));
  std::vector<std::string> seen;
  auto watch = Follow(replica, replica.List(kGroup, "virtualservices", "").version, seen);
  EXPECT_FALSE(replica.Put(RuleKey("a"), Rule("a", "1")));
  EXPECT_THAT(seen, IsEmpty());
  EXPECT_TRUE(replica.Put(RuleKey("a"), Rule("a", "2")));
  EXPECT_TRUE(replica.Remove(RuleKey("a")));
  EXPECT_FALSE(replica.Remove(RuleKey("a")));
  EXPECT_THAT(seen, ElementsAre("~a", "-a"));
}

TEST(Replica, AWatchBeginsWhereTheListWasRead) {
  Replica replica;
  replica.Put(RuleKey("a"), Rule("a", "1"));
  const Version listed = replica.List(kGroup, "virtualservices", "").version;
  replica.Put(RuleKey("b"), Rule("b", "2"));
  replica.Put({kGroup, "gateways", "default", "front"}, Json{{"metadata", {{"name", "front"}}}});
  std::vector<std::string> seen;
  auto watch = Follow(replica, listed, seen);
  EXPECT_THAT(seen, ElementsAre("+b")) << "of its kind alone";
  watch.reset();
  replica.Put(RuleKey("c"), Rule("c", "3"));
  EXPECT_THAT(seen, ElementsAre("+b"));
}

TEST(Replica, AWatchOfWhatIsNoLongerKeptIsRefused) {
  Replica replica({.events = 1});
  for (const char* name : {"a", "b", "c"}) replica.Put(RuleKey(name), Rule(name, name));
  auto watch = replica.WatchKind(kGroup, "virtualservices", Version("1"), [](const Event&) {});
  EXPECT_TRUE(absl::IsOutOfRange(watch.status())) << watch.status();
  auto other = replica.WatchKind(kGroup, "virtualservices", Version("of another source"), [](const Event&) {});
  EXPECT_TRUE(absl::IsInvalidArgument(other.status())) << other.status();
}

}  // namespace
}  // namespace weft::store
