// SPDX-License-Identifier: Apache-2.0
// The README's service of one's own joins the mesh, calls through it and is found.
#include <fstream>

#include "e2e/mesh_test.h"
#include "support/eventually.h"
#include "support/process.h"

namespace weft::test {
namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;

class Example : public MeshTest {
 protected:
  // Writes the bootstrap that the README shows, for this mesh.
  static std::string Bootstrap(const TempDir& folder) {
    const std::string path = folder.path() / "stars.json";
    std::ofstream(path) << R"({"xds_servers": [{"server_uri": "127.0.0.1:)" << mesh().xds_port()
                        << R"(", "channel_creds": [{"type": "insecure"}]}],
                             "node": {"id": "sidecar~127.0.0.1~stars-1.default~default.svc.cluster.local"}})";
    return path;
  }
};

TEST_F(Example, AServiceOfTwentyLinesCallsThroughTheMeshAndIsFound) {
  const TempDir folder;
  Process stars({.argv = {BinDir() / "join_the_mesh"}, .environment = {{"WEFT_BOOTSTRAP", Bootstrap(folder)}}});
  const auto line = stars.WaitForLine("/stars", seconds(10));
  ASSERT_TRUE(line) << stars.Output();
  const int port = PortAtEnd(*line);

  const Answer answer = Get(port, "/stars");
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_THAT(answer.body, HasSubstr("Reviewer1"));

  ApplyText(R"({apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: ratings}, spec: {hosts: [ratings],
    http: [{fault: {abort: {httpStatus: 555, percentage: {value: 100}}}, route: [{destination: {host: ratings}}]}]}})");
  EXPECT_TRUE(Eventually([&] { return Get(port, "/stars").status == 555; }, seconds(5)));
  EXPECT_THAT(mesh().kubectl().Run({"get", "workloadentries"}).out, HasSubstr("stars-" + std::to_string(port)));
}

}  // namespace
}  // namespace weft::test
