#include "status/status_writer.h"

#include <atomic>
#include <chrono>
#include <thread>

#include "ads/control.h"
#include "gmock/gmock.h"
#include "manifest/field.h"
#include "registry/test_world.h"
#include "status/rule_status.h"
#include "status/test_rules.h"

namespace weft::status {
namespace {

using manifest::Json;

// The writer behind a control thread, as in the server.
class StatusWriterTest : public ::testing::Test {
 protected:
  void SetUp() override { Start(); }
  void Start() {
    control_.reset();
    writer_ = std::make_unique<StatusWriter>(*store_, StatusWriter::Options{});
    ads::Control::Options options;
    options.on_world = [this](const registry::Registry& registry, const auto& world) {
      ++worlds_;
      writer_->Observe(registry, world);
    };
    control_ = *ads::Control::Start(*store_, std::move(options));
  }

  static store::Key RuleKey(const std::string& name) { return {"networking.istio.io", "virtualservices", "default", name}; }
  void Create(const std::string& yaml) {
    for (const store::Object& object : registry::ObjectsFromYaml(yaml))
      ASSERT_TRUE(store_->Create(object.key, *object.body).ok());
  }
  Json Get(const std::string& name) { return *store_->Get(RuleKey(name))->body; }
  std::string StatusOfCondition(const std::string& name, std::string_view type) {
    const Json object = Get(name);
    for (const manifest::Field& condition : manifest::Field(object)["status"]["conditions"].Items()) {
      if (condition["type"].Text() == type) return condition["status"].Text();
    }
    return "";
  }
  template <typename True>
  static bool Soon(True condition) {
    for (int i = 0; i < 2000 && !condition(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return condition();
  }
  // All statuses are of the generation of their object.
  bool Settled() {
    for (const store::Object& object : store_->List("networking.istio.io", "virtualservices", "").objects) {
      if (object.body->value("/status/observedGeneration"_json_pointer, 0) !=
          object.body->at("/metadata/generation"_json_pointer))
        return false;
    }
    return true;
  }

  std::unique_ptr<store::Store> store_ = store::OpenMemoryStore();
  std::atomic<int> worlds_ = 0;
  std::unique_ptr<StatusWriter> writer_;
  std::unique_ptr<ads::Control> control_;
};

TEST_F(StatusWriterTest, ANewRuleGetsItsStatusAndKeepsItsGeneration) {
  Create(RuleYaml("reviews", kReviews));
  ASSERT_TRUE(Soon([&] { return Settled(); }));
  Json object = Get("reviews");
  EXPECT_EQ(object["metadata"]["generation"], 1);
  EXPECT_EQ(object["status"]["observedGeneration"], 1);
  EXPECT_EQ(StatusOfCondition("reviews", kReconciled), "True");
  const Json managed = object["metadata"]["managedFields"];
  ASSERT_EQ(managed.size(), 1u);
  EXPECT_EQ(managed[0]["manager"], "weft");
  EXPECT_EQ(managed[0]["subresource"], "status");
  EXPECT_EQ(managed[0]["operation"], "Update");
  EXPECT_TRUE(managed[0]["fieldsV1"]["f:status"].contains("f:conditions"));
}

TEST_F(StatusWriterTest, AStatusAloneMakesNoNewWorldAndNoSecondStatus) {
  Create(RuleYaml("reviews", kReviews));
  ASSERT_TRUE(Soon([&] { return Settled(); }));
  const uint64_t version = store_->ResourceVersion();
  control_->Inspect();  // whatever the status write set off has been taken by now
  const int worlds = worlds_;
  Json object = Get("reviews");
  object["status"]["note"] = "from somebody else";
  ASSERT_TRUE(store_->Update(RuleKey("reviews"), object, 0).ok());
  control_->Inspect();
  EXPECT_EQ(worlds_, worlds);
  EXPECT_EQ(store_->ResourceVersion(), version + 1);
}

TEST_F(StatusWriterTest, AChangeOfOneRuleReachesTheStatusOfAnother) {
  Create(RuleYaml("b", kReviews));
  ASSERT_TRUE(Soon([&] { return Settled(); }));
  Json first = Get("b");
  EXPECT_EQ(StatusOfCondition("b", kShadowed), "False");
  Create(RuleYaml("a", kReviews));
  ASSERT_TRUE(Soon([&] {
    return Settled() && (StatusOfCondition("a", kShadowed) == "True" || StatusOfCondition("b", kShadowed) == "True");
  }));
  ASSERT_TRUE(store_->Delete(RuleKey("a")).ok());
  EXPECT_TRUE(Soon([&] { return StatusOfCondition("b", kShadowed) == "False"; }));
  EXPECT_EQ(Get("b")["spec"], first["spec"]);
}

TEST_F(StatusWriterTest, AStartOverStatusesThatAreRightWritesNothing) {
  Create(RuleYaml("a", kReviews) + RuleYaml("b", "hosts: [ratings], " + std::string(kToReviews)));
  ASSERT_TRUE(Soon([&] { return Settled(); }));
  const uint64_t version = store_->ResourceVersion();
  Start();
  Create(RuleYaml("c", "hosts: [details], " + std::string(kToReviews)));
  ASSERT_TRUE(Soon([&] { return Settled(); }));
  EXPECT_EQ(store_->ResourceVersion(), version + 2);  // c, and its status
}

TEST_F(StatusWriterTest, EndsInTheMiddleOfManyRules) {
  std::string yaml;
  for (int i = 0; i < 200; ++i) yaml += RuleYaml("r" + std::to_string(i), "hosts: [h" + std::to_string(i) + "], " + kToReviews);
  Create(yaml);
  control_.reset();
  writer_.reset();
  EXPECT_EQ(store_->List("networking.istio.io", "virtualservices", "").objects.size(), 200u);
}

}  // namespace
}  // namespace weft::status
