// SPDX-License-Identifier: Apache-2.0
// The commands of the stock kubectl, for each release of it on this machine.
#include <filesystem>

#include "e2e/mesh_test.h"
#include "support/eventually.h"

namespace weft::test {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kToV1[] = R"(
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: reviews
  labels: {team: books}
spec:
  hosts: [reviews]
  http:
  - route:
    - destination: {host: reviews, subset: v1}
)";
constexpr char kToV3[] = R"(
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: reviews
  labels: {team: books}
spec:
  hosts: [reviews]
  http:
  - route:
    - destination: {host: reviews, subset: v3}
)";
constexpr char kSubsets[] = R"(
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: reviews}
spec:
  host: reviews
  subsets:
  - {name: v1, labels: {version: v1}}
  - {name: v3, labels: {version: v3}}
)";
constexpr int kFullySupported = 27;  // from this minor release on, every command; before, get, apply and delete

class KubectlCommands : public ControlPlaneTest, public ::testing::WithParamInterface<std::string> {
 protected:
  void SetUp() override {
    MeshTest::SetUp();
    kubectl_ = std::make_unique<Kubectl>(GetParam(), mesh().folder() / "matrix", mesh().ApiUrl());
    minor_ = KubectlMinor(GetParam());
    v1_file_ = files_.Write("v1.yaml", kToV1);
    v3_file_ = files_.Write("v3.yaml", kToV3);
    ApplyText(kSubsets);
  }
  // For the commands beyond get, apply and delete.
  bool Full() const { return minor_ >= kFullySupported; }
  std::string Must(std::vector<std::string> arguments) const { return kubectl_->Must(std::move(arguments)); }
  Result Run(std::vector<std::string> arguments) const { return kubectl_->Run(std::move(arguments)); }
  std::string SubsetNow() const {
    return Must({"get", "vs", "reviews", "-o", "jsonpath={.spec.http[0].route[0].destination.subset}"});
  }

  TempDir files_;
  std::unique_ptr<Kubectl> kubectl_;
  std::string v1_file_, v3_file_;
  int minor_ = 0;
};

#define SKIP_OLD_KUBECTL() \
  if (!Full()) GTEST_SKIP() << GetParam() << " is 1." << minor_ << "; it is held to get, apply and delete only"

TEST_P(KubectlCommands, ApplyCreatesConfiguresAndLeavesUnchanged) {
  EXPECT_EQ(Must({"apply", "-f", v1_file_}), "virtualservice.networking.istio.io/reviews created\n");
  EXPECT_EQ(Must({"apply", "-f", v1_file_}), "virtualservice.networking.istio.io/reviews unchanged\n");
  EXPECT_EQ(Must({"apply", "-f", v3_file_}), "virtualservice.networking.istio.io/reviews configured\n");
  EXPECT_EQ(SubsetNow(), "v3");
}

TEST_P(KubectlCommands, GetShowsTheColumnsOfIstiosDefinitions) {
  Must({"apply", "-f", v1_file_});
  EXPECT_THAT(Lines(Must({"get", "virtualservices"})), ElementsAre(ContainsRegex("^NAME +GATEWAYS +HOSTS +AGE *$"),
                                                                   ContainsRegex("^reviews +\\[\"reviews\"\\] +[0-9]+s$")));
  EXPECT_THAT(Lines(Must({"get", "dr"})),
              ElementsAre(ContainsRegex("^NAME +HOST +AGE *$"), ContainsRegex("^reviews +reviews +[0-9]+s$")));
  EXPECT_THAT(Must({"get", "vs,dr"}), AllOf(HasSubstr("virtualservice.networking.istio.io/reviews"),
                                            HasSubstr("destinationrule.networking.istio.io/reviews")));
}

