// SPDX-License-Identifier: Apache-2.0
#include "support/process.h"

#include <signal.h>
#include <unistd.h>

#include "gmock/gmock.h"
#include "support/eventually.h"
#include "support/temp_dir.h"

namespace weft::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Process, KeepsTheTwoStreamsApartAndReturnsTheExitCode) {
  const Result result = RunCommand({.argv = {"sh", "-c", "echo to-out; echo to-err >&2; exit 3"}});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_EQ(result.out, "to-out\n");
  EXPECT_EQ(result.err, "to-err\n");
}

TEST(Process, PassesInputEnvironmentAndDirectory) {
  TempDir dir;
  const Result result = RunCommand({.argv = {"sh", "-c", "cat; echo $WEFT_PROBE; pwd"},
                                    .environment = {{"WEFT_PROBE", "seen"}},
                                    .directory = dir.path().string(),
                                    .input = "from-stdin\n"});
  EXPECT_THAT(Lines(result.out), ElementsAre("from-stdin", "seen", dir.path().string()));
}

TEST(Process, WaitsForALineUntilItIsWhole) {
  Process process({.argv = {"sh", "-c", "printf 'listening on '; sleep 0.05; echo 127.0.0.1:80; sleep 60"}});
  EXPECT_EQ(process.WaitForLine("listening on", seconds(5)), "listening on 127.0.0.1:80");
}

TEST(Process, GivesUpOnALineWhenTheChildEnds) {
  Process process({.argv = {"true"}});
  EXPECT_EQ(process.WaitForLine("never", seconds(30)), std::nullopt);
}

TEST(Process, PastTheDeadlineIsKilledWithItsChildren) {
  const auto start = std::chrono::steady_clock::now();
  const Result result = RunCommand({.argv = {"sh", "-c", "sleep 60 & sleep 60"}}, milliseconds(50));
  EXPECT_EQ(result.exit_code, -1);
  EXPECT_LT(std::chrono::steady_clock::now() - start, seconds(10));
}

TEST(Process, IsGoneAfterItsOwner) {
  pid_t pid = 0;
  {
    Process process({.argv = {"sleep", "60"}});
    pid = process.pid();
    EXPECT_TRUE(process.Running());
  }
  EXPECT_EQ(kill(pid, 0), -1);
}

TEST(Process, ThatCannotBeFoundIsAnError) {
  EXPECT_THROW(RunCommand({.argv = {"no-such-program-anywhere"}}), std::runtime_error);
}

TEST(Eventually, ReturnsWhetherTheConditionCameTrue) {
  int calls = 0;
  EXPECT_TRUE(Eventually([&] { return ++calls == 3; }, seconds(5), milliseconds(1)));
  EXPECT_FALSE(Eventually([] { return false; }, milliseconds(20), milliseconds(1)));
}

TEST(TempDir, GoesWithItsOwner) {
  std::string file;
  {
    TempDir dir;
    file = dir.Write("a/b.txt", "text");
    EXPECT_EQ(ReadFile(file), "text");
  }
  EXPECT_THROW(ReadFile(file), std::runtime_error);
}

}  // namespace
}  // namespace weft::test
