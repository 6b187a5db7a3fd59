// SPDX-License-Identifier: Apache-2.0
// The stock kubectl, oldest and newest of those installed, against a server in this process.
#include "kubeapi/rest/api_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "base/strings.h"
#include "support/kubectl.h"
#include "support/temp_dir.h"

namespace weft::kubeapi {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kManifest[] = R"(apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: reviews}
spec:
  host: reviews
  subsets:
  - {name: v1, labels: {version: v1}}
  - {name: v2, labels: {version: v2}}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: reviews, labels: {app: reviews}}
spec:
  hosts: [reviews]
  http:
  - route:
    - destination: {host: reviews, subset: v1}
---
apiVersion: v1
kind: Service
metadata: {name: reviews}
spec:
  selector: {app: reviews}
  ports: [{name: http, port: 9080}]
)";

constexpr int kFullySupported = 27;  // from this minor release on kubectl is held to all it can do

// Oldest and newest of the releases that are here. Asking each for its release costs a second, so only a run that needs them
// does.
std::vector<std::string> OldestAndNewestKubectl() {
  const std::string filter = ::testing::GTEST_FLAG(filter);
  if (filter != "*" && filter.find("Kubectl") == std::string::npos) return {};
  std::vector<std::string> found = test::FindKubectls();
  std::erase_if(found, [](const std::string& program) { return test::KubectlMinor(program) < kFullySupported; });
  if (found.size() > 2) return {found.front(), found.back()};
  return found;
}

struct Outcome {
  int code = -1;
  std::string output;  // both streams
};

class KubectlTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    auto port = server_.Start("127.0.0.1:0");
    ASSERT_TRUE(port.ok()) << port.status();
    Write("all.yaml", kManifest);
  }

  std::string Write(const std::string& name, const std::string& text) { return folder_.Write(name, text); }

  Outcome Kubectl(const std::string& arguments) {
    std::string command = StrCat("cd '", folder_.path().string(), "' && HOME=. KUBECONFIG=/dev/null timeout 60 '", GetParam(),
                                 "' --server http://", server_.address(), " --cache-dir cache ", arguments, " 2>&1");
    Outcome outcome;
    FILE* pipe = ::popen(command.c_str(), "r");
    if (!pipe) return outcome;
    char buffer[4096];
    for (size_t size; (size = std::fread(buffer, 1, sizeof(buffer), pipe)) > 0;) outcome.output.append(buffer, size);
    int status = ::pclose(pipe);
    outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return outcome;
  }

  // The output of a command that must succeed.
  std::string Good(const std::string& arguments) {
    Outcome outcome = Kubectl(arguments);
    EXPECT_EQ(outcome.code, 0) << "kubectl " << arguments << "\n" << outcome.output;
    return outcome.output;
  }

  // The output of a command that must fail.
  std::string Bad(const std::string& arguments) {
    Outcome outcome = Kubectl(arguments);
    EXPECT_EQ(outcome.code, 1) << "kubectl " << arguments << "\n" << outcome.output;
    return outcome.output;
  }

  test::TempDir folder_;
  std::unique_ptr<store::ObjectStore> store_ = store::OpenMemoryStore();
  ApiServer server_{*store_, std::make_shared<http_server::EventLoop>()};
};

TEST_P(KubectlTest, AppliesShowsAndDeletes) {
  EXPECT_THAT(Good("apply -f all.yaml"),
              AllOf(HasSubstr("virtualservice.networking.istio.io/reviews created"), HasSubstr("service/reviews created")));
  EXPECT_THAT(Good("apply -f all.yaml"), AllOf(HasSubstr("reviews unchanged"), Not(HasSubstr("configured"))));
  EXPECT_THAT(Good("get vs"), AllOf(HasSubstr("GATEWAYS"), HasSubstr("HOSTS"), HasSubstr("[\"reviews\"]")));
  EXPECT_THAT(Good("get vs,dr,svc -A -o wide"), AllOf(HasSubstr("NAMESPACE"), HasSubstr("SELECTOR"), HasSubstr("9080/TCP")));
  EXPECT_EQ(Good("get vs -o name"), "virtualservice.networking.istio.io/reviews\n");
  EXPECT_THAT(Good("get vs reviews -o yaml"),
              AllOf(HasSubstr("subset: v1"), HasSubstr("apiVersion: networking.istio.io/v1\n")));
  EXPECT_EQ(Good("get virtualservice reviews -o jsonpath='{.spec.http[0].route[0].destination.subset}'"), "v1");
  EXPECT_THAT(Good("get vs -l app=reviews"), HasSubstr("reviews"));
  EXPECT_THAT(Good("get vs -l app!=reviews"), HasSubstr("No resources found"));
  EXPECT_THAT(Good("describe vs reviews"), AllOf(HasSubstr("Subset:  v1"), HasSubstr("Events:")));
  EXPECT_THAT(Good("get virtualservices.v1alpha3.networking.istio.io -o yaml"), HasSubstr("networking.istio.io/v1alpha3"));
  EXPECT_THAT(Good("delete -f all.yaml"), HasSubstr("\"reviews\" deleted"));
  EXPECT_THAT(Bad("get vs reviews"), HasSubstr("virtualservices.networking.istio.io \"reviews\" not found"));
}

