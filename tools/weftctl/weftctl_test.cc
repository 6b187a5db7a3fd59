// SPDX-License-Identifier: Apache-2.0
#include "weftctl/weftctl.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/temp_dir.h"
#include "weftctl/testing/fake_api.h"
#include "weftctl/testing/run.h"

namespace weft::ctl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr const char* kGood =
    "apiVersion: networking.istio.io/v1\n"
    "kind: VirtualService\n"
    "metadata:\n"
    "  name: reviews\n"
    "spec:\n"
    "  hosts:\n"
    "  - reviews\n"
    "  http:\n"
    "  - route:\n"
    "    - destination:\n"
    "        host: reviews\n";

TEST(Weftctl, SaysHowItIsUsed) {
  Ran help = RunCtl({"--help"});
  EXPECT_EQ(help.code, kDone);
  EXPECT_THAT(help.out, HasSubstr("weftctl get virtualservices"));
  for (const char* command : {"get", "apply", "delete", "validate", "explain", "proxy-status", "version"}) {
    Ran ran = RunCtl({command, "--help"});
    EXPECT_EQ(ran.code, kDone) << command;
    EXPECT_THAT(ran.out, HasSubstr("Examples:")) << command;
  }
}

TEST(Weftctl, EndsWith64WhenTheCommandLineMakesNoSense) {
  EXPECT_EQ(RunCtl({}).code, kUsage);
  EXPECT_EQ(RunCtl({"frobnicate"}).code, kUsage);
  EXPECT_EQ(RunCtl({"get"}).code, kUsage);
  EXPECT_EQ(RunCtl({"get", "vs", "-o", "xml"}).code, kUsage);
  EXPECT_EQ(RunCtl({"delete", "vs"}).code, kUsage);
  EXPECT_EQ(RunCtl({"get", "vs", "reviews", "-A"}).code, kUsage);
  Ran unknown = RunCtl({"get", "sidecars"});
  EXPECT_EQ(unknown.code, kUsage);
  EXPECT_THAT(unknown.err, StartsWith("error: there is no kind \"sidecars\"; there are"));
}

TEST(Weftctl, SaysWhereItLookedWhenThereIsNoServer) {
  Ran ran = RunCtl({"get", "vs", "--server", "http://127.0.0.1:1"});
  EXPECT_EQ(ran.code, kRefused);
  EXPECT_THAT(ran.err, StartsWith("error: cannot reach the API at http://127.0.0.1:1 (error: "));
  EXPECT_THAT(RunCtl({"get", "vs", "--server", "https://x"}).err,
              HasSubstr("--server is \"https://x\"; it must be an address such as"));
}

TEST(Validate, SaysThatAGoodFileIsValid) {
  test::TempDir folder;
  std::string file = folder.Write("a.yaml", kGood);
  Ran ran = RunCtl({"validate", "-f", file});
  EXPECT_EQ(ran.code, kDone);
  EXPECT_EQ(ran.out, "\"" + file + "\" is valid\n");
  EXPECT_EQ(ran.err, "");
}

TEST(Validate, NamesFileLineAndField) {
  Ran ran = RunCtl({"validate", "-f", "-"}, std::string(kGood) + "      weight: -1\n    wight: 1\n");
  EXPECT_EQ(ran.code, kRefused);
  EXPECT_EQ(ran.err, "error: stdin:13: VirtualService \"reviews\": spec.http[0].wight: unknown field\n");
  EXPECT_EQ(
      RunCtl({"validate", "-f", "-"}, std::string(kGood) + "      weight: -1\n").err,
      "error: stdin:12: VirtualService \"reviews\": spec.http[0].route[0].weight: Invalid value: -1: must be 0 or more\n");
}

TEST(Validate, SeesDuplicateKeysAndBrokenYaml) {
  EXPECT_EQ(RunCtl({"validate", "-f", "-"}, std::string(kGood) + "  hosts: []\n").err,
            "error: stdin: line 12, column 3: duplicate key \"hosts\", given first in line 6\n");
  EXPECT_THAT(RunCtl({"validate", "-f", "-"}, "a: [1").err, StartsWith("error: stdin: line 1"));
  EXPECT_THAT(RunCtl({"validate", "-f", "-"}, std::string(10 << 20, ' ')).err,
              HasSubstr("at most 3145728 (3 MiB) are allowed"));
}

