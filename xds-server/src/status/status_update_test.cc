// SPDX-License-Identifier: Apache-2.0
#include "status/status_update.h"

#include <gmock/gmock.h>

#include "kubeapi/testing/api_under_test.h"
#include "manifest/virtual_service/virtual_service.h"

namespace weft::status {
namespace {

using http_server::Responder;
using kubeapi::Api;
using kubeapi::ApiOptions;
using kubeapi::ApiUnderTest;
using kubeapi::HttpRequest;
using kubeapi::HttpResponse;
using kubeapi::kServices;
using kubeapi::RecordedExchange;
using kubeapi::Route;
using manifest::Json;
using ::testing::HasSubstr;

class StatusUpdateTest : public ::testing::Test {
 protected:
  store::Object Live() { return *api_.store->Get({"networking.istio.io", "virtualservices", "default", "reviews"}); }
  absl::StatusOr<store::Object> Update(const store::Object& live, Json status) {
    return UpdateStatus(*api_.store, *manifest::FindByKind("networking.istio.io/v1", "VirtualService"), live, std::move(status),
                        "weft", api_.now);
  }
  Json Conditions(const std::string& value) {
    return {{"conditions", Json::array({{{"type", "Reconciled"}, {"status", value}}})}};
  }
  HttpResponse Apply(const Json& object, const std::string& manager) {
    return api_.Patch(std::string(kServices) + "/reviews?fieldManager=" + manager, "application/apply-patch+yaml", object);
  }

  ApiUnderTest api_;
};

TEST_F(StatusUpdateTest, ChangesTheStatusAloneAndOwnsIt) {
  ASSERT_EQ(Apply(Route("reviews"), "kubectl").status, 201);
  store::Object before = Live();
  ASSERT_TRUE(Update(before, Conditions("True")).ok());
  Json after = *Live().body;
  EXPECT_EQ(after["status"], Conditions("True"));
  EXPECT_EQ(after["spec"], (*before.body)["spec"]);
  EXPECT_EQ(after["metadata"]["generation"], 1);
  ASSERT_EQ(after["metadata"]["managedFields"].size(), 2u);
  EXPECT_EQ(after["metadata"]["managedFields"][0], (*before.body)["metadata"]["managedFields"][0]);
  EXPECT_EQ(after["metadata"]["managedFields"][1]["manager"], "weft");
}

TEST_F(StatusUpdateTest, WritesNothingTwiceAndNothingOverAnother) {
  ASSERT_EQ(api_.Post(kServices, Route("reviews")).status, 201);
  store::Object first = Live();
  ASSERT_TRUE(Update(first, Conditions("True")).ok());
  store::Object second = Live();
  ASSERT_TRUE(Update(second, Conditions("True")).ok());
  EXPECT_EQ(Live().resource_version, second.resource_version);
  EXPECT_TRUE(absl::IsAborted(Update(first, Conditions("False")).status()));
}

TEST_F(StatusUpdateTest, AppliersOfTheSpecMeetNoConflict) {
  ASSERT_EQ(Apply(Route("reviews"), "kubectl").status, 201);
  ASSERT_TRUE(Update(Live(), Conditions("True")).ok());
  const uint64_t version = Live().resource_version;
  EXPECT_EQ(Apply(Route("reviews"), "kubectl").status, 200);
  EXPECT_EQ(Live().resource_version, version);  // nothing to do
  EXPECT_EQ(Apply(Route("reviews", "v2"), "kubectl").status, 200);
  Json after = *Live().body;
  EXPECT_EQ(after["status"], Conditions("True"));
  EXPECT_EQ(after["metadata"]["generation"], 2);
}

TEST_F(StatusUpdateTest, AnotherWritersConditionStaysItsOwn) {
  ASSERT_EQ(api_.Post(kServices, Route("reviews")).status, 201);
  ASSERT_TRUE(Update(Live(), Conditions("True")).ok());
  Json mine = {{"apiVersion", "networking.istio.io/v1"},
               {"kind", "VirtualService"},
               {"metadata", {{"name", "reviews"}}},
               {"status", {{"conditions", Json::array({{{"type", "Rollout"}, {"status", "True"}}})}}}};
  HttpResponse applied =
      api_.Patch(std::string(kServices) + "/reviews/status?fieldManager=rollout", "application/apply-patch+yaml", mine);
  ASSERT_EQ(applied.status, 200) << applied.body;
  EXPECT_EQ((*Live().body)["status"]["conditions"].size(), 2u);
  mine["status"]["conditions"][0]["type"] = "Reconciled";
  mine["status"]["conditions"][0]["status"] = "False";
  applied = api_.Patch(std::string(kServices) + "/reviews/status?fieldManager=other", "application/apply-patch+yaml", mine);
  EXPECT_EQ(applied.status, 409);
  EXPECT_THAT(applied.body, HasSubstr("weft"));
}

TEST(AdviceAtApply, IsSentAsWarnings) {
  auto store = store::OpenMemoryStore();
  ASSERT_TRUE(kubeapi::EnsureNamespace(*store, "default").ok());
  ApiOptions options;
  options.advise = [](const Json&, const manifest::Draft& draft) {
    return std::vector<std::string>{"mind \"" + draft.As<manifest::VirtualService>()->meta.name + "\""};
  };
  Api api(*store, std::make_shared<http_server::EventLoop>(), std::move(options));
  auto exchange = std::make_shared<RecordedExchange>();
  HttpRequest request{
      "POST", kServices, {{"host", "127.0.0.1:16443"}, {"content-type", "application/json"}}, Route("reviews").dump()};
  api.Handle(request, Responder(exchange));
  ASSERT_EQ(exchange->response().status, 201) << exchange->response().body;
  bool warned = false;
  for (const auto& [name, value] : exchange->response().headers)
    warned |= name == "Warning" && value == R"(299 - "mind \"reviews\"")";
  EXPECT_TRUE(warned);
}

}  // namespace
}  // namespace weft::status