TEST_P(KubectlTest, ChangesInEveryWay) {
  Good("create -f all.yaml --save-config");
  std::string subset = "get vs reviews -o jsonpath='{.spec.http[0].route[0].destination.subset}'";
  std::string v2 = StrCat("apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: reviews}\n",
                          "spec: {hosts: [reviews], http: [{route: [{destination: {host: reviews, subset: v2}}]}]}\n");
  Write("v2.yaml", v2);
  EXPECT_THAT(Bad("diff -f v2.yaml"), AllOf(HasSubstr("-        subset: v1"), HasSubstr("+        subset: v2")));
  EXPECT_EQ(Good(subset), "v1");
  Good("apply -f v2.yaml");
  EXPECT_EQ(Good(subset), "v2");
  Write("edit.sh", "#!/bin/sh\nsed -i 's/subset: v2/subset: v1/' \"$1\"\n");
  fs::permissions(folder_.path() / "edit.sh", fs::perms::owner_all);
  ::setenv("KUBE_EDITOR", (folder_.path() / "edit.sh").c_str(), 1);
  EXPECT_THAT(Good("edit vs reviews"), HasSubstr("edited"));
  EXPECT_EQ(Good(subset), "v1");
  Good("patch vs reviews --type merge -p '{\"spec\":{\"hosts\":[\"a\"]}}'");
  Good("patch vs reviews --type json -p '[{\"op\":\"replace\",\"path\":\"/spec/hosts/0\",\"value\":\"b\"}]'");
  EXPECT_THAT(Bad("patch vs reviews -p '{\"spec\":{}}'"), HasSubstr("strategic-merge-patch"));
  Good("patch svc reviews -p '{\"spec\":{\"ports\":[{\"port\":9080,\"name\":\"web\"}]}}'");
  Good("label vs reviews tier=front");
  Good("annotate vs reviews note=x");
  EXPECT_THAT(Good("get vs -l tier=front -o yaml"), AllOf(HasSubstr("- b\n"), HasSubstr("note: x")));
  EXPECT_THAT(Good("replace -f v2.yaml"), HasSubstr("replaced"));
  EXPECT_EQ(Good(subset), "v2");
  EXPECT_THAT(Good("wait --for=jsonpath='{.spec.hosts[0]}'=reviews vs/reviews --timeout=10s"), HasSubstr("condition met"));
  Good("delete vs --all");
}

TEST_P(KubectlTest, AppliesOnTheServer) {
  EXPECT_THAT(Good("apply --server-side -f all.yaml"), HasSubstr("serverside-applied"));
  Good("apply --server-side --field-manager=other -f all.yaml");
  Write("v2.yaml", StrCat("apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: reviews}\n",
                          "spec: {hosts: [reviews], http: [{route: [{destination: {host: reviews, subset: v2}}]}]}\n"));
  EXPECT_THAT(Bad("apply --server-side --field-manager=third -f v2.yaml"),
              AllOf(HasSubstr("Apply failed with"), HasSubstr(".spec.http")));
  Good("apply --server-side --field-manager=third --force-conflicts -f v2.yaml");
  Good("delete -f all.yaml");
  Good("apply -f all.yaml");
  EXPECT_THAT(Good("apply --server-side -f v2.yaml"), HasSubstr("serverside-applied"));
}

