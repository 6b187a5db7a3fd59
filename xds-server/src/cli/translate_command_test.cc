// SPDX-License-Identifier: Apache-2.0
#include "cli/translate_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "manifest/yaml/yaml.h"
#include "support/temp_dir.h"

namespace weft {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kServices[] = R"(
apiVersion: v1
kind: Service
metadata: {name: reviews}
spec: {selector: {app: reviews}, ports: [{name: http, port: 9080}]}
---
apiVersion: networking.istio.io/v1
kind: WorkloadEntry
metadata: {name: reviews-v1}
spec: {address: 10.0.0.1, labels: {app: reviews, version: v1}}
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: wild}
spec: {hosts: ["*.example.com"], ports: [{number: 80, name: http, protocol: HTTP}], resolution: NONE}
)";

constexpr char kRule[] = R"(
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: reviews}
spec:
  hosts: [reviews]
  http:
  - match: [{sourceLabels: {app: productpage}}]
    route: [{destination: {host: reviews, subset: v9}}]
  - route: [{destination: {host: reviews}}]
)";

struct RanTranslate {
  int code;
  std::string out;
  std::string err;
};

class TranslateCommand : public ::testing::Test {
 protected:
  TranslateCommand() : folder_(dir_.path().string()) {}

  std::string Write(const std::string& name, const std::string& text) const { return dir_.Write(name, text); }
  RanTranslate Run(std::vector<std::string> arguments, const std::string& input = "") const {
    std::istringstream in(input);
    std::ostringstream out, err;
    const int code = RunTranslateCommand(std::move(arguments), in, out, err);
    return {code, out.str(), err.str()};
  }
  // The `@type`, shortened, and the name of each resource.
  static std::vector<std::string> Names(const std::string& yaml) {
    std::vector<std::string> names;
    auto documents = manifest::ParseYaml(yaml);
    EXPECT_TRUE(documents.ok()) << documents.status();
    for (const manifest::Document& document : *documents) {
      const std::string type = document.json["@type"];
      const char* key = document.json.contains("cluster_name") ? "cluster_name" : "name";
      names.push_back(type.substr(type.rfind('.') + 1) + " " + document.json[key].get<std::string>());
    }
    return names;
  }

  test::TempDir dir_;
  const std::string folder_;
};

TEST_F(TranslateCommand, PrintsTheWholeChainOfEveryVisibleService) {
  const std::string services = Write("services.yaml", kServices);
  const RanTranslate ran = Run({"-f", services});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(Names(ran.out), ElementsAre("Listener reviews.default.svc.cluster.local:9080",
                                          "RouteConfiguration outbound|9080||reviews.default.svc.cluster.local",
                                          "Cluster outbound|9080||reviews.default.svc.cluster.local",
                                          "ClusterLoadAssignment outbound|9080||reviews.default.svc.cluster.local"));
  EXPECT_THAT(ran.out, HasSubstr("---\n# RDS outbound|9080||reviews.default.svc.cluster.local\n"));
  EXPECT_THAT(ran.out, HasSubstr("10.0.0.1"));
  EXPECT_EQ(ran.out, Run({"-f", services}).out) << "the same input gives the same text";
}

TEST_F(TranslateCommand, AsksInTheNameOfTheNode) {
  Write("rules/services.yaml", kServices);
  Write("rules/rule.yaml", kRule);
  const std::string node = Write("node.json", R"({"id": "p", "user_agent_name": "weft", "build_version": "?",
      "metadata": {"NAMESPACE": "default", "LABELS": {"app": "productpage"}}})");
  const RanTranslate with = Run({"-f", folder_ + "/rules", "--node", node});
  EXPECT_EQ(with.code, 0) << with.err;
  EXPECT_THAT(with.out, HasSubstr("outbound|9080|v9|reviews"));
  EXPECT_THAT(with.err, HasSubstr("missing: CDS outbound|9080|v9|reviews.default.svc.cluster.local: subset \"v9\""));
  EXPECT_THAT(Run({"-f", folder_ + "/rules"}).out, Not(HasSubstr("|v9|"))) << "the labels of nobody";
}

TEST_F(TranslateCommand, TakesTheNodeOfABootstrapToo) {
  const std::string bootstrap =
      Write("b.json", R"({"xds_servers": [], "node": {"id": "p", "metadata": {"NAMESPACE": "shop"}}})");
  const RanTranslate ran = Run({"-f", "-", "--node", bootstrap, "-n", "other"}, kServices);
  EXPECT_THAT(Names(ran.out), ElementsAre("Listener reviews.other.svc.cluster.local:9080", HasSubstr("RouteConfiguration "),
                                          HasSubstr("Cluster "), HasSubstr("ClusterLoadAssignment ")));
}

TEST_F(TranslateCommand, PrintsAllThatAnEnvoyGetsFromItsOwnBootstrap) {
  const std::string bootstrap = Write("envoy.json", R"({"node": {"id": "side", "metadata": {"NAMESPACE": "default"}},
      "dynamic_resources": {"lds_config": {"ads": {}}}})");
  const RanTranslate ran = Run({"-f", "-", "--node", bootstrap}, kServices);
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(Names(ran.out), ElementsAre("Listener 127.0.0.1_80", "Listener 127.0.0.1_9080", "RouteConfiguration 80",
                                          "RouteConfiguration 9080", "Cluster outbound|9080||reviews.default.svc.cluster.local",
                                          "ClusterLoadAssignment outbound|9080||reviews.default.svc.cluster.local"));
}

