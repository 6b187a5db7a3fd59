// SPDX-License-Identifier: Apache-2.0
#include "registry/services/workloads.h"

#include "gmock/gmock.h"

namespace weft::registry {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class WorkloadsTest : public ::testing::Test {
 protected:
  Announcer Who(uint64_t stream, const std::string& node = "node-1") { return {stream, node, "default", {}}; }
  static Announcement Reviews(const std::string& name = "reviews-1", const std::string& address = "127.0.0.1") {
    return {name, address, {{"app", "reviews"}, {"version", "v2"}}, {{"http", 41873}}};
  }
  std::vector<std::string> Stored() const {
    std::vector<std::string> names;
    for (const auto& object : store_->List("networking.istio.io", "workloadentries", "").objects)
      names.push_back(object.key.name);
    return names;
  }
  manifest::Json Body(const std::string& name) const {
    auto object = store_->Get({"networking.istio.io", "workloadentries", "default", name});
    return object.ok() ? *object->body : manifest::Json();
  }
  void Pass(absl::Duration time) {
    now_ += time;
    workloads_.Tick();
  }

  absl::Time now_ = absl::FromUnixSeconds(1'000'000);
  std::unique_ptr<store::ObjectStore> store_ = store::OpenMemoryStore();
  Workloads workloads_{*store_, [this] { return now_; }};
};

TEST_F(WorkloadsTest, AnAnnouncementBecomesAWorkloadEntry) {
  EXPECT_THAT(workloads_.Announce(Who(1), {Reviews()}), IsEmpty());
  manifest::Json body = Body("reviews-1");
  EXPECT_EQ(body["kind"], "WorkloadEntry");
  EXPECT_EQ(body["spec"]["address"], "127.0.0.1");
  EXPECT_EQ(body["spec"]["labels"]["version"], "v2");
  EXPECT_EQ(body["spec"]["ports"]["http"], 41873);
  EXPECT_EQ(body["metadata"]["annotations"]["weft.dev/auto-registered"], "true");
  EXPECT_EQ(body["metadata"]["annotations"]["weft.dev/node"], "node-1");
}

TEST_F(WorkloadsTest, AGoodbyeTakesItAwayAtOnce) {
  workloads_.Announce(Who(1), {Reviews()});
  workloads_.Goodbye(1);
  EXPECT_THAT(Stored(), IsEmpty());
}

TEST_F(WorkloadsTest, AfterALostStreamItStaysForTheGraceTime) {
  workloads_.Announce(Who(1), {Reviews()});
  workloads_.Lost(1);
  Pass(Workloads::kGrace - absl::Milliseconds(1));
  EXPECT_THAT(Stored(), ElementsAre("reviews-1"));
  Pass(absl::Milliseconds(1));
  EXPECT_THAT(Stored(), IsEmpty());
}

TEST_F(WorkloadsTest, ANodeThatComesBackInTimeKeepsIt) {
  workloads_.Announce(Who(1), {Reviews()});
  workloads_.Lost(1);
  Pass(absl::Seconds(5));
  workloads_.Announce(Who(2), {Reviews()});
  const uint64_t version = store_->ResourceVersion();
  Pass(absl::Seconds(60));
  EXPECT_THAT(Stored(), ElementsAre("reviews-1"));
  EXPECT_EQ(store_->ResourceVersion(), version) << "nothing was written";
}

TEST_F(WorkloadsTest, TheOldStreamsEndDoesNotHarmTheNewOne) {
  workloads_.Announce(Who(1), {Reviews()});
  workloads_.Announce(Who(2), {Reviews()});
  workloads_.Lost(1);
  workloads_.Goodbye(1);
  Pass(absl::Seconds(60));
  EXPECT_THAT(Stored(), ElementsAre("reviews-1"));
}

TEST_F(WorkloadsTest, ANewListReplacesTheOld) {
  workloads_.Announce(Who(1), {Reviews("a"), Reviews("b")});
  workloads_.Announce(Who(1), {Reviews("b"), Reviews("c")});
  EXPECT_THAT(Stored(), ElementsAre("b", "c"));
  workloads_.Announce(Who(1), {});
  EXPECT_THAT(Stored(), IsEmpty());
}

TEST_F(WorkloadsTest, AChangedAnnouncementChangesTheEntry) {
  workloads_.Announce(Who(1), {Reviews()});
  workloads_.Announce(Who(1), {Reviews("reviews-1", "127.0.0.2")});
  EXPECT_EQ(Body("reviews-1")["spec"]["address"], "127.0.0.2");
}

TEST_F(WorkloadsTest, EntriesOfAFormerRunGetTheirGrace) {
  workloads_.Announce(Who(1), {Reviews("a"), Reviews("b")});
  Workloads next(*store_, [this] { return now_; });
  next.AdoptStored();
  EXPECT_EQ(next.NextDeadline(), now_ + Workloads::kGrace);
  next.Announce(Who(7), {Reviews("a")});
  now_ += Workloads::kGrace;
  next.Tick();
  EXPECT_THAT(Stored(), ElementsAre("a"));
  EXPECT_EQ(next.NextDeadline(), absl::InfiniteFuture());
}

TEST_F(WorkloadsTest, AnEntryWrittenByHandIsLeftAlone) {
  store::Key key{"networking.istio.io", "workloadentries", "default", "reviews-1"};
  manifest::Json body = {{"apiVersion", "networking.istio.io/v1"},
                         {"kind", "WorkloadEntry"},
                         {"metadata", {{"name", "reviews-1"}, {"namespace", "default"}}},
                         {"spec", {{"address", "10.9.9.9"}}}};
  ASSERT_TRUE(store_->Create(key, body).ok());
  EXPECT_THAT(workloads_.Announce(Who(1), {Reviews()}), ElementsAre(HasSubstr("written by hand")));
  workloads_.Goodbye(1);
  EXPECT_EQ(Body("reviews-1")["spec"]["address"], "10.9.9.9");
}

TEST_F(WorkloadsTest, TheNewestOfTwoNodesWinsAndItIsSaid) {
  workloads_.Announce(Who(1, "node-1"), {Reviews()});
  EXPECT_THAT(workloads_.Announce(Who(2, "node-2"), {Reviews("reviews-1", "127.0.0.2")}),
              ElementsAre(HasSubstr("before by node-1")));
  EXPECT_EQ(Body("reviews-1")["spec"]["address"], "127.0.0.2");
}

TEST_F(WorkloadsTest, ANameThatIsNoObjectNameIsRefused) {
  EXPECT_THAT(workloads_.Announce(Who(1), {Reviews("Reviews_1")}), ElementsAre(HasSubstr("Reviews_1")));
  EXPECT_THAT(Stored(), IsEmpty());
}

}  // namespace
}  // namespace weft::registry