TEST_P(KubectlTest, ExplainsAndDiscovers) {
  EXPECT_THAT(Good("explain vs.spec.http.route"), AllOf(HasSubstr("destination"), HasSubstr("weight")));
  EXPECT_THAT(Good("api-resources"), AllOf(HasSubstr("virtualservices"), HasSubstr("vs"), HasSubstr("namespaces")));
  EXPECT_THAT(Good("version"), HasSubstr("+weft"));
  EXPECT_THAT(Good("auth whoami"), HasSubstr("weft-admin"));
  EXPECT_THAT(Good("auth can-i create virtualservices"), HasSubstr("yes"));
  EXPECT_THAT(Good("auth can-i --list"), HasSubstr("*.*"));
  EXPECT_THAT(Good("cluster-info"), HasSubstr("running at"));
  EXPECT_THAT(Good("create ns shop"), HasSubstr("created"));
  EXPECT_THAT(Good("get ns"), AllOf(HasSubstr("shop"), HasSubstr("Active"), HasSubstr("istio-system")));
  EXPECT_THAT(Good("delete ns shop"), HasSubstr("deleted"));
}

TEST_P(KubectlTest, SaysInOneLineWhatIsWrong) {
  std::string typo = Write("typo.yaml",
                           "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: typo}\n"
                           "spec: {hots: [reviews]}\n");
  EXPECT_THAT(Bad("apply -f typo.yaml"), HasSubstr("unknown field \"spec.hots\""));
  Write("weight.yaml",
        "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: w}\nspec: {hosts: [a], http: "
        "[{route: [{destination: {host: a}, weight: -1}]}]}\n");
  EXPECT_THAT(Bad("apply -f weight.yaml"), HasSubstr("spec.http[0].route[0].weight"));
  Write("mixed.yaml", StrCat(kManifest, "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\n"));
  EXPECT_THAT(Bad("apply -f mixed.yaml"), AllOf(HasSubstr("virtualservice.networking.istio.io/reviews created"),
                                                HasSubstr("no matches for kind \"Deployment\"")));
  EXPECT_THAT(Bad("apply -n nope -f all.yaml"), HasSubstr("namespaces \"nope\" not found"));
  std::string hosts = "a";
  for (int i = 0; i < 500'000; ++i) hosts += ",host";
  Write("big.yaml", StrCat("apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: big}\nspec: {hosts: [",
                           hosts, "]}\n"));
  EXPECT_THAT(Bad("create -f big.yaml"), HasSubstr("larger than the limit"));
  EXPECT_THAT(Good("get vs -A -o name"), Not(AnyOf(HasSubstr("typo"), HasSubstr("big"), HasSubstr("/w\n"))));
}

INSTANTIATE_TEST_SUITE_P(Installed, KubectlTest, ::testing::ValuesIn(OldestAndNewestKubectl()), [](const auto& info) {
  std::string name = fs::path(info.param).filename();
  for (char& c : name) {
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  }
  return StrCat(name, "_", info.index);
});
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(KubectlTest);

TEST(ApiServer, SaysWhenThereIsNoKubectlToTestWith) {
  if (test::FindKubectls().empty()) GTEST_SKIP() << "NO KUBECTL FOUND: nothing was tested with the real client";
}

TEST(ApiServer, ServesLoopbackAlone) {
  auto store = store::OpenMemoryStore();
  ApiServer server(*store, std::make_shared<http_server::EventLoop>());
  for (const char* address : {"0.0.0.0:0", "[::]:0", "192.0.2.1:0"}) {
    auto port = server.Start(address);
    EXPECT_TRUE(absl::IsInvalidArgument(port.status())) << address;
    EXPECT_THAT(std::string(port.status().message()), AllOf(HasSubstr(address), HasSubstr("TLS")));
  }
  EXPECT_EQ(server.address(), "");
}

TEST(ApiServer, CreatesTheFirstNamespacesOnce) {
  auto store = store::OpenMemoryStore();
  auto loop = std::make_shared<http_server::EventLoop>();
  for (int run = 0; run < 2; ++run) {
    ApiServer server(*store, loop);
    ASSERT_TRUE(server.Start("127.0.0.1:0").ok());
    EXPECT_EQ(store->List("", "namespaces", "").objects.size(), 2u);
    EXPECT_EQ(server.address().substr(0, 10), "127.0.0.1:");
  }
}

}  // namespace
}  // namespace weft::kubeapi
