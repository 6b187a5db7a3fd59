// SPDX-License-Identifier: Apache-2.0
#include "support/kubectl.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "gmock/gmock.h"
#include "support/temp_dir.h"

namespace weft::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A program that answers `version` as kubectl does and otherwise prints its arguments.
std::string FakeKubectl(const TempDir& dir, const std::string& name, const std::string& minor) {
  const std::string file = dir.Write(name, R"(#!/bin/sh
if [ "$1" = version ]; then echo '{"clientVersion": {"minor": ")" +
                                               minor + R"("}}'; exit 0; fi
echo "$@"; [ "$5" != fail ]
)");
  chmod(file.c_str(), 0755);
  return file;
}

TEST(FindKubectls, KeepsOneOfEachReleaseOldestFirst) {
  TempDir dir;
  const std::string newer = FakeKubectl(dir, "a", "33");
  const std::string twin = FakeKubectl(dir, "b", "33");
  const std::string older = FakeKubectl(dir, "c", "20+");
  setenv("WEFT_KUBECTLS", (newer + ":" + twin + "::" + older).c_str(), 1);
  EXPECT_THAT(FindKubectls(), ElementsAre(older, newer));
  EXPECT_EQ(NewestKubectl(), newer);
  unsetenv("WEFT_KUBECTLS");
}

TEST(Kubectl, HasItsOwnConfigurationAndCache) {
  TempDir dir;
  const Kubectl kubectl(FakeKubectl(dir, "kubectl", "30"), dir.path() / "home", "http://127.0.0.1:1");
  EXPECT_THAT(kubectl.Must({"get", "vs"}), "--kubeconfig " + dir.path().string() + "/home/kubeconfig --cache-dir " +
                                               dir.path().string() + "/home/cache-kubectl get vs\n");
  EXPECT_THAT(ReadFile(kubectl.kubeconfig()), HasSubstr("http://127.0.0.1:1"));
}

TEST(Kubectl, MustReportsWhatWasPrintedWhenItFails) {
  TempDir dir;
  const Kubectl kubectl(FakeKubectl(dir, "kubectl", "30"), dir.path() / "home", "http://127.0.0.1:1");
  EXPECT_THROW(
      {
        try {
          kubectl.Must({"fail"});
        } catch (const std::runtime_error& error) {
          EXPECT_THAT(error.what(), HasSubstr("exit code 1"));
          throw;
        }
      },
      std::runtime_error);
}

}  // namespace
}  // namespace weft::test