TEST_P(KubectlCommands, GetPrintsEveryFormat) {
  Must({"apply", "-f", v1_file_});
  const json object = json::parse(Must({"get", "vs", "reviews", "-o", "json"}));
  EXPECT_EQ(object["apiVersion"], "networking.istio.io/v1");
  EXPECT_EQ(object["spec"]["hosts"], json::array({"reviews"}));
  EXPECT_EQ(object["metadata"]["generation"], 1);
  EXPECT_EQ(object["metadata"]["uid"].get<std::string>().size(), 36u);
  EXPECT_THAT(Must({"get", "vs", "reviews", "-o", "yaml"}),
              AllOf(StartsWith("apiVersion: networking.istio.io/v1\n"), HasSubstr("\nkind: VirtualService\n"),
                    HasSubstr("subset: v1")));
  EXPECT_EQ(Must({"get", "vs", "-o", "name"}), "virtualservice.networking.istio.io/reviews\n");
  EXPECT_THAT(Must({"get", "vs", "-o", "wide"}), ContainsRegex("NAME +GATEWAYS +HOSTS +AGE"));
  EXPECT_EQ(SubsetNow(), "v1");
}

TEST_P(KubectlCommands, GetReadsAndWritesEveryServedVersion) {
  std::string text = kToV1;
  text.replace(text.find("/v1"), 3, "/v1alpha3");
  Must({"apply", "-f", files_.Write("alpha.yaml", text)});
  for (const std::string version : {"v1", "v1beta1", "v1alpha3"}) {
    EXPECT_EQ(Must({"get", "virtualservices." + version + ".networking.istio.io", "reviews", "-o", "jsonpath={.apiVersion}"}),
              "networking.istio.io/" + version);
  }
}

TEST_P(KubectlCommands, GetSelectsByLabelAndLooksIntoAllNamespaces) {
  Must({"apply", "-f", v1_file_});
  EXPECT_EQ(Must({"get", "vs", "-l", "team=books", "-o", "name"}), "virtualservice.networking.istio.io/reviews\n");
  EXPECT_EQ(Must({"get", "vs", "-l", "team!=books", "-o", "name"}), "");
  EXPECT_THAT(Lines(Must({"get", "vs", "-A"})),
              ElementsAre(ContainsRegex("^NAMESPACE +NAME +GATEWAYS +HOSTS +AGE"), ContainsRegex("^default +reviews ")));
  EXPECT_THAT(Run({"get", "vs", "-n", "elsewhere"}).All(), HasSubstr("No resources found in elsewhere namespace"));
}

TEST_P(KubectlCommands, DeleteRemovesByNameAndByFile) {
  Must({"apply", "-f", v1_file_});
  EXPECT_THAT(Must({"delete", "vs", "reviews"}), StartsWith("virtualservice.networking.istio.io \"reviews\" deleted"));
  EXPECT_THAT(Run({"get", "vs", "reviews"}).err, HasSubstr("virtualservices.networking.istio.io \"reviews\" not found"));
  Must({"apply", "-f", v1_file_});
  EXPECT_EQ(Run({"delete", "-f", v1_file_}).exit_code, 0);
  const Result again = Run({"delete", "-f", v1_file_});
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.err, HasSubstr("NotFound"));
  EXPECT_EQ(Must({"delete", "-f", v1_file_, "--ignore-not-found"}), "");
}

TEST_P(KubectlCommands, ApplyOnTheServerSideReportsConflictsAndCanForceThem) {
  SKIP_OLD_KUBECTL();
  EXPECT_EQ(Must({"apply", "--server-side", "-f", v1_file_}),
            "virtualservice.networking.istio.io/reviews serverside-applied\n");
  const Result conflict = Run({"apply", "--server-side", "--field-manager", "somebody-else", "-f", v3_file_});
  EXPECT_EQ(conflict.exit_code, 1);
  EXPECT_THAT(conflict.err, AllOf(HasSubstr("conflict with \"kubectl\""), HasSubstr(".spec.http")));
  EXPECT_EQ(SubsetNow(), "v1");
  Must({"apply", "--server-side", "--field-manager", "somebody-else", "--force-conflicts", "-f", v3_file_});
  EXPECT_EQ(SubsetNow(), "v3");
}