TEST(Validate, ChecksEveryDocumentOfEveryFile) {
  test::TempDir folder;
  folder.Write("a.yaml", kGood);
  folder.Write("b.yml", std::string(kGood) + "---\napiVersion: networking.istio.io/v1\nkind: VirtualServce\n");
  folder.Write("c.txt", "not: looked at");
  Ran ran = RunCtl({"validate", "-f", folder.path().string()});
  EXPECT_EQ(ran.code, kRefused);
  EXPECT_EQ(ran.out, "\"" + folder.path().string() + "/a.yaml\" is valid\n");
  EXPECT_THAT(
      ran.err,
      HasSubstr("/b.yml:14: VirtualServce \"\": kind: the kind VirtualServce in version networking.istio.io/v1 is not served"));
}

TEST(Validate, PassesOverKindsOfOthersWithAWord) {
  Ran ran = RunCtl({"validate", "-f", "-"}, "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\n");
  EXPECT_EQ(ran.code, kDone);
  EXPECT_EQ(ran.err, "Warning: stdin:2: Deployment \"x\": not checked: Weft does not read the kind Deployment of apps/v1\n");
}

TEST(Validate, NamesAFileThatIsNotThere) {
  Ran ran = RunCtl({"validate", "-f", "/nowhere/x.yaml"});
  EXPECT_EQ(ran.code, kRefused);
  EXPECT_EQ(ran.err, "error: cannot read \"/nowhere/x.yaml\": no such file, or no right to read it\n");
}

constexpr const char* kServiceJson =
    R"({"apiVersion":"networking.istio.io/v1","kind":"VirtualService","metadata":{"name":"reviews","namespace":"default"},
        "spec":{"hosts":["reviews"],"http":[{}]}})";

TEST(Get, PrintsAListInShort) {
  FakeApi api;
  api.Reply({200, std::string(R"({"items":[)") + kServiceJson + "]}", {}});
  Ran ran = RunCtl({"get", "virtualservices", "--server", api.Address()});
  EXPECT_EQ(ran.code, kDone) << ran.err;
  EXPECT_EQ(ran.out,
            "VIRTUAL-SERVICE NAME   GATEWAYS   HOSTS     #HTTP     #TCP      NAMESPACE   AGE\n"
            "reviews                           reviews       1        0      default     <unknown>\n");
  EXPECT_THAT(api.Requests(), ElementsAre("GET /apis/networking.istio.io/v1/namespaces/default/virtualservices"));
}

TEST(Get, PrintsYamlWithASeparatorBehindEachObject) {
  FakeApi api;
  api.Reply({200, kServiceJson, {}});
  Ran ran = RunCtl({"get", "vs", "reviews", "-o", "yaml", "-n", "shop", "--server", api.Address()});
  EXPECT_EQ(
      ran.out,
      "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata:\n  name: reviews\n  namespace: default\nspec:\n"
      "  hosts:\n  - reviews\n  http:\n  - {}\n---\n");
  EXPECT_THAT(api.Requests(), ElementsAre("GET /apis/networking.istio.io/v1/namespaces/shop/virtualservices/reviews"));
}

TEST(Get, SaysThatThereIsNothing) {
  FakeApi api;
  api.Reply({200, R"({"items":[]})", {}});
  EXPECT_EQ(RunCtl({"get", "all", "-A", "--server", api.Address()}).out, "No resources found.\n");
  EXPECT_THAT(api.Requests(),
              ElementsAre("GET /apis/networking.istio.io/v1/destinationrules", "GET /apis/networking.istio.io/v1/gateways",
                          "GET /apis/networking.istio.io/v1/serviceentries", "GET /apis/networking.istio.io/v1/virtualservices",
                          "GET /apis/networking.istio.io/v1/workloadentries"));
}

TEST(Get, PassesOnWhatTheServerSays) {
  FakeApi api;
  api.Reply({404, R"({"kind":"Status","message":"virtualservices.networking.istio.io \"x\" not found"})", {}});
  Ran ran = RunCtl({"get", "vs", "x", "--server", api.Address()});
  EXPECT_EQ(ran.code, kRefused);
  EXPECT_EQ(ran.err, "error: virtualservices.networking.istio.io \"x\" not found\n");
}

