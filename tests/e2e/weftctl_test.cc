// SPDX-License-Identifier: Apache-2.0
// The operator's own command line against a running control plane.
#include "e2e/mesh_test.h"
#include "support/eventually.h"

namespace weft::test {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class Weftctl : public ControlPlaneTest {
 protected:
  static Result Run(std::vector<std::string> arguments, std::string input = "") {
    arguments.insert(arguments.begin(), BinDir() / "weftctl");
    return RunCommand({.argv = std::move(arguments),
                       .environment = {{"KUBECONFIG", mesh().kubectl().kubeconfig()}, {"WEFT_API", ""}},
                       .input = std::move(input)});
  }
  static std::string Must(std::vector<std::string> arguments, std::string input = "") {
    const Result result = Run(std::move(arguments), std::move(input));
    EXPECT_EQ(result.exit_code, 0) << result.All();
    return result.out;
  }
};

TEST_F(Weftctl, GetListsVirtualServicesInTheHistoricColumns) {
  ApplyShipped("virtual-service-all-v1");
  EXPECT_THAT(Lines(Must({"get", "virtualservices"})),
              ElementsAre(ContainsRegex("^VIRTUAL-SERVICE NAME +GATEWAYS +HOSTS +#HTTP +#TCP +NAMESPACE +AGE$"),
                          ContainsRegex("^details +details +1 +0 +default +[0-9]+s$"),
                          ContainsRegex("^productpage +productpage +1 +0 +default +[0-9]+s$"),
                          ContainsRegex("^ratings +ratings +1 +0 +default +[0-9]+s$"),
                          ContainsRegex("^reviews +reviews +1 +0 +default +[0-9]+s$")));
}

TEST_F(Weftctl, GetListsDestinationRulesWithTheirSubsets) {
  ApplyShipped("destination-rule-reviews");
  EXPECT_THAT(Lines(Must({"get", "destinationrules"})),
              ElementsAre(ContainsRegex("^DESTINATION-RULE NAME +HOST +SUBSETS +NAMESPACE +AGE$"),
                          ContainsRegex("^reviews +reviews +v1,v2,v3 +default +[0-9]+s$")));
}

TEST_F(Weftctl, GetListsGatewaysWithTheirHosts) {
  ApplyShipped("bookinfo-gateway");
  EXPECT_THAT(Lines(Must({"get", "gateway"})), ElementsAre(ContainsRegex("^GATEWAY NAME +HOSTS +NAMESPACE +AGE$"),
                                                           ContainsRegex("^bookinfo-gateway +\\* +default +[0-9]+s$")));
  EXPECT_THAT(Must({"get", "gw", "bookinfo-gateway", "-o", "yaml"}), HasSubstr("kind: Gateway\n"));
}

TEST_F(Weftctl, GetPrintsYamlDocumentsEachFollowedByASeparator) {
  ApplyShipped("virtual-service-all-v1");
  const std::vector<std::string> lines = Lines(Must({"get", "virtualservices", "-o", "yaml"}));
  EXPECT_EQ(std::count(lines.begin(), lines.end(), "---"), 4);
  ASSERT_FALSE(lines.empty());
  EXPECT_EQ(lines.back(), "---");
  const std::string one = Must({"get", "virtualservice", "reviews", "-o", "yaml"});
  EXPECT_THAT(one, AllOf(HasSubstr("kind: VirtualService\n"), HasSubstr("apiVersion: networking.istio.io/v1\n"),
                         HasSubstr("subset: v1\n")));
}

TEST_F(Weftctl, WhatGetPrintsCanBeAppliedAgain) {
  ApplyShipped("virtual-service-reviews-50-v3");
  const json before = mesh().Stored();  // with its status, which moves the resourceVersion
  const std::string printed = Must({"get", "virtualservice", "reviews", "-o", "yaml"});
  const Result again = mesh().kubectl().Run({"apply", "-f", "-"}, printed);
  EXPECT_EQ(again.exit_code, 0) << again.All();
  EXPECT_EQ(mesh().Stored()["/apis/networking.istio.io/v1/virtualservices"][0]["spec"],
            before["/apis/networking.istio.io/v1/virtualservices"][0]["spec"]);
}

TEST_F(Weftctl, GetPrintsJson) {
  ApplyShipped("virtual-service-reviews-v3");
  const json one = json::parse(Must({"get", "vs", "reviews", "-o", "json"}));
  EXPECT_EQ(one["spec"]["http"][0]["route"][0]["destination"]["subset"], "v3");
}

TEST_F(Weftctl, GetReportsWhenThereIsNothing) {
  EXPECT_EQ(Must({"get", "virtualservices"}), "No resources found.\n");
  const Result missing = Run({"get", "virtualservice", "nobody"});
  EXPECT_EQ(missing.exit_code, 1);
  EXPECT_THAT(missing.err, HasSubstr("\"nobody\" not found"));
  const Result unknown = Run({"get", "unicorns"});
  EXPECT_NE(unknown.exit_code, 0);
  EXPECT_THAT(unknown.err, HasSubstr("unicorns"));
}

TEST_F(Weftctl, ApplyAndDeleteWorkOnFilesAndNames) {
  const std::string file = NetworkingManifest("virtual-service-all-v1");
  EXPECT_THAT(Must({"apply", "-f", file}), HasSubstr("virtualservice.networking.istio.io/reviews created\n"));
  EXPECT_THAT(Must({"apply", "-f", "-"}, ReadFile(NetworkingManifest("virtual-service-reviews-v3"))),
              HasSubstr("virtualservice.networking.istio.io/reviews configured\n"));
  Must({"delete", "virtualservice", "reviews"});
  EXPECT_EQ(Run({"get", "virtualservice", "reviews"}).exit_code, 1);
  Must({"delete", "virtualservice", "productpage", "details", "ratings"});
  EXPECT_EQ(Must({"get", "virtualservices"}), "No resources found.\n");
  const Result gone = Run({"delete", "-f", file});
  EXPECT_EQ(gone.exit_code, 1);
  EXPECT_THAT(gone.err, HasSubstr("not found"));
}

TEST_F(Weftctl, ApplyOverWhatKubectlAppliedKeepsOneOwner) {
  ApplyShipped("virtual-service-reviews-v3");
  const Result same = Run({"apply", "-f", NetworkingManifest("virtual-service-reviews-v3")});
  EXPECT_EQ(same.exit_code, 0) << same.All();
}

TEST_F(Weftctl, ValidateNeedsNoServerAndSeesDuplicateKeys) {
  const Result good = RunCommand({.argv = {BinDir() / "weftctl", "--server", "http://127.0.0.1:1", "validate", "-f",
                                           NetworkingManifest("virtual-service-all-v1")}});
  EXPECT_EQ(good.exit_code, 0) << good.All();
  TempDir files;
  const std::string twice = files.Write("twice.yaml", R"(
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: reviews}
spec:
  hosts: [reviews]
  hosts: [ratings]
  http: [{route: [{destination: {host: reviews}}]}]
)");
  const Result bad = Run({"validate", "-f", twice});
  EXPECT_EQ(bad.exit_code, 1);
  EXPECT_THAT(bad.err + bad.out, AllOf(HasSubstr("hosts"), HasSubstr("twice.yaml"), ContainsRegex("[Dd]uplicate|twice")));
}

TEST_F(Weftctl, EveryShippedManifestIsValid) {
  for (const char* folder : {"platform", "networking"}) {
    const Result result = Run({"validate", "-f", SourceDir() / "bookinfo-cpp/manifests" / folder});
    EXPECT_EQ(result.exit_code, 0) << result.All();
  }
}

TEST_F(Weftctl, VersionNamesBothSides) { EXPECT_THAT(Must({"version"}), ContainsRegex("[0-9]+\\.[0-9]+\\.[0-9]+")); }

TEST_F(Weftctl, HelpShowsExamples) {
  for (const char* command : {"get", "apply", "delete", "validate"}) {
    EXPECT_THAT(Must({command, "--help"}), AllOf(HasSubstr("Examples:"), HasSubstr(std::string("weftctl ") + command)));
  }
}

TEST_F(Weftctl, AServerThatIsAwayIsNamed) {
  const Result result = RunCommand({.argv = {BinDir() / "weftctl", "--server", "http://127.0.0.1:1", "get", "vs"}});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("127.0.0.1:1"));
  EXPECT_EQ(Lines(result.err).size(), 1u) << result.err;
}

}  // namespace
}  // namespace weft::test