TEST_P(KubectlCommands, ApplyMovesFromClientSideToServerSide) {
  SKIP_OLD_KUBECTL();
  Must({"apply", "-f", v1_file_});
  Must({"apply", "--server-side", "-f", v3_file_});
  EXPECT_EQ(SubsetNow(), "v3");
}

TEST_P(KubectlCommands, ADryRunChangesNothing) {
  SKIP_OLD_KUBECTL();
  Must({"apply", "-f", v1_file_});
  const json before = mesh().Stored();
  EXPECT_THAT(Must({"apply", "--dry-run=server", "-f", v3_file_}), HasSubstr("configured (server dry run)"));
  EXPECT_EQ(mesh().Stored(), before);
}

TEST_P(KubectlCommands, CreateRefusesWhatIsThere) {
  SKIP_OLD_KUBECTL();
  EXPECT_EQ(Must({"create", "-f", v1_file_}), "virtualservice.networking.istio.io/reviews created\n");
  const Result again = Run({"create", "-f", v1_file_});
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.err, HasSubstr("virtualservices.networking.istio.io \"reviews\" already exists"));
}

TEST_P(KubectlCommands, CreateMakesNamespacesThatHoldObjects) {
  SKIP_OLD_KUBECTL();
  const std::string name = "shop-" + std::to_string(minor_);
  EXPECT_EQ(Must({"create", "namespace", name}), "namespace/" + name + " created\n");
  EXPECT_THAT(Must({"get", "ns"}), ContainsRegex("\n" + name + " +Active +[0-9]+s"));
  Must({"apply", "-n", name, "-f", v1_file_});
  EXPECT_THAT(Must({"get", "vs", "-A"}), ContainsRegex("\n" + name + " +reviews "));
  Must({"delete", "namespace", name});
  EXPECT_EQ(Must({"get", "vs", "-A", "-o", "name"}), "");
  const Result gone = Run({"create", "-n", name, "-f", v1_file_});
  EXPECT_EQ(gone.exit_code, 1);
  EXPECT_THAT(gone.err, HasSubstr("namespaces \"" + name + "\" not found"));
}

TEST_P(KubectlCommands, GetWatchesChangesAsTheyCome) {
  SKIP_OLD_KUBECTL();
  Must({"apply", "-f", v1_file_});
  Process watch(kubectl_->CommandFor({"get", "vs", "-w", "-o", "jsonpath={.spec.http[0].route[0].destination.subset}{'\\n'}"}));
  ASSERT_TRUE(watch.WaitForLine("v1", std::chrono::seconds(10))) << watch.Output();
  Must({"apply", "-f", v3_file_});
  EXPECT_TRUE(watch.WaitForLine("v3", std::chrono::seconds(10))) << watch.Output();
  mesh().Stored();  // waits for the status, which is a change too
  Process table(kubectl_->CommandFor({"get", "vs", "-w"}));
  ASSERT_TRUE(table.WaitForLine("reviews", std::chrono::seconds(10)));
  Must({"delete", "vs", "reviews"});
  EXPECT_TRUE(Eventually([&] { return Lines(table.Out()).size() == 3; })) << table.Output();  // header, present, deleted
}

TEST_P(KubectlCommands, DescribeShowsTheWholeObject) {
  SKIP_OLD_KUBECTL();
  Must({"apply", "-f", v1_file_});
  EXPECT_THAT(Must({"describe", "vs", "reviews"}),
              AllOf(ContainsRegex("Name: +reviews"), ContainsRegex("Kind: +VirtualService"), ContainsRegex("Subset: +v1"),
                    ContainsRegex("Events: +<none>")));
}

TEST_P(KubectlCommands, EditSavesWhatTheEditorLeft) {
  SKIP_OLD_KUBECTL();
  Must({"apply", "-f", v1_file_});
  const Result edit = kubectl_->Run({"edit", "vs", "reviews"}, "", {{"KUBE_EDITOR", "sed -i s/subset:.v1/subset:\\ v3/"}});
  EXPECT_EQ(edit.exit_code, 0) << edit.All();
  EXPECT_EQ(edit.out, "virtualservice.networking.istio.io/reviews edited\n");
  EXPECT_EQ(SubsetNow(), "v3");
}

