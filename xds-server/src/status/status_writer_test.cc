// SPDX-License-Identifier: Apache-2.0
#include "status/status_writer.h"

#include <atomic>
#include <chrono>
#include <thread>

#include "control/control.h"
#include "gmock/gmock.h"
#include "manifest/object/field.h"
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
    control::Control::Options options;
    options.on_world = [this](const registry::Registry&, const auto& world) {
      ++worlds_;
      writer_->Observe(world);
    };
    options.on_refusals = [this](const std::vector<control::Refusal>& refusals) {
      writer_->ObserveRefusals(MessagesOf(refusals));
    };
    control_ = *control::Control::Start(*store_, std::move(options));
  }

  static store::Key RuleKey(const std::string& name) { return {"networking.istio.io", "virtualservices", "default", name}; }
  void Create(const std::string& yaml) {
    for (const store::Object& object : registry::ObjectsFromYaml(yaml))
      ASSERT_TRUE(store_->Create(object.key, *object.body).ok());
  }
  Json Get(const std::string& name) { return *store_->Get(RuleKey(name))->body; }
  std::string StatusOfCondition(const std::string& name, std::string_view type) {
    return FieldOfCondition(RuleKey(name), type, "status");
  }
  std::string FieldOfCondition(const store::Key& key, std::string_view type, std::string_view field) {
    const Json object = *store_->Get(key)->body;
    for (const manifest::Field& condition : manifest::Field(object)["status"]["conditions"].Items()) {
      if (condition["type"].Text() == type) return condition[field].Text();
    }
    return "";
  }
  // What is written has been read by the control thread, and what that set off has been written.
  void LetItSettle() {
    control_->Inspect();
    control_->Inspect();
  }

  static constexpr char kReviewsName[] = "outbound|9080||reviews.default.svc.cluster.local";
  class LastNonce : public ads::Hub::Sink {
   public:
    void Send(const ads::Push& push) override {
      nonce = push.nonce;
      ++sent;
    }
    std::atomic<int> sent = 0;
    std::string nonce;  // the control thread's
  };
  // A client's word about the last response of that type; the first one is a subscription.
  void Say(translate::Type type, const std::string& error, bool first = false) {
    control_->Post([this, type, error, first](ads::Hub& hub) {
      if (first) hub.Open(9, ads::Hub::Variant::kSotw, sink_, "");
      ads::Hub::SotwRequest request;
      request.mutable_node()->set_id("shop-1");
      request.mutable_node()->set_user_agent_name("weft");
      request.set_type_url(std::string(translate::TypeUrl(type)));
      request.add_resource_names(kReviewsName);
      if (!first) request.set_response_nonce(sink_.nonce);
      if (!error.empty()) request.mutable_error_detail()->set_message(error);
      EXPECT_TRUE(hub.OnRequest(9, request).ok());
      hub.OnSent(9);
    });
    control_->Inspect();
  }
  void TearDown() override {
    if (control_ == nullptr) return;
    control_->Post([](ads::Hub& hub) { hub.Close(9, true); });
    control_->Inspect();
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

  std::unique_ptr<store::ObjectStore> store_ = store::OpenMemoryStore();
  std::atomic<int> worlds_ = 0;
  LastNonce sink_;
  std::unique_ptr<StatusWriter> writer_;
  std::unique_ptr<control::Control> control_;
};

constexpr char kReviewsService[] =
    "---\napiVersion: v1\nkind: Service\nmetadata: {name: reviews}\nspec: {ports: [{name: http, port: 9080}]}\n";

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

