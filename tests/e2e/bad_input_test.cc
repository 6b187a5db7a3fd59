// SPDX-License-Identifier: Apache-2.0
// Whatever is wrong is refused with one line that names it, and nothing changes.
#include "e2e/mesh_test.h"

namespace weft::test {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kVirtualServices[] = "/apis/networking.istio.io/v1/namespaces/default/virtualservices";

struct BadManifest {
  const char* name;
  const char* spec;   // of a VirtualService called reviews
  const char* names;  // what the one line must name
  bool unknown_field = false;

  friend void PrintTo(const BadManifest& manifest, std::ostream* out) { *out << manifest.spec; }
};

std::string VirtualService(const std::string& spec) {
  std::string text = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: reviews}\nspec: ";
  return text.append(spec).append("\n");
}

const BadManifest kBadManifests[] = {
    {"UnknownField", "{hosts: [reviews], hots: [reviews], http: [{route: [{destination: {host: reviews}}]}]}", "spec.hots",
     true},
    {"UnknownFieldDeepInside", "{hosts: [reviews], http: [{route: [{destination: {host: reviews, subsett: v1}}]}]}",
     "spec.http[0].route[0].destination.subsett", true},
    {"WrongType", "{hosts: reviews, http: [{route: [{destination: {host: reviews}}]}]}", "spec.hosts"},
    {"WrongTypeOfAWeight", "{hosts: [reviews], http: [{route: [{destination: {host: reviews}, weight: half}]}]}",
     "spec.http[0].route[0].weight"},
    {"MissingRequired", "{hosts: [reviews], http: [{route: [{destination: {subset: v1}}]}]}",
     "spec.http[0].route[0].destination.host"},
    {"BadRegex", "{hosts: [reviews], http: [{match: [{uri: {regex: '[a-'}}], route: [{destination: {host: reviews}}]}]}",
     "spec.http[0].match[0].uri.regex"},
    {"NegativeWeight",
     "{hosts: [reviews], http: [{route: [{destination: {host: reviews, subset: v1}, weight: -1}, {destination: {host: reviews, "
     "subset: v2}, weight: 101}]}]}",
     "spec.http[0].route[0].weight"},
    {"WeightsThatSumToZero",
     "{hosts: [reviews], http: [{route: [{destination: {host: reviews, subset: v1}, weight: 0}, {destination: {host: reviews, "
     "subset: v2}, weight: 0}]}]}",
     "spec.http[0].route"},
    {"NoRouteAtAll", "{hosts: [reviews], http: []}", "spec"},
    {"TimeoutOfZero", "{hosts: [reviews], http: [{timeout: 0s, route: [{destination: {host: reviews}}]}]}",
     "spec.http[0].timeout"},
};

class BadInput : public ControlPlaneTest {
 protected:
  void SetUp() override {
    MeshTest::SetUp();
    ApplyShipped("destination-rule-all");
    ApplyShipped("virtual-service-all-v1");
    before_ = mesh().Stored();
  }
  void TearDown() override {
    EXPECT_EQ(mesh().Stored(), before_) << "the store has changed";
    MeshTest::TearDown();
  }
  Result KubectlApply(const std::string& file) { return mesh().kubectl().Run({"apply", "-f", file}); }
  // kubectl has applied the objects that are there, so weftctl has to declare that it takes their fields over.
  Result WeftctlApply(const std::string& file) {
    return RunCommand({.argv = {BinDir() / "weftctl", "--server", mesh().ApiUrl(), "apply", "--force-conflicts", "-f", file}});
  }
  static void ExpectOneLine(const Result& result, const std::string& named) {
    EXPECT_EQ(result.exit_code, 1) << result.All();
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(Lines(result.err).size(), 1u) << result.err;
    EXPECT_THAT(result.err, HasSubstr(named));
    EXPECT_LT(result.err.size(), 1000u);
  }

  TempDir files_;
  json before_;
};

// kubectl requests strict field validation since 1.25; one that does not gets Kubernetes' default, a warning.
constexpr int kSendsStrictValidation = 25;

class BadInputTable : public BadInput, public ::testing::WithParamInterface<BadManifest> {
 protected:
  void ExpectRefusedByKubectl(const std::vector<std::string>& arguments) {
    const Result result = mesh().kubectl().Run(arguments);
    static const int minor = KubectlMinor(mesh().kubectl().program());
    if (!GetParam().unknown_field || minor >= kSendsStrictValidation) return ExpectOneLine(result, GetParam().names);
    EXPECT_EQ(result.exit_code, 0) << result.All();
    EXPECT_THAT(result.err, AllOf(HasSubstr("Warning: unknown field"), HasSubstr(GetParam().names)));
    before_ = mesh().Stored();
  }
};