TEST_P(KubectlCommands, PatchMergesAndRunsJsonPatches) {
  SKIP_OLD_KUBECTL();
  Must({"apply", "-f", v1_file_});
  EXPECT_THAT(Must({"patch", "vs", "reviews", "--type", "merge", "-p", R"({"spec":{"hosts":["reviews","reviews.shop"]}})"}),
              HasSubstr("patched"));
  EXPECT_EQ(Must({"get", "vs", "reviews", "-o", "jsonpath={.spec.hosts[1]}"}), "reviews.shop");
  Must({"patch", "vs", "reviews", "--type", "json", "-p",
        R"([{"op":"replace","path":"/spec/http/0/route/0/destination/subset","value":"v3"}])"});
  EXPECT_EQ(SubsetNow(), "v3");
  EXPECT_THAT(Must({"patch", "vs", "reviews", "--type", "merge", "-p", "{}"}), HasSubstr("patched (no change)"));
}

TEST_P(KubectlCommands, LabelAndAnnotateKeepTheGeneration) {
  SKIP_OLD_KUBECTL();
  Must({"apply", "-f", v1_file_});
  EXPECT_THAT(Must({"label", "vs", "reviews", "stage=canary"}), HasSubstr("labeled"));
  EXPECT_THAT(Must({"annotate", "vs", "reviews", "note=hello"}), HasSubstr(" annotate"));
  EXPECT_EQ(Must({"get", "vs", "-l", "stage=canary", "-o", "name"}), "virtualservice.networking.istio.io/reviews\n");
  EXPECT_EQ(Must({"get", "vs", "reviews", "-o", "jsonpath={.metadata.generation}"}), "1");
  Must({"label", "vs", "reviews", "stage-"});
  EXPECT_EQ(Must({"get", "vs", "-l", "stage=canary", "-o", "name"}), "");
}

TEST_P(KubectlCommands, DiffShowsTheLinesThatWouldChange) {
  SKIP_OLD_KUBECTL();
  Must({"apply", "-f", v1_file_});
  EXPECT_EQ(Run({"diff", "-f", v1_file_}).exit_code, 0);
  for (const std::vector<std::string>& how : {std::vector<std::string>{}, {"--server-side", "--force-conflicts"}}) {
    std::vector<std::string> arguments = {"diff", "-f", v3_file_};
    arguments.insert(arguments.end(), how.begin(), how.end());
    const Result diff = Run(arguments);
    EXPECT_EQ(diff.exit_code, 1) << diff.All();  // 1: there is a difference
    EXPECT_THAT(diff.out, AllOf(ContainsRegex("\n- +subset: v1"), ContainsRegex("\n\\+ +subset: v3")));
  }
  EXPECT_EQ(SubsetNow(), "v1");
}

TEST_P(KubectlCommands, ReplaceNeedsTheObjectAndKeepsItsUid) {
  SKIP_OLD_KUBECTL();
  EXPECT_EQ(Run({"replace", "-f", v3_file_}).exit_code, 1);
  Must({"create", "-f", v1_file_});
  const std::string uid = Must({"get", "vs", "reviews", "-o", "jsonpath={.metadata.uid}"});
  EXPECT_EQ(Must({"replace", "-f", v3_file_}), "virtualservice.networking.istio.io/reviews replaced\n");
  EXPECT_EQ(SubsetNow(), "v3");
  EXPECT_EQ(Must({"get", "vs", "reviews", "-o", "jsonpath={.metadata.uid}"}), uid);
  Must({"replace", "--force", "-f", v1_file_});
  EXPECT_NE(Must({"get", "vs", "reviews", "-o", "jsonpath={.metadata.uid}"}), uid);
}

