// SPDX-License-Identifier: Apache-2.0
// What every store does, whatever it is kept in.
#include "store/store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "store/index/body.h"
#include "store/index/indexed_store.h"
#include "store/testing/temp_folder.h"

namespace weft::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;

Key RouteKey(const std::string& name, const std::string& ns = "default") {
  return {"networking.istio.io", "virtualservices", ns, name};
}

Json RouteBody(const std::string& host) {
  return {{"apiVersion", "networking.istio.io/v1"}, {"kind", "VirtualService"}, {"spec", {{"hosts", {host}}}}};
}

// "ADDED a 1": what a watcher was told.
std::string EventText(const Event& event) {
  static constexpr const char* kNames[] = {"ADDED ", "MODIFIED ", "DELETED "};
  return kNames[static_cast<int>(event.type)] + event.object.key.name + " " + std::to_string(event.object.resource_version);
}

class EveryStore : public ::testing::TestWithParam<const char*> {
 protected:
  EveryStore()
      : store_(std::string(GetParam()) == "memory" ? OpenMemoryStore() : OpenSqliteStore(folder_.File("db")).value()) {}

  TempFolder folder_;
  std::unique_ptr<ObjectStore> store_;
};

INSTANTIATE_TEST_SUITE_P(Backends, EveryStore, ::testing::Values("memory", "sqlite"),
                         [](const auto& info) { return std::string(info.param); });

