// SPDX-License-Identifier: Apache-2.0
// docs/tutorial.md cannot rot: its commands are run as they stand there, and what the text promises is looked at in a browser.
#include <filesystem>
#include <map>
#include <regex>

#include "e2e/mesh_test.h"
#include "support/browser.h"
#include "support/eventually.h"
#include "support/statistics.h"

namespace weft::test {
namespace {

using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Key;

struct Step {
  std::string name;
  std::string commands;
};

// The ```sh blocks, each under a line `<!-- step: NAME -->`.
std::vector<Step> StepsOf(const std::string& markdown) {
  std::vector<Step> steps;
  bool inside = false;
  std::string name;
  for (const std::string& line : Lines(markdown)) {
    if (line.starts_with("<!-- step: ")) name = line.substr(11, line.find(" -->") - 11);
    if (inside && line.starts_with("```")) inside = false;
    if (inside) steps.back().commands += line + "\n";
    if (line.starts_with("```sh")) {
      inside = true;
      steps.push_back({name, ""});
      name.clear();
    }
  }
  return steps;
}

std::string TutorialText() { return ReadFile(SourceDir() / "docs/tutorial.md"); }

class Tutorial : public MeshTest {
 protected:
  // What the tutorial's reader has done before the first step: tools/demo applies the subsets.
  void SetUp() override {
    MeshTest::SetUp();
    ApplyShipped("destination-rule-all");
  }
  // Runs the commands as the reader does: in the root of the sources, with KUBECONFIG set, kubectl being the one under test.
  static Result RunStep(const std::string& name) {
    std::filesystem::create_directories(mesh().folder() / "path");
    const std::filesystem::path kubectl = mesh().folder() / "path/kubectl";
    if (!std::filesystem::exists(kubectl)) std::filesystem::create_symlink(mesh().kubectl().program(), kubectl);
    for (const Step& step : StepsOf(TutorialText())) {
      if (step.name != name) continue;
      return RunCommand({.argv = {"bash", "-euo", "pipefail", "-c", step.commands},
                         .environment = {{"KUBECONFIG", mesh().kubectl().kubeconfig()},
                                         {"KUBECACHEDIR", mesh().folder() / "cache"},
                                         {"PATH", (mesh().folder() / "path").string() + ":" + getenv("PATH")}},
                         .directory = SourceDir()});
    }
    return {-1, "", "docs/tutorial.md has no step called " + name};
  }
  static void Do(const std::string& name) {
    const Result result = RunStep(name);
    ASSERT_EQ(result.exit_code, 0) << result.All();
  }
};

TEST_F(Tutorial, HasFourStepsAndNoCommandOutsideOfThem) {
  std::vector<std::string> names;
  for (const Step& step : StepsOf(TutorialText())) names.push_back(step.name);
  EXPECT_THAT(names, ElementsAre("user-routing", "canary", "all-v3", "list"));
}

TEST_F(Tutorial, ShowsPicturesThatExist) {
  const std::string text = TutorialText();
  int pictures = 0;
  const std::regex link("!\\[[^\\]]*\\]\\(([^)]+)\\)");
  for (std::sregex_iterator it(text.begin(), text.end(), link), end; it != end; ++it, ++pictures) {
    EXPECT_TRUE(std::filesystem::exists(SourceDir() / "docs" / (*it)[1].str())) << (*it)[1];
  }
  EXPECT_GE(pictures, 4);
}

TEST_F(Tutorial, ShowsTheManifestsThatItApplies) {
  const std::string text = TutorialText();
  for (const char* name : {"virtual-service-reviews-test-v2", "virtual-service-reviews-50-v3", "virtual-service-reviews-v3"}) {
    const std::string manifest = ReadFile(NetworkingManifest(name));
    const std::string without_comment = manifest.substr(manifest.find("apiVersion:"));
    EXPECT_THAT(text, HasSubstr("```yaml\n" + without_comment + "```"));
  }
}

// One walk, because each step builds on the one before.
TEST_F(Tutorial, EveryStepDoesWhatTheTextPromises) {
  Browser browser;
  ASSERT_NO_FATAL_FAILURE(Do("user-routing"));
  ASSERT_TRUE(SettlesOn("none"));
  browser.Open(mesh().PageUrl());
  EXPECT_FALSE(browser.Shows(".stars"));
  browser.Click("#sign-in");
  browser.Type("input[name=username]", "jason");
  browser.Type("input[name=passwd]", "jason");
  browser.Click("form[action='/login'] button[type=submit]");
  EXPECT_TRUE(Eventually([&] { return browser.Shows(".stars-black"); }));
  browser.Click("#sign-out");
  ASSERT_TRUE(Eventually([&] { return browser.Shows("#sign-in"); }));
  EXPECT_FALSE(browser.Shows(".stars"));

  ASSERT_NO_FATAL_FAILURE(Do("canary"));
  ASSERT_TRUE(Eventually([] { return StarsOn(mesh().Page().body) == "red"; }));
  const std::map<std::string, int> counts = CountStars(200);
  EXPECT_THAT(counts, ElementsAre(Key("none"), Key("red")));
  EXPECT_GT(BinomialPValue(counts.at("red"), 200, 0.5), 1e-6) << counts.at("red") << " of 200 were red";

  ASSERT_NO_FATAL_FAILURE(Do("all-v3"));
  EXPECT_TRUE(SettlesOn("red"));
  EXPECT_TRUE(SettlesOn("red", SignedIn("jason")));
  browser.Open(mesh().PageUrl());
  EXPECT_TRUE(browser.Shows(".stars-red"));

  const Result list = RunStep("list");
  ASSERT_EQ(list.exit_code, 0) << list.All();
  EXPECT_THAT(list.out, ContainsRegex("NAME +GATEWAYS +HOSTS +AGE"));
  EXPECT_THAT(list.out, ContainsRegex("reviews +\\[\"reviews\"\\]"));
  EXPECT_THAT(list.out, HasSubstr("subset: v3"));
  EXPECT_THAT(list.out, ContainsRegex("VIRTUAL-SERVICE NAME +GATEWAYS +HOSTS"));
}

}  // namespace
}  // namespace weft::test