TEST_F(StatusWriterTest, AGatewayThatComesReachesTheStatusOfTheRuleBoundToIt) {
  Create(RuleYaml("edge", "hosts: ['*'], gateways: [front], " + std::string(kToReviews)));
  EXPECT_TRUE(Soon([&] { return StatusOfCondition("edge", kAppliesToGateways) == "False"; }));
  Create(
      "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: front}\n"
      "spec: {servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ['*']}]}\n");
  EXPECT_TRUE(Soon([&] { return StatusOfCondition("edge", kAppliesToGateways) == "True"; }));
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

TEST_F(StatusWriterTest, ARuleThatAClientRefusesSaysSoUntilTheClientAcceptsIt) {
  Create(kReviewsService + RuleYaml("reviews", kReviews));
  ASSERT_TRUE(Soon([&] { return Settled(); }));
  LetItSettle();
  Say(translate::Type::kRoute, "", true);
  EXPECT_EQ(StatusOfCondition("reviews", kAccepted), "");
  Say(translate::Type::kRoute, "no valid routes");
  ASSERT_TRUE(Soon([&] { return StatusOfCondition("reviews", kAccepted) == "False"; }));
  EXPECT_EQ(FieldOfCondition(RuleKey("reviews"), kAccepted, "reason"), "Refused");
  EXPECT_EQ(FieldOfCondition(RuleKey("reviews"), kAccepted, "message"),
            "client \"shop-1\" refuses RDS \"" + std::string(kReviewsName) + "\": no valid routes");
  EXPECT_EQ(StatusOfCondition("reviews", kReconciled), "True");
  Json better = Get("reviews");
  better["spec"]["http"][0]["timeout"] = "3s";
  ASSERT_TRUE(store_->Update(RuleKey("reviews"), better, 0).ok());
  ASSERT_TRUE(Soon([&] { return sink_.sent == 2; }));
  Say(translate::Type::kRoute, "");
  EXPECT_TRUE(Soon([&] { return StatusOfCondition("reviews", kAccepted).empty(); }));
}

TEST_F(StatusWriterTest, ARefusalIsWrittenOnceAndSendsNothing) {
  Create(kReviewsService + RuleYaml("reviews", kReviews));
  ASSERT_TRUE(Soon([&] { return Settled(); }));
  LetItSettle();
  Say(translate::Type::kRoute, "", true);
  const int worlds = worlds_;
  const uint64_t version = store_->ResourceVersion();
  Say(translate::Type::kRoute, "no valid routes");
  ASSERT_TRUE(Soon([&] { return StatusOfCondition("reviews", kAccepted) == "False"; }));
  for (int i = 0; i < 3; ++i) Say(translate::Type::kRoute, "no valid routes");
  LetItSettle();
  EXPECT_EQ(store_->ResourceVersion(), version + 1);
  EXPECT_EQ(worlds_, worlds);
}

TEST_F(StatusWriterTest, ADestinationRuleHasAStatusOnlyWhileItIsRefused) {
  const store::Key key{"networking.istio.io", "destinationrules", "default", "reviews"};
  Create(std::string(kReviewsService) +
         "---\napiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: reviews}\nspec: {host: reviews}\n");
  Say(translate::Type::kCluster, "", true);
  Say(translate::Type::kCluster, "lb_policy: not supported");
  ASSERT_TRUE(Soon([&] { return FieldOfCondition(key, kAccepted, "status") == "False"; }));
  EXPECT_THAT(FieldOfCondition(key, kAccepted, "message"), ::testing::HasSubstr("lb_policy: not supported"));
  control_->Post([](ads::Hub& hub) { hub.Close(9, true); });
  EXPECT_TRUE(Soon([&] { return FieldOfCondition(key, kAccepted, "status").empty(); })) << "nobody refuses it any more";
}

TEST_F(StatusWriterTest, ARefusalOfAnEarlierRunIsTakenAway) {
  const store::Key key{"networking.istio.io", "destinationrules", "default", "reviews"};
  Create(
      "---\napiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: reviews}\nspec: {host: reviews}\n"
      "status: {conditions: [{type: Accepted, status: \"False\", reason: Refused}, {type: Other, status: \"True\"}]}\n");
  Start();
  Create(RuleYaml("reviews", kReviews));
  EXPECT_TRUE(Soon([&] { return FieldOfCondition(key, kAccepted, "status").empty(); }));
  EXPECT_EQ(FieldOfCondition(key, "Other", "status"), "True") << "another's condition stays";
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