TEST_P(KubectlCommands, ExplainHasTheFields) {
  SKIP_OLD_KUBECTL();
  EXPECT_THAT(Must({"explain", "virtualservice.spec.http.route"}), AllOf(HasSubstr("destination"), HasSubstr("weight")));
  EXPECT_THAT(Must({"explain", "dr"}), HasSubstr("DestinationRule"));
  EXPECT_THAT(Must({"explain", "gw.spec.servers.tls"}), AllOf(HasSubstr("httpsRedirect"), HasSubstr("serverCertificate")));
  EXPECT_EQ(Run({"explain", "virtualservice.spec.nothing"}).exit_code, 1);
}

TEST_P(KubectlCommands, ApiResourcesListsKindsWithTheirShortNames) {
  SKIP_OLD_KUBECTL();
  const std::string list = Must({"api-resources"});
  EXPECT_THAT(list, ContainsRegex("virtualservices +vs +networking.istio.io/v1 +true +VirtualService"));
  EXPECT_THAT(list, ContainsRegex("destinationrules +dr +networking.istio.io/v1 +true +DestinationRule"));
  EXPECT_THAT(list, ContainsRegex("gateways +gw +networking.istio.io/v1 +true +Gateway"));
  EXPECT_THAT(list, ContainsRegex("serviceentries +se +networking.istio.io/v1 +true +ServiceEntry"));
  EXPECT_THAT(list, ContainsRegex("workloadentries +we +networking.istio.io/v1 +true +WorkloadEntry"));
  EXPECT_THAT(list, ContainsRegex("services +svc +v1 +true +Service"));
  EXPECT_THAT(list, ContainsRegex("namespaces +ns +v1 +false +Namespace"));
  EXPECT_THAT(Must({"api-versions"}), HasSubstr("networking.istio.io/v1beta1"));
}

TEST_P(KubectlCommands, VersionAndWhoAmIAnswer) {
  SKIP_OLD_KUBECTL();
  EXPECT_THAT(Must({"version"}), HasSubstr("Server Version"));
  EXPECT_THAT(Must({"auth", "whoami"}), ContainsRegex("Username +[^ ]+"));
  EXPECT_EQ(Must({"auth", "can-i", "get", "vs"}), "yes\n");
}

TEST_P(KubectlCommands, WaitSeesValuesAndDeletions) {
  SKIP_OLD_KUBECTL();
  Must({"apply", "-f", v1_file_});
  Process changed(kubectl_->CommandFor(
      {"wait", "vs/reviews", "--for=jsonpath={.spec.http[0].route[0].destination.subset}=v3", "--timeout=20s"}));
  Must({"apply", "-f", v3_file_});
  EXPECT_EQ(changed.Wait(std::chrono::seconds(25)), 0) << changed.Output();
  Process deleted(kubectl_->CommandFor({"wait", "vs/reviews", "--for=delete", "--timeout=20s"}));
  Must({"delete", "vs", "reviews"});
  // Either it saw the deletion or it came too late to find the object at all, which releases report differently.
  ASSERT_TRUE(deleted.Wait(std::chrono::seconds(25)).has_value());
  EXPECT_THAT(deleted.Output(), Not(HasSubstr("timed out")));
  Must({"apply", "-f", v1_file_});
  EXPECT_THAT(Run({"wait", "vs/reviews", "--for=jsonpath={.spec.hosts[0]}=never", "--timeout=1s"}).err, HasSubstr("timed out"));
}