TEST_P(EveryStore, ACreatedObjectIsStampedAndFound) {
  const Object created = store_->Create(RouteKey("a"), RouteBody("h")).value();
  const Json& metadata = (*created.body)["metadata"];
  EXPECT_EQ(metadata["name"], "a");
  EXPECT_EQ(metadata["namespace"], "default");
  EXPECT_EQ(metadata["generation"], 1);
  EXPECT_EQ(metadata["resourceVersion"], std::to_string(created.resource_version));
  EXPECT_THAT(metadata["uid"].get<std::string>(),
              MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
  EXPECT_THAT(metadata["creationTimestamp"].get<std::string>(), MatchesRegex("20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z"));
  EXPECT_EQ(*store_->Get(RouteKey("a"))->body, *created.body);
}

TEST_P(EveryStore, MissingAndPresentObjectsAreToldApart) {
  EXPECT_EQ(store_->Get(RouteKey("a")).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(store_->Get(RouteKey("a")).status().message(), "virtualservices.networking.istio.io \"default/a\" not found");
  EXPECT_TRUE(absl::IsNotFound(store_->Update(RouteKey("a"), RouteBody("h"), 0).status()));
  EXPECT_TRUE(absl::IsNotFound(store_->Delete(RouteKey("a")).status()));
  ASSERT_TRUE(store_->Create(RouteKey("a"), RouteBody("h")).ok());
  EXPECT_TRUE(absl::IsAlreadyExists(store_->Create(RouteKey("a"), RouteBody("h")).status()));
}

TEST_P(EveryStore, GenerationFollowsTheSpecAlone) {
  const Object first = store_->Create(RouteKey("a"), RouteBody("h")).value();
  Json body = *first.body;
  body["metadata"]["labels"] = {{"x", "y"}};
  body["status"] = {{"ready", true}};
  const Object labelled = store_->Update(RouteKey("a"), body, 0).value();
  EXPECT_EQ((*labelled.body)["metadata"]["generation"], 1);
  EXPECT_GT(labelled.resource_version, first.resource_version);
  body["spec"]["hosts"] = {"other"};
  body["metadata"]["generation"] = 99;
  body["metadata"]["creationTimestamp"] = "1999-01-01T00:00:00Z";
  const Object changed = store_->Update(RouteKey("a"), body, labelled.resource_version).value();
  EXPECT_EQ((*changed.body)["metadata"]["generation"], 2);
  EXPECT_EQ((*changed.body)["metadata"]["creationTimestamp"], (*first.body)["metadata"]["creationTimestamp"]);
  EXPECT_EQ((*changed.body)["metadata"]["uid"], (*first.body)["metadata"]["uid"]);
}

TEST_P(EveryStore, AnUpdateThatChangesNothingKeepsTheVersionAndTellsNobody) {
  Json body = RouteBody("h");
  body["metadata"]["managedFields"] = Json::parse(R"([{"manager":"m","time":"2024-01-01T00:00:00Z"}])");
  const Object first = store_->Create(RouteKey("a"), body).value();
  std::vector<std::string> events;
  auto watch =
      store_->WatchSince(first.resource_version, [&](const Event& event) { events.push_back(EventText(event)); }).value();
  Json again = *first.body;
  again["metadata"]["resourceVersion"] = "777";
  again["metadata"]["managedFields"][0]["time"] = "2025-01-01T00:00:00Z";
  EXPECT_EQ(store_->Update(RouteKey("a"), again, 0)->resource_version, first.resource_version);
  EXPECT_THAT(events, IsEmpty());
  EXPECT_EQ(store_->ResourceVersion(), first.resource_version);
}

TEST_P(EveryStore, StaleWritesAreRefused) {
  const Object first = store_->Create(RouteKey("a"), RouteBody("h")).value();
  EXPECT_TRUE(absl::IsAborted(store_->Update(RouteKey("a"), RouteBody("x"), first.resource_version + 1).status()));
  Json other_uid = RouteBody("x");
  other_uid["metadata"]["uid"] = "another";
  EXPECT_TRUE(absl::IsAborted(store_->Update(RouteKey("a"), other_uid, 0).status()));
  EXPECT_TRUE(absl::IsAborted(store_->Delete(RouteKey("a"), "another").status()));
  EXPECT_EQ(*store_->Get(RouteKey("a"))->body, *first.body);
  EXPECT_TRUE(store_->Delete(RouteKey("a"), (*first.body)["metadata"]["uid"].get<std::string>()).ok());
}

TEST_P(EveryStore, ListsAreSortedAndKeepToTheirKindAndNamespace) {
  for (const auto& [name, ns] : {std::pair{"b", "x"}, {"a", "y"}, {"a", "x"}}) {
    ASSERT_TRUE(store_->Create(RouteKey(name, ns), RouteBody("h")).ok());
  }
  ASSERT_TRUE(store_->Create({"networking.istio.io", "virtualservicesx", "x", "a"}, RouteBody("h")).ok());
  ASSERT_TRUE(store_->Create({"", "namespaces", "", "x"}, RouteBody("h")).ok());
  auto names = [&](const char* ns) {
    std::vector<std::string> result;
    for (const Object& object : store_->List("networking.istio.io", "virtualservices", ns).objects) {
      result.push_back(object.key.ns + "/" + object.key.name);
    }
    return result;
  };
  EXPECT_THAT(names(""), ElementsAre("x/a", "x/b", "y/a"));
  EXPECT_THAT(names("x"), ElementsAre("x/a", "x/b"));
  EXPECT_THAT(names("z"), IsEmpty());
  EXPECT_EQ(store_->List("", "namespaces", "").objects.size(), 1u);
  EXPECT_EQ(store_->List("", "namespaces", "").resource_version, 5u);
}

TEST_P(EveryStore, AWatchTellsWhatWasKeptAndThenWhatComes) {
  ASSERT_TRUE(store_->Create(RouteKey("a"), RouteBody("h")).ok());
  ASSERT_TRUE(store_->Create(RouteKey("b"), RouteBody("h")).ok());
  std::vector<std::string> events;
  auto watch = store_->WatchSince(1, [&](const Event& event) { events.push_back(EventText(event)); }).value();
  EXPECT_THAT(events, ElementsAre("ADDED b 2"));
  ASSERT_TRUE(store_->Update(RouteKey("a"), RouteBody("x"), 0).ok());
  ASSERT_TRUE(store_->Delete(RouteKey("b")).ok());
  EXPECT_THAT(events, ElementsAre("ADDED b 2", "MODIFIED a 3", "DELETED b 4"));
  watch.reset();
  ASSERT_TRUE(store_->Delete(RouteKey("a")).ok());
  EXPECT_EQ(events.size(), 3u);
}

TEST_P(EveryStore, EventsCarryTheStateBefore) {
  const Object first = store_->Create(RouteKey("a"), RouteBody("h")).value();
  std::vector<Event> events;
  auto watch = store_->WatchSince(0, [&](const Event& event) { events.push_back(event); }).value();
  const Object second = store_->Update(RouteKey("a"), RouteBody("x"), 0).value();
  ASSERT_TRUE(store_->Delete(RouteKey("a")).ok());
  ASSERT_EQ(events.size(), 3u);
  EXPECT_EQ(events[0].old, nullptr);
  EXPECT_EQ(events[1].old, first.body);
  EXPECT_EQ(events[2].old, second.body);
  EXPECT_EQ((*events[2].object.body)["metadata"]["resourceVersion"], "3");
  EXPECT_EQ((*events[2].object.body)["spec"], (*second.body)["spec"]);
}

TEST_P(EveryStore, AWatchFromTheFutureWaitsForIt) {
  std::vector<std::string> events;
  auto watch = store_->WatchSince(1, [&](const Event& event) { events.push_back(EventText(event)); }).value();
  ASSERT_TRUE(store_->Create(RouteKey("a"), RouteBody("h")).ok());
  ASSERT_TRUE(store_->Create(RouteKey("b"), RouteBody("h")).ok());
  EXPECT_THAT(events, ElementsAre("ADDED b 2"));
}

TEST_P(EveryStore, AWatchMayOutliveItsStore) {
  auto watch = store_->WatchSince(0, [](const Event&) {}).value();
  store_.reset();
  watch.reset();
}

TEST_P(EveryStore, AllWatchersSeeAllWritesOfAllThreadsInOrder) {
  constexpr int kThreads = 4;
  constexpr int kWrites = 25;
  std::vector<uint64_t> early;
  std::vector<uint64_t> late;
  auto early_watch = store_->WatchSince(0, [&](const Event& e) { early.push_back(e.object.resource_version); }).value();
  std::unique_ptr<ObjectStore::Watch> late_watch;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kWrites; ++i) {
        EXPECT_TRUE(store_->Create(RouteKey(std::to_string(t) + "-" + std::to_string(i)), RouteBody("h")).ok());
        EXPECT_GE(store_->List("networking.istio.io", "virtualservices", "").objects.size(), static_cast<size_t>(i));
        if (t == 0 && i == kWrites / 2) {
          late_watch = store_->WatchSince(0, [&](const Event& e) { late.push_back(e.object.resource_version); }).value();
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::vector<uint64_t> expected;
  for (uint64_t version = 1; version <= kThreads * kWrites; ++version) expected.push_back(version);
  EXPECT_EQ(early, expected);
  EXPECT_EQ(late, expected);
}

// Takes the writes it is told to take.
class FickleJournal : public Journal {
 public:
  explicit FickleJournal(std::atomic<bool>& works) : works_(works) {}
  absl::Status Put(const Object&) override { return Answer(); }
  absl::Status Delete(const Key&, uint64_t) override { return Answer(); }

 private:
  absl::Status Answer() const { return works_ ? absl::OkStatus() : absl::InternalError("the disk is full"); }
  std::atomic<bool>& works_;
};

TEST(IndexedStore, AWriteThatTheJournalRefusesDidNotHappen) {
  std::atomic<bool> works = true;
  IndexedStore store(std::make_unique<FickleJournal>(works), Recovered{});
  const Object first = store.Create(RouteKey("a"), RouteBody("h")).value();
  works = false;
  std::vector<std::string> events;
  auto watch = store.WatchSince(1, [&](const Event& event) { events.push_back(EventText(event)); }).value();
  EXPECT_EQ(store.Create(RouteKey("b"), RouteBody("h")).status().message(), "the disk is full");
  EXPECT_TRUE(absl::IsInternal(store.Update(RouteKey("a"), RouteBody("x"), 0).status()));
  EXPECT_TRUE(absl::IsInternal(store.Delete(RouteKey("a"), "").status()));
  EXPECT_EQ(*store.Get(RouteKey("a"))->body, *first.body);
  EXPECT_TRUE(absl::IsNotFound(store.Get(RouteKey("b")).status()));
  EXPECT_EQ(store.ResourceVersion(), 1u);
  EXPECT_THAT(events, IsEmpty());
  works = true;
  EXPECT_EQ(store.Create(RouteKey("b"), RouteBody("h"))->resource_version, 2u);
}

TEST(IndexedStore, EventsThatAreNoLongerKeptAreOutOfRange) {
  std::atomic<bool> works = true;
  IndexedStore store(std::make_unique<FickleJournal>(works), Recovered{.objects = {}, .resource_version = 10}, {.events = 2});
  EXPECT_TRUE(absl::IsOutOfRange(store.WatchSince(9, [](const Event&) {}).status()));
  EXPECT_TRUE(store.WatchSince(10, [](const Event&) {}).ok());
  for (const char* name : {"a", "b", "c"}) ASSERT_TRUE(store.Create(RouteKey(name), RouteBody("h")).ok());
  EXPECT_EQ(store.WatchSince(10, [](const Event&) {}).status().message(), "too old resource version: 10 (11)");
  std::vector<std::string> events;
  auto watch = store.WatchSince(11, [&](const Event& event) { events.push_back(EventText(event)); }).value();
  EXPECT_THAT(events, ElementsAre("ADDED b 12", "ADDED c 13"));
}

TEST(IndexedStore, LargeObjectsLeaveLessOfThePast) {
  std::atomic<bool> works = true;
  IndexedStore store(std::make_unique<FickleJournal>(works), Recovered{}, {.bytes = 100'000});
  for (const char* name : {"a", "b", "c"}) ASSERT_TRUE(store.Create(RouteKey(name), RouteBody("h")).ok());
  EXPECT_TRUE(store.WatchSince(0, [](const Event&) {}).ok());
  const std::string large(70'000, 'x');
  ASSERT_TRUE(store.Create(RouteKey("d"), RouteBody(large)).ok());
  EXPECT_TRUE(store.WatchSince(0, [](const Event&) {}).ok());
  ASSERT_TRUE(store.Create(RouteKey("e"), RouteBody(large)).ok());
  EXPECT_TRUE(absl::IsOutOfRange(store.WatchSince(3, [](const Event&) {}).status()));
  EXPECT_TRUE(store.WatchSince(4, [](const Event&) {}).ok());
  ASSERT_TRUE(store.Create(RouteKey("f"), RouteBody(large + large)).ok());
  EXPECT_TRUE(store.WatchSince(5, [](const Event&) {}).ok()) << "the last one is kept in any case";
}

TEST(SameButStatus, LooksAtWhatAManifestCanSayAlone) {
  const Json before =
      Json::parse(R"({"metadata":{"name":"a","resourceVersion":"1","labels":{"x":"y"}},"spec":{"hosts":["h"]}})");
  Json after = before;
  after["metadata"]["resourceVersion"] = "2";
  after["metadata"]["managedFields"] = Json::array({Json::object()});
  after["status"]["conditions"] = Json::array();
  EXPECT_TRUE(SameButStatus(before, after));
  EXPECT_TRUE(SameButStatus(after, before));
  Json label = before;
  label["metadata"]["labels"]["x"] = "z";
  EXPECT_FALSE(SameButStatus(before, label));
  Json spec = before;
  spec["spec"]["hosts"] = {"g"};
  EXPECT_FALSE(SameButStatus(before, spec));
  Json more = before;
  more["data"] = 1;
  EXPECT_FALSE(SameButStatus(before, more));
  EXPECT_FALSE(SameButStatus(more, before));
}

}  // namespace
}  // namespace weft::store