TEST_P(BadInputTable, IsRefusedWhenItWouldChangeAnObject) {
  const std::string file = files_.Write("bad.yaml", VirtualService(GetParam().spec));
  ExpectRefusedByKubectl({"apply", "-f", file});
  ExpectOneLine(WeftctlApply(file), GetParam().names);
}

TEST_P(BadInputTable, IsRefusedWhenItWouldCreateOne) {
  std::string text = VirtualService(GetParam().spec);
  text.replace(text.find("name: reviews"), 13, "name: novel01");
  const std::string file = files_.Write("bad.yaml", text);
  ExpectRefusedByKubectl({"apply", "-f", file});
  ExpectRefusedByKubectl({"apply", "--server-side", "--force-conflicts", "-f", file});
  ExpectOneLine(WeftctlApply(file), GetParam().names);
}

TEST_P(BadInputTable, IsSeenOffline) {
  const std::string file = files_.Write("bad.yaml", VirtualService(GetParam().spec));
  const Result result = RunCommand({.argv = {BinDir() / "weftctl", "validate", "-f", file}});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.All(), AllOf(HasSubstr(GetParam().names), HasSubstr("bad.yaml")));
}

INSTANTIATE_TEST_SUITE_P(Each, BadInputTable, ::testing::ValuesIn(kBadManifests),
                         [](const auto& info) { return std::string(info.param.name); });

TEST_F(BadInput, AnUnknownSubsetIsAcceptedWithAWarning) {
  const std::string file = files_.Write(
      "subset.yaml", VirtualService("{hosts: [reviews], http: [{route: [{destination: {host: reviews, subset: v9}}]}]}"));
  const Result result = KubectlApply(file);
  EXPECT_EQ(result.exit_code, 0) << result.All();
  EXPECT_THAT(result.err, AllOf(HasSubstr("Warning: "), HasSubstr("v9"), HasSubstr("spec.http[0].route[0].destination")));
  EXPECT_EQ(Lines(result.err).size(), 1u) << result.err;
  EXPECT_EQ(mesh().kubectl().Must({"get", "vs", "reviews", "-o", "jsonpath={.spec.http[0].route[0].destination.subset}"}),
            "v9");
  before_ = mesh().Stored();
}

TEST_F(BadInput, ADestinationRuleWithoutAHostIsRefused) {
  const std::string file = files_.Write("dr.yaml",
                                        "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: reviews}\n"
                                        "spec: {subsets: [{name: v1, labels: {version: v1}}]}\n");
  ExpectOneLine(KubectlApply(file), "spec.host");
}

std::string TenMegabytes(const std::string& name) {
  std::string text = VirtualService("{hosts: [reviews], http: [{route: [{destination: {host: reviews}}]}]}");
  const std::string meta = "{name: reviews}";
  text.replace(text.find(meta), meta.size(), "{name: " + name + ", annotations: {note: " + std::string(10 << 20, 'x') + "}}");
  return text;
}

TEST_F(BadInput, AFileOfTenMegabytesIsRefused) {
  const std::string file = files_.Write("big.yaml", TenMegabytes("big"));
  ExpectOneLine(KubectlApply(file), "larger than");
  ExpectOneLine(mesh().kubectl().Run({"create", "-f", file}), "larger than");
  ExpectOneLine(WeftctlApply(file), "big.yaml");
}

TEST_F(BadInput, AFileOfTenMegabytesThatWouldChangeAnObjectIsRefused) {
  ExpectOneLine(KubectlApply(files_.Write("big.yaml", TenMegabytes("reviews"))), "larger than");
}

TEST_F(BadInput, ABodyOfTenMegabytesIsRefusedBeforeItIsRead) {
  const Answer answer =
      Send("POST", mesh().api_port(), kVirtualServices, std::string(10 << 20, ' '), {{"Content-Type", "application/json"}});
  // The server may close while the body is still being sent; what it must not do is take it.
  if (answer.status != 0) {
    EXPECT_EQ(answer.status, 413) << answer.body.substr(0, 500);
    EXPECT_EQ(json::parse(answer.body)["reason"], "RequestEntityTooLarge");
  }
  EXPECT_EQ(Get(mesh().api_port(), "/healthz").status, 200);
}

std::string AliasBomb() {
  std::string bomb =
      "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: bomb}\na0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int level = 1; level <= 9; ++level) {
    const std::string before = "*a" + std::to_string(level - 1);
    bomb += "a" + std::to_string(level) + ": &a" + std::to_string(level) + " [" + before;
    for (int i = 0; i < 8; ++i) bomb += ", " + before;
    bomb += "]\n";
  }
  return bomb + "spec: *a9\n";
}

