// SPDX-License-Identifier: Apache-2.0
// An object is parsed once for each write of it, by whoever looks first: admission, when it comes through the API. Advice, the
// store, the registry and the status share what it made.
#include "control/control.h"
#include "gmock/gmock.h"
#include "kubeapi/testing/api_under_test.h"
#include "manifest/object/group.h"
#include "manifest/virtual_service/virtual_service.h"
#include "status/advice.h"
#include "status/status_writer.h"
#include "support/eventually.h"

namespace weft::status {
namespace {

using kubeapi::Json;

class ParseOnceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(kubeapi::EnsureNamespace(*store_, "default").ok());
    advisor_ = *Advisor::Start(*store_, "cluster.local");
    writer_ = std::make_unique<StatusWriter>(*store_, StatusWriter::Options{});
    control::Control::Options options;
    options.on_world = [this](const registry::Registry&, const std::shared_ptr<const registry::World>& world) {
      writer_->Observe(world);
      advisor_->Observe(*world);
    };
    control_ = *control::Control::Start(*store_, options);
    kubeapi::ApiOptions api_options;
    api_options.advise = [this](const Json&, const manifest::Draft& draft) { return advisor_->AdviceOn(draft, absl::Now()); };
    api_ = std::make_unique<kubeapi::Api>(*store_, std::make_shared<http_server::EventLoop>(), std::move(api_options));
  }

  int Send(const std::string& method, const std::string& target, const Json& body) {
    http_server::HttpRequest request{
        method, target, {{"host", "127.0.0.1:16443"}, {"content-type", "application/json"}}, body.dump()};
    auto exchange = std::make_shared<kubeapi::RecordedExchange>();
    api_->Handle(request, http_server::Responder(exchange));
    return exchange->response().status;
  }
  static uint64_t Parses(const std::string& plural) {
    return manifest::FindForm(plural == "services" ? "" : manifest::kNetworkingGroup, plural)->parses();
  }
  // How often objects of the kind are parsed for each write, from a write of `body` until that is in the world and its status,
  // which is a write of its own, has been written.
  double ParsesPerWrite(const std::string& plural, const std::string& kind, Json spec, const std::string& method = "POST") {
    const std::string api = plural == "services" ? "/api/v1" : "/apis/networking.istio.io/v1";
    const Json body = {{"apiVersion", plural == "services" ? "v1" : "networking.istio.io/v1"},
                       {"kind", kind},
                       {"metadata", {{"name", "a"}, {"namespace", "default"}}},
                       {"spec", std::move(spec)}};
    const uint64_t parses = Parses(plural), writes = store_->ResourceVersion();
    const int status = Send(method, api + "/namespaces/default/" + plural + (method == "POST" ? "" : "/a"), body);
    EXPECT_EQ(status, method == "POST" ? 201 : 200);
    control_->Inspect();  // with the write in it
    if (kind == "VirtualService") {
      EXPECT_TRUE(test::Eventually([this] { return StatusIsCurrent(); }));
      control_->Inspect();
    }
    return static_cast<double>(Parses(plural) - parses) / static_cast<double>(store_->ResourceVersion() - writes);
  }
  bool StatusIsCurrent() {
    auto stored = store_->Get({"networking.istio.io", "virtualservices", "default", "a"});
    if (!stored.ok()) {
      return false;
    }
    const Json& body = *stored->body;
    return body.contains("status") && body["status"].value("observedGeneration", 0) == body["metadata"].value("generation", -1);
  }

  std::unique_ptr<store::ObjectStore> store_ = store::OpenMemoryStore();
  std::unique_ptr<Advisor> advisor_;
  std::unique_ptr<StatusWriter> writer_;
  std::unique_ptr<control::Control> control_;
  std::unique_ptr<kubeapi::Api> api_;
};

Json RuleSpec(const std::string& timeout) {
  return {{"hosts", {"reviews"}},
          {"http", Json::array({{{"timeout", timeout}, {"route", Json::array({{{"destination", {{"host", "reviews"}}}}})}}})}};
}

TEST_F(ParseOnceTest, EachWriteOfEachKind) {
  // Nobody needs to parse what differs in its status alone.
  const auto once_or_with_its_status = testing::AllOf(testing::Ge(0.5), testing::Le(1));
  EXPECT_THAT(ParsesPerWrite("virtualservices", "VirtualService", RuleSpec("1s")), once_or_with_its_status);
  EXPECT_THAT(ParsesPerWrite("virtualservices", "VirtualService", RuleSpec("2s"), "PUT"), once_or_with_its_status);
  EXPECT_EQ(ParsesPerWrite("destinationrules", "DestinationRule", {{"host", "reviews"}}), 1);
  EXPECT_EQ(ParsesPerWrite("services", "Service", {{"ports", Json::array({{{"port", 80}}})}}), 1);
  EXPECT_EQ(ParsesPerWrite("workloadentries", "WorkloadEntry", {{"address", "10.0.0.1"}}), 1);
  const Json port = {{"number", 80}, {"name", "http"}, {"protocol", "HTTP"}};
  EXPECT_EQ(ParsesPerWrite("serviceentries", "ServiceEntry",
                           {{"hosts", {"a.com"}}, {"ports", Json::array({port})}, {"resolution", "DNS"}}),
            1);
  EXPECT_EQ(ParsesPerWrite("gateways", "Gateway", {{"servers", Json::array({{{"port", port}, {"hosts", {"*"}}}})}}), 1);
}

TEST_F(ParseOnceTest, TheStoredFormHasTheMetadataThatTheStoreGave) {
  ParsesPerWrite("virtualservices", "VirtualService", RuleSpec("1s"));
  const auto world = control_->Inspect().world;
  const auto rule = world->virtual_services().Find("default", "a");
  ASSERT_NE(rule, nullptr);
  auto stored = store_->Get({"networking.istio.io", "virtualservices", "default", "a"});
  ASSERT_TRUE(stored.ok());
  const manifest::Meta meta = manifest::ParseMeta(*stored->body);
  EXPECT_EQ(rule->meta.uid, meta.uid);
  EXPECT_EQ(rule->meta.created, meta.created);
  EXPECT_EQ(rule->meta.generation, 1);
}

}  // namespace
}  // namespace weft::status
