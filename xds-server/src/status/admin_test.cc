// SPDX-License-Identifier: Apache-2.0
#include "status/admin.h"

#include "gmock/gmock.h"
#include "nlohmann/json.hpp"
#include "translate/test_translate.h"

namespace weft::status {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

class NoSink : public ads::Hub::Sink {
 public:
  void Send(const ads::Push&) override {}
};

class AdminTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const store::Object& object : registry::ObjectsFromYaml(
             translate::ServiceYaml("reviews") + translate::WorkloadYaml("a", "address: 10.0.0.1, labels: {app: reviews}"))) {
      ASSERT_TRUE(store_->Create(object.key, *object.body).ok());
    }
    control::Control::Options options;
    options.now = [] { return absl::FromUnixSeconds(1'000'000); };
    control_ = *control::Control::Start(*store_, options);
  }

  Readiness readiness_;
  NoSink sink_;
  std::unique_ptr<store::ObjectStore> store_ = store::OpenMemoryStore();
  std::unique_ptr<control::Control> control_;
};

TEST_F(AdminTest, HealthAndVersionAreThere) {
  EXPECT_EQ(AdminPage("/healthz", readiness_, control_.get()).body, "ok\n");
  EXPECT_EQ(AdminPage("/readyz", readiness_, control_.get()).status, 200);
  EXPECT_EQ(json::parse(AdminPage("/version", readiness_, control_.get()).body)["name"], "weft");
}

TEST_F(AdminTest, WhoIsNotReadySaysWhatHeWaitsFor) {
  readiness_.Begin("world");
  readiness_.Begin("config-dir");
  Page page = AdminPage("/readyz", readiness_, control_.get());
  EXPECT_EQ(page.status, 503);
  EXPECT_EQ(page.body, "not ready, waiting for:\n  config-dir\n  world\n");
  EXPECT_EQ(AdminPage("/healthz", readiness_, nullptr).status, 200);
  EXPECT_EQ(AdminPage("/debug/syncz", readiness_, nullptr).status, 503);
  readiness_.End("config-dir");
  readiness_.End("world");
  EXPECT_EQ(AdminPage("/readyz", readiness_, control_.get()).status, 200);
}

TEST_F(AdminTest, TheRegistryShowsServicesWithEndpoints) {
  json page = json::parse(AdminPage("/debug/registryz", readiness_, control_.get()).body);
  EXPECT_EQ(page["services"][0]["host"], "reviews.default.svc.cluster.local");
  EXPECT_EQ(page["services"][0]["endpoints"][0]["address"], "10.0.0.1");
  EXPECT_EQ(page["services"][0]["endpoints"][0]["workload"], "a");
}

TEST_F(AdminTest, EachClientShowsWhatItHas) {
  control_->Post([this](ads::Hub& hub) {
    hub.Open(7, ads::Hub::Variant::kSotw, sink_, "ipv4:127.0.0.1:1");
    ads::Hub::SotwRequest request;
    request.mutable_node()->set_id("shop-1");
    request.mutable_node()->set_cluster("shop");
    request.mutable_node()->set_user_agent_version("1.51.1");
    request.set_type_url(std::string(translate::TypeUrl(translate::Type::kListener)));
    request.add_resource_names("reviews:9080");
    ASSERT_TRUE(hub.OnRequest(7, request).ok());
  });
  json client = json::parse(AdminPage("/debug/syncz", readiness_, control_.get()).body)["clients"][0];
  EXPECT_EQ(client["node"], "shop-1");
  EXPECT_EQ(client["types"]["LDS"]["state"], "STALE");
  EXPECT_EQ(client["types"]["LDS"]["updated"], "1970-01-12T13:46:40Z");
  EXPECT_EQ(json::parse(AdminPage("/debug/syncz", readiness_, control_.get()).body)["time"], "1970-01-12T13:46:40Z");
  control_->Post([](ads::Hub& hub) {
    ads::Hub::SotwRequest ack;
    ack.set_type_url(std::string(translate::TypeUrl(translate::Type::kListener)));
    ack.add_resource_names("reviews:9080");
    ack.set_response_nonce("1");
    ASSERT_TRUE(hub.OnRequest(7, ack).ok());
  });
  client = json::parse(AdminPage("/debug/syncz/", readiness_, control_.get()).body)["clients"][0];
  EXPECT_EQ(client["types"]["LDS"]["state"], "SYNCED");
  EXPECT_EQ(client["types"]["LDS"]["acked"], client["types"]["LDS"]["sent"]);
  EXPECT_EQ(client["cluster"], "shop");
  EXPECT_EQ(client["version"], "1.51.1");
  control_->Post([](ads::Hub& hub) {
    ads::Hub::SotwRequest refusal;
    refusal.set_type_url(std::string(translate::TypeUrl(translate::Type::kRoute)));
    refusal.add_resource_names("outbound|9080||reviews.default.svc.cluster.local");
    ASSERT_TRUE(hub.OnRequest(7, refusal).ok());
    hub.OnSent(7);
    refusal.set_response_nonce("2");
    refusal.mutable_error_detail()->set_message("no valid routes");
    ASSERT_TRUE(hub.OnRequest(7, refusal).ok());
  });
  const json types = json::parse(AdminPage("/debug/syncz", readiness_, control_.get()).body)["clients"][0]["types"];
  EXPECT_EQ(types["RDS"]["state"], "NACKED");
  EXPECT_EQ(types["RDS"]["refused"][0]["name"], "outbound|9080||reviews.default.svc.cluster.local");
  EXPECT_EQ(types["RDS"]["refused"][0]["message"], "no valid routes");
  EXPECT_EQ(types["LDS"]["state"], "SYNCED");
  control_->Post([](ads::Hub& hub) { hub.Close(7, true); });
  control_->Inspect();
}

TEST_F(AdminTest, AWrongPathIsToldWhatThereIs) {
  Page page = AdminPage("/nothing", readiness_, control_.get());
  EXPECT_EQ(page.status, 404);
  EXPECT_THAT(page.body, HasSubstr("/debug/syncz"));
}

}  // namespace
}  // namespace weft::status