TEST(Apply, SendsAServerSideApplyAndPassesWarningsOn) {
  FakeApi api;
  api.Reply({404, "{}", {}});
  api.Reply({201, kServiceJson, {"subset \\\"v9\\\" is nowhere", "VirtualService \\\"reviews\\\": spec.http[0]: never used"}});
  api.Reply({200, R"({"spec":{"hosts":["ratings"]}})", {}});
  api.Reply({200, kServiceJson, {}});
  Ran ran = RunCtl({"apply", "-f", "-", "--server", api.Address()}, std::string(kGood) + "---\n" + kGood);
  EXPECT_EQ(ran.code, kDone) << ran.err;
  EXPECT_EQ(ran.out,
            "virtualservice.networking.istio.io/reviews created\nvirtualservice.networking.istio.io/reviews configured\n");
  EXPECT_EQ(
      ran.err,
      "Warning: stdin:1: subset \"v9\" is nowhere\nWarning: stdin:9: VirtualService \"reviews\": spec.http[0]: never used\n");
  EXPECT_EQ(api.Requests().at(0), "GET /apis/networking.istio.io/v1/namespaces/default/virtualservices/reviews");
  EXPECT_EQ(
      api.Requests().at(1),
      "PATCH "
      "/apis/networking.istio.io/v1/namespaces/default/virtualservices/reviews?fieldManager=weftctl&fieldValidation=Strict");
  EXPECT_THAT(api.LastBody(), HasSubstr(R"("kind":"VirtualService")"));
}

TEST(Apply, SaysWhenNothingChanged) {
  FakeApi api;
  api.Reply({200, R"({"metadata":{"name":"reviews","resourceVersion":"7","generation":1},"spec":{"hosts":["a"]}})", {}});
  api.Reply({200,
             R"({"metadata":{"name":"reviews","resourceVersion":"9","generation":1,"managedFields":[]},"spec":{"hosts":["a"]},)"
             R"("status":{"observedGeneration":1}})",
             {}});
  Ran ran = RunCtl({"apply", "-f", "-", "--server", api.Address()}, kGood);
  EXPECT_EQ(ran.out, "virtualservice.networking.istio.io/reviews unchanged\n");
  EXPECT_EQ(RunCtl({"apply", "-f", "-", "--dry-run", "--server", api.Address()}, kGood).out,
            "virtualservice.networking.istio.io/reviews unchanged (dry run)\n");
}

TEST(Apply, NamesTheLineOfEachCauseAndGoesOnWithTheRest) {
  FakeApi api;
  api.Reply({200, "{}", {}});
  api.Reply({422, R"({"kind":"Status","message":"m","details":{"causes":[{"field":"spec.hosts","message":"bad"}]}})", {}});
  api.Reply({200, R"({"spec":{"hosts":["ratings"]}})", {}});
  api.Reply({200, kServiceJson, {}});
  Ran ran = RunCtl({"apply", "-f", "-", "--server", api.Address()},
                   std::string(kGood) + "---\nkind: Deployment\napiVersion: apps/v1\n---\n" + kGood);
  EXPECT_EQ(ran.code, kRefused);
  EXPECT_EQ(ran.err,
            "error: stdin:13: Deployment \"\": the kind Deployment in version apps/v1 is not served\n"
            "error: stdin:6: VirtualService \"reviews\": spec.hosts: bad\n");
  EXPECT_EQ(ran.out, "virtualservice.networking.istio.io/reviews configured\n");
}

TEST(Apply, DoesNothingWhenAFileCannotBeRead) {
  FakeApi api;
  test::TempDir folder;
  folder.Write("a.yaml", kGood);
  folder.Write("b.yaml", "a: [");
  EXPECT_EQ(RunCtl({"apply", "-f", folder.path().string(), "--server", api.Address()}).code, kRefused);
  EXPECT_THAT(api.Requests(), ElementsAre());
}

TEST(Delete, WorksByFileAndByName) {
  FakeApi api;
  Ran ran = RunCtl({"delete", "vs", "a", "b", "--server", api.Address()});
  EXPECT_EQ(ran.code, kDone);
  EXPECT_EQ(ran.out, "virtualservice.networking.istio.io \"a\" deleted\nvirtualservice.networking.istio.io \"b\" deleted\n");
  EXPECT_EQ(RunCtl({"delete", "-f", "-", "--server", api.Address()}, kGood).code, kDone);
  EXPECT_THAT(api.Requests(), ElementsAre("DELETE /apis/networking.istio.io/v1/namespaces/default/virtualservices/a",
                                          "DELETE /apis/networking.istio.io/v1/namespaces/default/virtualservices/b",
                                          "DELETE /apis/networking.istio.io/v1/namespaces/default/virtualservices/reviews"));
}

TEST(Version, NamesClientAndServer) {
  FakeApi api;
  api.Reply({200, R"({"gitVersion":"v1.30.0+weft"})", {}});
  EXPECT_EQ(RunCtl({"version", "--server", api.Address()}).out, "client: " WEFT_VERSION "\nserver: v1.30.0+weft\n");
  EXPECT_EQ(RunCtl({"version", "--client"}).out, "client: " WEFT_VERSION "\n");
}

}  // namespace
}  // namespace weft::ctl