TEST_P(KubectlCommands, StatusShowsWhatBecameOfARule) {
  SKIP_OLD_KUBECTL();
  Must({"apply", "-f", v1_file_});
  Must({"wait", "vs/reviews", "--for=condition=Reconciled", "--timeout=20s"});
  EXPECT_EQ(Must({"apply", "-f", v1_file_}), "virtualservice.networking.istio.io/reviews unchanged\n");
  const json object = json::parse(Must({"get", "vs", "reviews", "-o", "json", "--show-managed-fields"}));
  EXPECT_EQ(object["metadata"]["generation"], 1);
  EXPECT_EQ(object["status"]["observedGeneration"], 1);
  EXPECT_EQ(object["metadata"]["managedFields"].back()["manager"], "weft");
  Must({"wait", "vs/reviews", "--for=condition=Shadowed=false", "--timeout=20s"});
  Must({"apply", "-f", v3_file_});
  Must({"wait", "vs/reviews", "--for=jsonpath={.status.observedGeneration}=2", "--timeout=20s"});
  EXPECT_THAT(Must({"describe", "vs", "reviews"}),
              AllOf(ContainsRegex("Type: +Reconciled"), ContainsRegex("Observed Generation: +2")));
  EXPECT_EQ(Must({"apply", "--server-side", "--force-conflicts", "-f", v3_file_}),
            "virtualservice.networking.istio.io/reviews serverside-applied\n");
  EXPECT_EQ(Must({"apply", "--server-side", "-f", v1_file_}),
            "virtualservice.networking.istio.io/reviews serverside-applied\n");
}

TEST_P(KubectlCommands, ASecondRuleForAHostIsWarnedOfAndMarked) {
  SKIP_OLD_KUBECTL();
  Must({"apply", "-f", v1_file_});
  std::string text = kToV3;
  text.replace(text.find("name: reviews"), 13, "name: reviews-too");
  const Result second = Run({"apply", "-f", files_.Write("too.yaml", text)});
  EXPECT_EQ(second.exit_code, 0) << second.All();
  EXPECT_THAT(second.err,
              AllOf(HasSubstr("Warning: VirtualService \"reviews-too\": host \"reviews.default.svc.cluster.local\" is owned by "
                              "VirtualService \"reviews\" ("),
                    HasSubstr("): none of this one's rules apply there")));
  Must({"wait", "vs/reviews-too", "--for=condition=Shadowed", "--timeout=20s"});
  EXPECT_THAT(Must({"get", "vs", "reviews-too", "-o", "jsonpath={.status.validationMessages[0].type.code}"}), "IST0109");
  Must({"delete", "vs", "reviews"});
  Must({"wait", "vs/reviews-too", "--for=condition=Shadowed=false", "--timeout=20s"});
}

TEST_P(KubectlCommands, AGatewayAndTheRuleBoundToItAreAppliedListedAndDeleted) {
  const std::string file = NetworkingManifest("bookinfo-gateway");
  EXPECT_EQ(Must({"apply", "-f", file}),
            "gateway.networking.istio.io/bookinfo-gateway created\n"
            "virtualservice.networking.istio.io/bookinfo created\n");
  EXPECT_EQ(Must({"apply", "-f", file}),
            "gateway.networking.istio.io/bookinfo-gateway unchanged\n"
            "virtualservice.networking.istio.io/bookinfo unchanged\n");
  for (const char* name : {"gw", "gateways", "gateway", "gateways.v1alpha3.networking.istio.io"}) {
    EXPECT_THAT(Lines(Must({"get", name})),
                ElementsAre(ContainsRegex("^NAME +AGE *$"), ContainsRegex("^bookinfo-gateway +[0-9]+s$")))
        << name;
  }
  EXPECT_THAT(Must({"get", "vs"}), ContainsRegex("bookinfo +\\[\"bookinfo-gateway\"\\] +\\[\"\\*\"\\]"));
  EXPECT_EQ(Must({"get", "gw", "bookinfo-gateway", "-o", "jsonpath={.spec.servers[0].port.number}"}), "8080");
  EXPECT_EQ(Run({"delete", "-f", file}).exit_code, 0);
  EXPECT_EQ(Must({"get", "gw,vs", "-o", "name"}), "");
}

