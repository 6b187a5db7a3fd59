// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/rest/watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "httplib.h"
#include "kubeapi/request/json_text.h"
#include "kubeapi/rest/api_server.h"

namespace weft::kubeapi {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kWatched[] = "/apis/networking.istio.io/v1/namespaces/default/virtualservices";
constexpr auto kPatience = std::chrono::seconds(20);

store::Key WatchedKey(const std::string& name) { return {"networking.istio.io", "virtualservices", "default", name}; }

Json Labelled(const std::string& name, const std::string& app) {
  return {{"apiVersion", "networking.istio.io/v1"},
          {"kind", "VirtualService"},
          {"metadata", {{"name", name}, {"namespace", "default"}, {"labels", {{"app", app}}}}},
          {"spec", {{"hosts", {name}}}}};
}

// A watch in a thread of its own. Events are told as "TYPE name".
class WatchClient {
 public:
  WatchClient(uint16_t port, const std::string& query, const std::string& accept = "application/json")
      : client_("127.0.0.1", port) {
    client_.set_read_timeout(kPatience);
    thread_ = std::thread([this, query, accept] {
      auto result = client_.Get(std::string(kWatched) + "?watch=true&" + query, {{"Accept", accept}},
                                [this](const char* data, size_t size) {
                                  return Receive({data, size});
                                });
      std::lock_guard lock(mutex_);
      over_ = true;
      changed_.notify_all();
    });
  }

  ~WatchClient() {
    client_.stop();
    thread_.join();
  }

  std::vector<std::string> Wait(size_t count) {
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(changed_.wait_for(lock, kPatience, [&] { return events_.size() >= count || over_; }));
    std::vector<std::string> told;
    for (const auto& event : events_) told.push_back(Told(event));
    return told;
  }

  Json Event(size_t index) {
    std::lock_guard lock(mutex_);
    return index < events_.size() ? events_[index] : Json();
  }

  bool WaitForEnd() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kPatience, [&] { return over_; });
  }

 private:
  static std::string Told(const Json& event) {
    const Json* object = FindIn(event, {"object"});
    if (const Json* rows = FindIn(event, {"object", "rows"})) object = &(*rows)[0]["object"];
    return StringIn(event, {"type"}) + " " + StringIn(*object, {"metadata", "name"});
  }

  bool Receive(std::string_view data) {
    std::lock_guard lock(mutex_);
    text_ += data;
    for (size_t end; (end = text_.find('\n')) != std::string::npos; text_.erase(0, end + 1)) {
      events_.push_back(Json::parse(text_.substr(0, end)));
    }
    changed_.notify_all();
    return true;
  }

  ::httplib::Client client_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string text_;
  std::vector<Json> events_;
  bool over_ = false;
  std::thread thread_;
};

class WatchTest : public ::testing::Test {
 protected:
  void SetUp() override { port_ = server_.Start("127.0.0.1:0").value(); }

  void Put(const std::string& name, const std::string& app) {
    auto live = store_->Get(WatchedKey(name));
    if (!live.ok()) {
      ASSERT_TRUE(store_->Create(WatchedKey(name), Labelled(name, app)).ok());
      return;
    }
    Json changed = *live->body;
    changed["metadata"]["labels"]["app"] = app;
    ASSERT_TRUE(store_->Update(WatchedKey(name), std::move(changed), 0).ok());
  }

  std::string Now() const { return std::to_string(store_->ResourceVersion()); }

  std::unique_ptr<store::ObjectStore> store_ = store::OpenMemoryStore();
  ApiServer server_{*store_, std::make_shared<http_server::EventLoop>()};
  uint16_t port_ = 0;
};

TEST_F(WatchTest, StartsWithWhatThereIsAndFollowsChanges) {
  Put("a", "x");
  WatchClient watch(port_, "");
  EXPECT_THAT(watch.Wait(1), ElementsAre("ADDED a"));
  Put("a", "y");
  Put("b", "x");
  ASSERT_TRUE(store_->Delete(WatchedKey("a")).ok());
  EXPECT_THAT(watch.Wait(4), ElementsAre("ADDED a", "MODIFIED a", "ADDED b", "DELETED a"));
  EXPECT_EQ(watch.Event(3)["object"]["metadata"]["resourceVersion"], Now());
}

