// SPDX-License-Identifier: Apache-2.0
// tools/demo brings everything up with one command and leaves nothing behind.
#include <filesystem>

#include "gmock/gmock.h"
#include "support/eventually.h"
#include "support/http.h"
#include "support/kubectl.h"
#include "support/mesh.h"
#include "support/page.h"

namespace weft::test {
namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;

class Demo : public ::testing::Test {
 protected:
  void SetUp() override { base_ = FreePortBase(); }
  void TearDown() override {
    Run({"--stop"});
    std::filesystem::remove_all(State());
  }
  std::filesystem::path State() const { return SourceDir() / (".demo-" + std::to_string(base_)); }
  Result Run(std::vector<std::string> flags) const {
    std::vector<std::string> argv = {SourceDir() / "tools/demo", "--port-base", std::to_string(base_)};
    argv.insert(argv.end(), flags.begin(), flags.end());
    return RunCommand({.argv = argv}, seconds(90));
  }
  // Four neighbouring ports on which nothing listens, below the range from which the system hands out ports.
  static int FreePortBase() {
    for (int base = 20000 + getpid() % 5000; base < 32000; base += 4) {
      bool free = true;
      for (int port = base; port < base + 4; ++port) free = free && Get(port, "/").status == 0;
      if (free) return base;
    }
    throw std::runtime_error("no four free ports");
  }

  int base_ = 0;
};

TEST_F(Demo, ComesUpDetachedAnswersAndStopsWithoutTrace) {
  const Result up = Run({"--detach", "--no-build"});
  ASSERT_EQ(up.exit_code, 0) << up.All();
  const Answer page = Get(base_, "/productpage");
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(ShowsDetails(page.body));

  const Result env = RunCommand(
      {.argv = {"bash", "-c", ". '" + (State() / "env").string() + "' && echo $PAGE_URL && kubectl get services -o name"}});
  EXPECT_EQ(env.exit_code, 0) << env.All();
  EXPECT_THAT(env.out, HasSubstr("http://127.0.0.1:" + std::to_string(base_) + "/productpage\n"));
  EXPECT_THAT(env.out, HasSubstr("service/reviews\n"));

  const Result again = Run({"--detach", "--no-build"});
  EXPECT_NE(again.exit_code, 0) << "a second demo on the same ports";

  const Result down = Run({"--stop"});
  EXPECT_EQ(down.exit_code, 0) << down.All();
  for (int port = base_; port < base_ + 4; ++port) EXPECT_EQ(Get(port, "/").status, 0) << "port " << port << " still answers";
  EXPECT_FALSE(std::filesystem::exists(State() / "env"));
}

TEST_F(Demo, NamesAPortThatIsInUse) {
  Process squatter({.argv = {BinDir() / "xds-server", "--store", "memory", "--xds-address", "127.0.0.1:0", "--admin-address",
                             "127.0.0.1:0", "--api-address", "127.0.0.1:" + std::to_string(base_ + 2)}});
  ASSERT_TRUE(squatter.WaitForLine("ready", seconds(20))) << squatter.Output();
  const Result up = Run({"--detach", "--no-build"});
  EXPECT_EQ(up.exit_code, 1);
  EXPECT_THAT(up.err, HasSubstr("port " + std::to_string(base_ + 2)));
}

}  // namespace
}  // namespace weft::test