TEST_P(KubectlCommands, ARuleBoundToAGatewayReportsWhetherItIsThere) {
  SKIP_OLD_KUBECTL();
  std::string text = kToV1;
  text.replace(text.find("hosts: [reviews]"), 16, "hosts: [reviews.example.com]\n  gateways: [front]");
  const std::string file = files_.Write("edge.yaml", text);
  EXPECT_THAT(Run({"apply", "-f", file}).err,
              HasSubstr("Warning: VirtualService \"reviews\": spec.gateways[0]: there is no Gateway \"default/front\""));
  Must({"wait", "vs/reviews", "--for=condition=AppliesToGateways=false", "--timeout=20s"});
  EXPECT_EQ(Must({"get", "vs", "reviews", "-o", "jsonpath={.status.validationMessages[0].type.code}"}), "IST0101");
  const std::string gateway =
      "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: front}\n"
      "spec: {servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [";
  Must({"apply", "-f", files_.Write("front.yaml", gateway + "a.example.com]}]}\n")});
  Must({"wait", "vs/reviews", "--for=jsonpath={.status.validationMessages[0].type.code}=IST0132", "--timeout=20s"});
  Must({"apply", "-f", files_.Write("front.yaml", gateway + "'*.example.com']}]}\n")});
  Must({"wait", "vs/reviews", "--for=condition=AppliesToGateways", "--timeout=20s"});
  EXPECT_EQ(Run({"apply", "-f", file}).err, "");
}

TEST_P(KubectlCommands, AGatewayThatCannotWorkIsRefusedWithItsField) {
  const Result bad = Run({"apply", "-f", files_.Write("bad.yaml", R"(
apiVersion: networking.istio.io/v1beta1
kind: Gateway
metadata: {name: front}
spec: {servers: [{port: {number: 443, name: https, protocol: HTTPS}, hosts: [a.example.com], tls: {mode: SIMPLE}}]}
)")});
  EXPECT_EQ(bad.exit_code, 1);
  EXPECT_THAT(bad.err, AllOf(HasSubstr("The Gateway \"front\" is invalid"),
                             HasSubstr("spec.servers[0].tls.privateKey: Required value: mode SIMPLE needs its path")));
}

TEST_P(KubectlCommands, ServicesArePatchedByMergeKeys) {
  SKIP_OLD_KUBECTL();
  const std::string file = files_.Write("service.yaml", R"(
apiVersion: v1
kind: Service
metadata: {name: shop}
spec:
  selector: {app: shop}
  ports:
  - {name: http, port: 80, targetPort: 8080}
)");
  Must({"apply", "-f", file});
  Must({"patch", "service", "shop", "-p", R"({"spec":{"ports":[{"port":443,"name":"https"}]}})"});
  EXPECT_THAT(Must({"get", "svc", "shop", "-o", "jsonpath={.spec.ports[*].port}"}), AnyOf("443 80", "80 443"));
  EXPECT_THAT(Must({"get", "svc", "shop"}), ContainsRegex("NAME +TYPE +CLUSTER-IP +EXTERNAL-IP +PORT\\(S\\) +AGE"));
  Must({"delete", "svc", "shop"});
}

std::string ReleaseName(const ::testing::TestParamInfo<std::string>& info) {
  std::string name = std::filesystem::path(info.param).filename();
  for (char& c : name) {
    if (!isalnum(static_cast<unsigned char>(c))) c = '_';
  }
  return name + "_" + std::to_string(info.index);
}

// An empty list is a failure of its own: then nothing below runs.
TEST(KubectlCommandsTable, HasAtLeastOneRelease) { EXPECT_THAT(FindKubectls(), Not(IsEmpty())) << "tools/setup installs one"; }

// Asking each binary for its release costs a second, so only the run that needs them does.
std::vector<std::string> ReleasesToTest() {
  const std::string filter = ::testing::GTEST_FLAG(filter);
  return filter == "*" || filter.find("Kubectl") != std::string::npos ? FindKubectls() : std::vector<std::string>();
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(KubectlCommands);
INSTANTIATE_TEST_SUITE_P(Each, KubectlCommands, ::testing::ValuesIn(ReleasesToTest()), ReleaseName);

}  // namespace
}  // namespace weft::test