TEST_F(WatchTest, FollowsFromAVersionOn) {
  Put("a", "x");
  std::string since = Now();
  Put("b", "x");
  WatchClient watch(port_, "resourceVersion=" + since);
  EXPECT_THAT(watch.Wait(1), ElementsAre("ADDED b"));
}

TEST_F(WatchTest, ObjectsEnterAndLeaveASelection) {
  Put("a", "x");
  WatchClient watch(port_, "labelSelector=app%3Dy");
  WatchClient all(port_, "");
  all.Wait(1);
  Put("a", "y");
  EXPECT_THAT(watch.Wait(1), ElementsAre("ADDED a"));
  Put("a", "z");
  EXPECT_THAT(watch.Wait(2), ElementsAre("ADDED a", "DELETED a"));
  EXPECT_EQ(watch.Event(1)["object"]["metadata"]["labels"]["app"], "y");
  Put("a", "w");
  all.Wait(4);
  EXPECT_EQ(watch.Wait(2).size(), 2u);
}

TEST_F(WatchTest, OfOneObjectByFieldSelector) {
  WatchClient watch(port_, "fieldSelector=metadata.name%3Db&resourceVersion=" + Now());
  Put("a", "x");
  Put("b", "x");
  EXPECT_THAT(watch.Wait(1), ElementsAre("ADDED b"));
}

TEST_F(WatchTest, InitialEventsEndWithABookmark) {
  Put("a", "x");
  WatchClient watch(port_, "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true");
  EXPECT_THAT(watch.Wait(2), ElementsAre("ADDED a", "BOOKMARK "));
  EXPECT_EQ(watch.Event(1)["object"]["metadata"]["annotations"]["k8s.io/initial-events-end"], "true");
  EXPECT_EQ(watch.Event(1)["object"]["metadata"]["resourceVersion"], Now());
}

TEST_F(WatchTest, EndsInTimeWithABookmarkOfWhereItIs) {
  WatchClient watch(port_, "timeoutSeconds=1&allowWatchBookmarks=true&resourceVersion=" + Now());
  ASSERT_TRUE(store_->Create({"", "services", "default", "s"}, {{"metadata", {{"name", "s"}}}}).ok());
  EXPECT_TRUE(watch.WaitForEnd());
  EXPECT_THAT(watch.Wait(1), ElementsAre("BOOKMARK "));
  EXPECT_EQ(watch.Event(0)["object"]["metadata"]["resourceVersion"], Now());
}

TEST_F(WatchTest, AnUnknownVersionEndsWithAnErrorInTheStream) {
  WatchClient watch(port_, "resourceVersion=999999");
  EXPECT_TRUE(watch.WaitForEnd());
  Json event = watch.Event(0);
  EXPECT_EQ(event["type"], "ERROR");
  EXPECT_EQ(event["object"]["code"], 410);
  EXPECT_EQ(event["object"]["reason"], "Expired");
}

TEST_F(WatchTest, TablesDefineTheirColumnsOnce) {
  Put("a", "x");
  WatchClient watch(port_, "", "application/json;as=Table;v=v1;g=meta.k8s.io");
  Put("b", "x");
  EXPECT_THAT(watch.Wait(2), ElementsAre("ADDED a", "ADDED b"));
  EXPECT_EQ(watch.Event(0)["object"]["columnDefinitions"][0]["name"], "Name");
  EXPECT_EQ(watch.Event(1)["object"]["columnDefinitions"], nullptr);
  EXPECT_EQ(watch.Event(1)["object"]["rows"][0]["cells"][0], "b");
}

TEST_F(WatchTest, StoppingTheServerEndsEveryWatch) {
  WatchClient watch(port_, "");
  Put("a", "x");
  watch.Wait(1);
  server_.Stop();
  EXPECT_TRUE(watch.WaitForEnd());
  Put("a", "y");
}

TEST_F(WatchTest, WritersOnManyThreadsAreAllSeen) {
  WatchClient watch(port_, "resourceVersion=" + Now());
  constexpr int kThreads = 4, kEach = 50;
  std::vector<std::thread> writers;
  for (int t = 0; t < kThreads; ++t) {
    writers.emplace_back([this, t] {
      for (int i = 0; i < kEach; ++i) Put("w" + std::to_string(t) + "-" + std::to_string(i), "x");
    });
  }
  for (auto& writer : writers) writer.join();
  EXPECT_EQ(watch.Wait(kThreads * kEach).size(), static_cast<size_t>(kThreads * kEach));
}

}  // namespace
}  // namespace weft::kubeapi