constexpr char kGateway[] = R"(
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: front}
spec:
  selector: {istio: ingressgateway}
  servers:
  - {port: {number: 8080, name: http, protocol: HTTP}, hosts: ["*"]}
  - {port: {number: 9000, name: tcp, protocol: TCP}, hosts: ["*"]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: shop}
spec: {hosts: [shop.example.com], gateways: [front], http: [{route: [{destination: {host: reviews, subset: v9}}]}]}
)";

TEST_F(TranslateCommand, AnEnvoyWithTheLabelsOfAGatewayGetsTheGateway) {
  const std::string node = Write("node.json", R"({"id": "edge", "user_agent_name": "envoy",
      "metadata": {"LABELS": {"istio": "ingressgateway"}, "WEFT_PROXY": {"bind": "0.0.0.0"}}})");
  const RanTranslate ran = Run({"-f", Write("services.yaml", kServices), Write("gateway.yaml", kGateway), "--node", node});
  EXPECT_THAT(Names(ran.out), ElementsAre("Listener 0.0.0.0_8080", "RouteConfiguration http.8080",
                                          "Cluster outbound|9080||reviews.default.svc.cluster.local",
                                          "ClusterLoadAssignment outbound|9080||reviews.default.svc.cluster.local"));
  EXPECT_THAT(ran.err, HasSubstr("left out: LDS 0.0.0.0_9000: gateway/default/front servers[1]: protocol TCP is not served"));
  EXPECT_THAT(ran.err, HasSubstr("missing: CDS outbound|9080|v9|reviews.default.svc.cluster.local: subset \"v9\""));
}

TEST_F(TranslateCommand, PrintsJsonAsOneList) {
  const RanTranslate ran = Run({"-f", "-", "-o", "json"}, kServices);
  const auto list = manifest::Json::parse(ran.out);
  ASSERT_EQ(list.size(), 4u);
  EXPECT_EQ(list[1]["@type"], "type.googleapis.com/envoy.config.route.v3.RouteConfiguration");
  EXPECT_EQ(list[1]["virtual_hosts"][0]["routes"][0]["route"]["cluster"], "outbound|9080||reviews.default.svc.cluster.local");
}

TEST_F(TranslateCommand, AWarningNamesTheLineOfItsField) {
  Write("rule.yaml",
        "kind: List\napiVersion: v1\nitems:\n- apiVersion: networking.istio.io/v1\n  kind: VirtualService\n"
        "  metadata: {name: r}\n  spec:\n    hosts: [reviews]\n    http:\n    - route: [{destination: {host: reviews}}]\n"
        "      mirrorPercent: 5\n---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: s}\nspec:\n"
        "  hosts: [ratings]\n  http:\n  - route: [{destination: {host: ratings}}]\n    mirrorPercent: 5\n");
  const RanTranslate ran = Run({"-f", folder_ + "/rule.yaml"});
  EXPECT_THAT(ran.err, HasSubstr("rule.yaml:11: warning: spec.http[0].mirrorPercent: "));
  EXPECT_THAT(ran.err, HasSubstr("rule.yaml:20: warning: spec.http[0].mirrorPercent: "));
}

TEST_F(TranslateCommand, LeavesOutWhatIsBrokenSaysSoAndEndsWith1) {
  Write("rules/a.yaml", kServices);
  Write(
      "rules/b.yaml",
      "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: r}\nspec: {hosts: [reviews], http: [{}]}\n");
  const RanTranslate ran = Run({"-f", folder_ + "/rules", "nowhere.yaml"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("rules/b.yaml:4: spec.http[0]"));
  EXPECT_THAT(ran.err, HasSubstr("rules/b.yaml: left out, all of it"));
  EXPECT_THAT(ran.err, HasSubstr("nowhere.yaml: no such file"));
  EXPECT_EQ(Names(ran.out).size(), 4u);
}

TEST_F(TranslateCommand, OfTwoObjectsOfOneNameTheLaterCounts) {
  const std::string first = Write("first.yaml", kServices);
  std::string moved = kServices;
  moved.replace(moved.find("10.0.0.1"), 8, "10.0.0.2");
  const RanTranslate ran = Run({"-f", first, Write("second.yaml", moved)});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("10.0.0.2"));
  EXPECT_THAT(ran.out, Not(HasSubstr("10.0.0.1")));
  EXPECT_THAT(ran.err, HasSubstr("second.yaml:7: workloadentries \"reviews-v1\" replaces that of " + first));
}

TEST_F(TranslateCommand, ExplainsABadNode) {
  const std::string services = Write("services.yaml", kServices);
  EXPECT_THAT(Run({"-f", services, "--node", folder_ + "/none"}).err, HasSubstr("none: no such file"));
  EXPECT_THAT(Run({"-f", services, "--node", Write("n.json", "[]")}).err, HasSubstr("is not a JSON object"));
  EXPECT_THAT(Run({"-f", services, "--node", Write("n.json", "{}")}).err, HasSubstr("node.id: required"));
  EXPECT_THAT(Run({"-f", services, "--node", Write("n.json", "{\"id\": 7.5, \"locality\": 3}")}).err,
              HasSubstr("is not an xDS Node"));
}

TEST_F(TranslateCommand, SaysHowItIsUsed) {
  const RanTranslate help = Run({"--help"});
  EXPECT_EQ(help.code, 0);
  EXPECT_THAT(help.out, HasSubstr("Examples:"));
  EXPECT_EQ(Run({}).code, 64);
  EXPECT_EQ(Run({"-f", "x", "-o", "xml"}).code, 64);
  EXPECT_THAT(Run({"-f", Write("empty.yaml", "")}).err, HasSubstr("no service is visible to namespace \"default\""));
}

}  // namespace
}  // namespace weft
