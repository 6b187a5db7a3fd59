// SPDX-License-Identifier: Apache-2.0
// The gRPC example as its users run it: xds-server, two versions of the greeter and the client, each a program of its own.
#include <fstream>

#include "gmock/gmock.h"
#include "interop/support/control_plane.h"
#include "support/eventually.h"
#include "support/mesh.h"
#include "support/process.h"

namespace weft::test {
namespace {

using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kJasonGetsV2[] = R"(
  - match: [{headers: {end-user: {exact: jason}}}]
    route: [{destination: {host: greeter, subset: v2}}]
  - route: [{destination: {host: greeter, subset: v1}}]
)";

class GrpcExample : public ::testing::Test {
 protected:
  GrpcExample() {
    mesh_.kubectl().Must({"apply", "-f", "-"}, ServiceYaml("greeter") + SubsetsYaml("greeter"));
    for (Process* greeter : {&v1_, &v2_}) EXPECT_TRUE(greeter->WaitForLine("listens on", seconds(20))) << greeter->Output();
  }
  Command Run(std::vector<std::string> argv) const {
    argv[0] = BinDir() / argv[0];
    const std::string path = mesh_.folder() / (argv[1] + ".json");
    std::ofstream(path) << R"({"xds_servers": [{"server_uri": "127.0.0.1:)" << mesh_.xds_port()
                        << R"(", "channel_creds": [{"type": "insecure"}]}],
                             "node": {"id": "sidecar~127.0.0.1~)"
                        << argv[1] << R"(.default~default.svc.cluster.local"}})";
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
  mesh_.kubectl().Must({"apply", "-f", "-"}, RoutesYaml("greeter", kJasonGetsV2));
  const auto jason = [&] { return Call({"jason", "end-user=jason"}); };
  const auto anna = [&] { return Call({"anna", "end-user=anna"}); };
  EXPECT_TRUE(Eventually([&] { return jason().find("stream: hello jason from v2") != std::string::npos; }, seconds(20)));
  EXPECT_THAT(jason(), AllOf(HasSubstr("one: hello jason from v2"), HasSubstr("stream: hello jason from v2")));
  EXPECT_THAT(jason(), Not(HasSubstr("from v1")));
  EXPECT_THAT(anna(), AllOf(HasSubstr("one: hello anna from v1"), HasSubstr("stream: hello anna from v1")));
  EXPECT_THAT(anna(), Not(HasSubstr("from v2")));
}

}  // namespace
}  // namespace weft::test
