// The gRPC example as its users run it: xds-server, two versions of the greeter and the client, each a program of its own.
#include <fstream>

#include "gmock/gmock.h"
#include "support/eventually.h"
#include "support/mesh.h"
#include "support/process.h"

namespace weft::test {
namespace {

using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kGreeter[] = R"(
apiVersion: v1
kind: Service
metadata: {name: greeter}
spec: {selector: {app: greeter}, ports: [{name: grpc, port: 9080}]}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: greeter}
spec: {host: greeter, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]}
)";

constexpr char kJasonGetsV2[] = R"(
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: greeter}
spec:
  hosts: [greeter]
  http:
  - match: [{headers: {end-user: {exact: jason}}}]
    route: [{destination: {host: greeter, subset: v2}}]
  - route: [{destination: {host: greeter, subset: v1}}]
)";

class GrpcExample : public ::testing::Test {
 protected:
  GrpcExample() {
    mesh_.kubectl().Must({"apply", "-f", "-"}, kGreeter);
    for (Process* greeter : {&v1_, &v2_}) EXPECT_TRUE(greeter->WaitForLine("listens on", seconds(20))) << greeter->Output();
  }
  Command Run(std::vector<std::string> argv) const {
    argv[0] = BinDir() / argv[0];
    const std::string path = mesh_.folder() / (argv[1] + ".json");
    std::ofstream(path) << R"({"xds_servers": [{"server_uri": "127.0.0.1:)" << mesh_.xds_port()
                        << R"(", "channel_creds": [{"type": "insecure"}]}],
                             "node": {"id": "sidecar~127.0.0.1~)" << argv[1] << R"(.default~default.svc.cluster.local"}})";
    return {.argv = std::move(argv), .environment = {{"WEFT_BOOTSTRAP", path}}};
  }
  std::string Call(std::vector<std::string> argv) const {
    argv.insert(argv.begin(), "grpc_client");
    return RunCommand(Run(std::move(argv))).All();
  }

  MeshUnderTest mesh_{{.bookinfo = false}};
  Process v1_{Run({"grpc_greeter", "v1"})};
  Process v2_{Run({"grpc_greeter", "v2"})};
};

TEST_F(GrpcExample, CallsAndStreamsFollowTheRules) {
  mesh_.kubectl().Must({"apply", "-f", "-"}, kJasonGetsV2);
  EXPECT_TRUE(Eventually([&] { return Call({"jason", "end-user=jason"}).find("stream: hello jason from v2") != std::string::npos; },
                         seconds(20)));
  EXPECT_THAT(Call({"jason", "end-user=jason"}),
              AllOf(HasSubstr("one: hello jason from v2"), HasSubstr("stream: hello jason from v2"), Not(HasSubstr("from v1"))));
  EXPECT_THAT(Call({"anna", "end-user=anna"}),
              AllOf(HasSubstr("one: hello anna from v1"), HasSubstr("stream: hello anna from v1"), Not(HasSubstr("from v2"))));
}

}  // namespace
}  // namespace weft::test
