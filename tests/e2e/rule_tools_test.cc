// SPDX-License-Identifier: Apache-2.0
// The tools that let one trust a rule, on Bookinfo's own manifests: their output is what the page then shows.
#include "e2e/mesh_test.h"

namespace weft::test {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;

constexpr char kNode[] = R"({"id": "productpage-1", "user_agent_name": "weft",
  "metadata": {"NAMESPACE": "default", "LABELS": {"app": "productpage", "version": "v1"}}})";

class RuleTools : public MeshTest {
 protected:
  void SetUp() override {
    MeshTest::SetUp();
    ApplyShipped("destination-rule-all");
    ApplyShipped("virtual-service-all-v1");
    ApplyShipped("virtual-service-reviews-test-v2");
  }

  static Result Weftctl(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), BinDir() / "weftctl");
    return RunCommand(
        {.argv = std::move(arguments), .environment = {{"KUBECONFIG", mesh().kubectl().kubeconfig()}, {"WEFT_API", ""}}});
  }
  static json Explain(std::vector<std::string> more) {
    std::vector<std::string> arguments = {"explain", "--from", "productpage", "-o", "json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Result result = Weftctl(arguments);
    EXPECT_EQ(result.exit_code, 0) << result.All();
    return json::parse(result.out, nullptr, false);
  }
  // What `xds-server translate` makes of Bookinfo for productpage.
  Result Translate(const std::string& output) const {
    const std::string node = files_.Write("node.json", kNode);
    return RunCommand({.argv = {BinDir() / "xds-server", "translate", "-f", NetworkingManifest("destination-rule-all"),
                                NetworkingManifest("virtual-service-reviews-test-v2"),
                                SourceDir() / "bookinfo-cpp/manifests/platform/bookinfo.yaml", "--node", node, "-o", output}});
  }
  Result CheckRoutes(const std::string& jason_gets) const {
    const std::string routes = files_.Write("routes.yaml", Translate("yaml").out);
    const std::string tests = files_.Write("tests.yaml", R"(tests:
- test_name: jason
  input: {authority: "reviews:9080", path: /reviews/0, method: GET, additional_request_headers: [{key: end-user, value: jason}]}
  validate: {cluster_name: "outbound|9080|)" + jason_gets + R"(|reviews.default.svc.cluster.local"}
- test_name: anybody
  input: {authority: "reviews:9080", path: /reviews/0, method: GET}
  validate: {cluster_name: "outbound|9080|v1|reviews.default.svc.cluster.local"}
)");
    return Weftctl({"route-check", "--config-path", routes, "--test-path", tests, "--details"});
  }

  TempDir files_;
};

TEST_F(RuleTools, ExplainShowsWhereJasonsCallGoesAndThePageAgrees) {
  const json report = Explain({"--to", "reviews:9080", "--path", "/reviews/0", "--header", "end-user=jason"});
  ASSERT_TRUE(report.is_object());
  EXPECT_EQ(report["rule"]["name"], "reviews");
  EXPECT_EQ(report["rule"]["field"], "http[0].match[0]");
  ASSERT_EQ(report["destinations"].size(), 1u);
  EXPECT_EQ(report["destinations"][0]["subset"], "v2");
  EXPECT_EQ(report["destinations"][0]["endpoints"].size(), 1u);
  EXPECT_TRUE(SettlesOn("black", SignedIn("jason")));
}

TEST_F(RuleTools, ExplainShowsWhyTheRuleBeforeDidNotMatchAndThePageAgrees) {
  const json report = Explain({"--to", "reviews:9080"});
  ASSERT_TRUE(report.is_object());
  EXPECT_EQ(report["rule"]["field"], "http[1]");
  EXPECT_EQ(report["destinations"][0]["subset"], "v1");
  EXPECT_THAT(report["not_matched"][0]["why"].get<std::string>(), HasSubstr("end-user"));
  EXPECT_TRUE(SettlesOn("none"));
}

TEST_F(RuleTools, ExplainReadsFilesAndNamesFileAndLine) {
  const json report = Explain(
      {"--to", "reviews:9080", "--header", "end-user=jason", "-f", NetworkingManifest("destination-rule-all"),
       NetworkingManifest("virtual-service-reviews-test-v2"), SourceDir() / "bookinfo-cpp/manifests/platform/bookinfo.yaml"});
  ASSERT_TRUE(report.is_object());
  EXPECT_THAT(report["rule"]["file"].get<std::string>(), HasSubstr("virtual-service-reviews-test-v2.yaml:"));
}

TEST_F(RuleTools, ExplainShowsFaults) {
  ApplyShipped("virtual-service-ratings-test-delay");
  const Result result = Weftctl({"explain", "--from", "reviews", "--to", "ratings:9080", "--header", "end-user=jason"});
  EXPECT_EQ(result.exit_code, 0) << result.All();
  EXPECT_THAT(result.out, AllOf(HasSubstr("VirtualService default/ratings"), HasSubstr("delay of 7s")));
}

TEST_F(RuleTools, TranslatePrintsTheResourcesThatTheClientGets) {
  const Result result = Translate("json");
  EXPECT_EQ(result.exit_code, 0) << result.All();
  const json resources = json::parse(result.out, nullptr, false);
  ASSERT_TRUE(resources.is_array()) << result.out;
  std::vector<std::string> names;
  for (const json& resource : resources) names.push_back(resource.value("name", resource.value("cluster_name", "")));
  EXPECT_THAT(names, Contains("outbound|9080||reviews.default.svc.cluster.local"));
  EXPECT_THAT(names, Contains("outbound|9080|v2|reviews.default.svc.cluster.local"));
  EXPECT_THAT(names, Contains("reviews.default.svc.cluster.local:9080"));
}

TEST_F(RuleTools, RouteCheckPassesWhatIsRight) {
  const Result result = CheckRoutes("v2");
  EXPECT_EQ(result.exit_code, 0) << result.All();
  EXPECT_THAT(result.out, AllOf(HasSubstr("jason"), HasSubstr("anybody")));
}

TEST_F(RuleTools, RouteCheckPrintsWhatItExpectedAndWhatItGot) {
  const Result result = CheckRoutes("v3");
  EXPECT_NE(result.exit_code, 0) << result.All();
  EXPECT_THAT(result.out, AllOf(HasSubstr("jason"), HasSubstr("cluster_name"),
                                HasSubstr("outbound|9080|v3|reviews.default.svc.cluster.local"),
                                HasSubstr("outbound|9080|v2|reviews.default.svc.cluster.local")));
}

}  // namespace
}  // namespace weft::test