TEST_F(BadInput, AYamlAliasBombIsRefusedAtOnce) {
  const std::string file = files_.Write("bomb.yaml", AliasBomb());
  const auto start = std::chrono::steady_clock::now();
  const Result weftctl = RunCommand({.argv = {BinDir() / "weftctl", "validate", "-f", file}});
  EXPECT_EQ(weftctl.exit_code, 1);
  EXPECT_THAT(weftctl.All(), AllOf(HasSubstr("bomb.yaml"), HasSubstr("alias")));
  EXPECT_LE(Lines(weftctl.All()).size(), 2u);
  ExpectOneLine(WeftctlApply(file), "alias");
  const Answer raw = Send("POST", mesh().api_port(), kVirtualServices, AliasBomb(), {{"Content-Type", "application/yaml"}});
  EXPECT_EQ(raw.status, 400) << raw.body;
  EXPECT_THAT(raw.body, HasSubstr("alias"));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
  EXPECT_EQ(KubectlApply(file).exit_code, 1);  // kubectl reads YAML itself and refuses with its own message
}

TEST_F(BadInput, ATruncatedBodyIsRefused) {
  const std::string body =
      R"({"apiVersion":"networking.istio.io/v1","kind":"VirtualService","metadata":{"name":"cut"},"spec":{"hosts":["re)";
  const Answer whole = Send("POST", mesh().api_port(), kVirtualServices, body, {{"Content-Type", "application/json"}});
  EXPECT_EQ(whole.status, 400) << whole.body;
  const json status = json::parse(whole.body);
  EXPECT_EQ(status["kind"], "Status");
  EXPECT_EQ(status["reason"], "BadRequest");
  EXPECT_THAT(status["message"].get<std::string>(), Not(HasSubstr("\n")));
}

TEST_F(BadInput, ABodyShorterThanItsLengthIsDropped) {
  const std::string head = std::string("POST ") + kVirtualServices +
                           " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(mesh().api_port()) +
                           "\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n";
  const std::string answer =
      SendRaw(mesh().api_port(), head + R"({"apiVersion":"networking.istio.io/v1","kind":"VirtualService")");
  EXPECT_THAT(answer, AnyOf("", HasSubstr(" 400 ")));
  EXPECT_EQ(Get(mesh().api_port(), "/healthz").status, 200);
}

TEST_F(BadInput, WhatIsNoHttpIsDropped) {
  SendRaw(mesh().api_port(), std::string("\x16\x03\x01\x02\x00\x01\x00", 7));
  SendRaw(mesh().api_port(), "GET / HTTP/1.1\r\nHost");
  SendRaw(mesh().api_port(), std::string(1 << 20, 'A'));
  EXPECT_EQ(Get(mesh().api_port(), "/healthz").status, 200);
}

TEST_F(BadInput, AForeignHostHeaderIsRefused) {
  for (const std::string host : {"evil.example", "evil.example:16443", "127.0.0.1.evil.example"}) {
    const Answer answer = Send("DELETE", mesh().api_port(), std::string(kVirtualServices) + "/reviews", "", {{"Host", host}});
    EXPECT_EQ(answer.status, 403) << host << " " << answer.body;
    EXPECT_THAT(answer.body, AllOf(HasSubstr("Host"), HasSubstr(host)));
  }
}

TEST_F(BadInput, ARequestFromAnotherSitesPageIsRefused) {
  const Answer answer =
      Send("DELETE", mesh().api_port(), std::string(kVirtualServices) + "/reviews", "", {{"Origin", "http://evil.example"}});
  EXPECT_EQ(answer.status, 403) << answer.body;
}

// kubectl applies the documents of a file one by one, so the good ones go in; what matters is that the bad one is named.
TEST_F(BadInput, AnUnknownKindAmongGoodOnesIsNamedAndTheGoodOnesAreApplied) {
  const std::string file = files_.Write(
      "mixed.yaml", VirtualService("{hosts: [reviews], http: [{route: [{destination: {host: reviews, subset: v3}}]}]}") +
                        "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: reviews}\nspec: {replicas: 1}\n");
  const Result result = KubectlApply(file);
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(result.out, "virtualservice.networking.istio.io/reviews configured\n");
  EXPECT_THAT(result.err,
              AllOf(HasSubstr("no matches for kind \"Deployment\" in version \"apps/v1\""), HasSubstr("mixed.yaml")));
  before_ = mesh().Stored();
  const Result weftctl = WeftctlApply(file);
  EXPECT_EQ(weftctl.exit_code, 1);
  EXPECT_THAT(weftctl.err, AllOf(HasSubstr("Deployment"), HasSubstr("apps/v1")));
  before_ = mesh().Stored();
}

TEST_F(BadInput, ANamespaceThatIsNotThereIsNamed) {
  const Result result =
      mesh().kubectl().Run({"create", "-n", "nowhere", "-f", "-"},
                           VirtualService("{hosts: [reviews], http: [{route: [{destination: {host: reviews}}]}]}"));
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("namespaces \"nowhere\" not found"));
}

}  // namespace
}  // namespace weft::test
