// SPDX-License-Identifier: Apache-2.0
// Routing by user and by weight, as a visitor of the page sees it.
#include <filesystem>
#include <iostream>

#include "e2e/mesh_test.h"
#include "support/browser.h"
#include "support/eventually.h"
#include "support/statistics.h"

namespace weft::test {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

class Traffic : public MeshTest {
 protected:
  static void TearDownTestSuite() {
    browser_.reset();
    MeshTest::TearDownTestSuite();
  }
  void SetUp() override {
    MeshTest::SetUp();
    ApplyShipped("destination-rule-all");
    ApplyShipped("virtual-service-all-v1");
  }
  void TearDown() override {
    if (HasFailure() && browser_ != nullptr) SavePicture();
    MeshTest::TearDown();
  }

  static Browser& browser() {
    if (browser_ == nullptr) browser_ = std::make_unique<Browser>();
    return *browser_;
  }
  static void SavePicture() {
    std::filesystem::create_directories(WEFT_FAILURES_DIR);
    std::filesystem::path file = WEFT_FAILURES_DIR;
    file /= ::testing::UnitTest::GetInstance()->current_test_info()->name();
    file += ".png";
    browser_->Screenshot(file);
    std::cout << "the page at the time of the failure: " << file << std::endl;
  }
  static void SignInOnThePage(const std::string& user) {
    browser().Click("#sign-in");
    browser().Type("input[name=username]", user);
    browser().Type("input[name=passwd]", user);
    browser().Click("form[action='/login'] button[type=submit]");
  }

 private:
  static std::unique_ptr<Browser> browser_;
};

std::unique_ptr<Browser> Traffic::browser_;

TEST_F(Traffic, AllRoutedToV1ShowsNoStars) {
  ASSERT_TRUE(SettlesOn("none"));
  EXPECT_THAT(CountStars(100), ElementsAre(Pair("none", 100)));
}

TEST_F(Traffic, JasonSeesBlackStarsInTheBrowserWhileHeIsSignedIn) {
  ApplyShipped("virtual-service-reviews-test-v2");
  ASSERT_TRUE(SettlesOn("none"));
  browser().Open(mesh().PageUrl());
  ASSERT_TRUE(browser().Shows(".review"));
  EXPECT_FALSE(browser().Shows(".stars"));

  SignInOnThePage("jason");
  ASSERT_TRUE(Eventually([] { return browser().Shows("#sign-out"); }));
  EXPECT_EQ(browser().Text(".user-name"), "jason");
  for (int reload = 0; reload < 10; ++reload) {
    browser().Open(mesh().PageUrl());
    ASSERT_EQ(browser().Count(".stars-black"), 2);  // one for each of two reviews
    ASSERT_TRUE(browser().Shows(".stars-black"));
  }

  browser().Click("#sign-out");
  ASSERT_TRUE(Eventually([] { return browser().Shows("#sign-in"); }));
  for (int reload = 0; reload < 10; ++reload) {
    browser().Open(mesh().PageUrl());
    ASSERT_TRUE(browser().Shows(".review"));
    ASSERT_FALSE(browser().Shows(".stars"));
  }
}

TEST_F(Traffic, AnotherUserThanJasonSeesNoStars) {
  ApplyShipped("virtual-service-reviews-test-v2");
  ASSERT_TRUE(SettlesOn("black", SignedIn("jason")));
  EXPECT_THAT(CountStars(30, SignedIn("jasper")), ElementsAre(Pair("none", 30)));
  EXPECT_THAT(CountStars(30), ElementsAre(Pair("none", 30)));
}

// The rule is in force once stars are seen at all: under the rule before, there are none.
TEST_F(Traffic, HalfOfTheRequestsSeeRedStarsInNoPattern) {
  ASSERT_TRUE(SettlesOn("none"));
  ApplyShipped("virtual-service-reviews-50-v3");
  ASSERT_TRUE(Eventually([] { return StarsOn(mesh().Page().body) == "red"; }));
  std::vector<bool> red;
  for (int i = 0; i < 1000; ++i) {
    const std::string stars = StarsOn(mesh().Page().body);
    ASSERT_TRUE(stars == "red" || stars == "none") << stars;
    red.push_back(stars == "red");
  }
  const int64_t reds = std::count(red.begin(), red.end(), true);
  EXPECT_GT(BinomialPValue(reds, 1000, 0.5), kSignificance) << reds << " of 1000 were red";
  EXPECT_GT(RunsPValue(red), kSignificance) << CountRuns(red) << " runs with " << reds << " of 1000 red";
}

TEST_F(Traffic, AllMovedToV3ShowsRedStarsToEverybody) {
  ASSERT_TRUE(SettlesOn("none"));
  ApplyShipped("virtual-service-reviews-v3");
  ASSERT_TRUE(SettlesOn("red"));
  EXPECT_THAT(CountStars(100), ElementsAre(Pair("red", 100)));
  EXPECT_THAT(CountStars(20, SignedIn("jason")), ElementsAre(Pair("red", 20)));
}

TEST_F(Traffic, DeletingTheRulesBringsEveryVersionBack) {
  ASSERT_TRUE(SettlesOn("none"));
  mesh().kubectl().Must({"delete", "-f", NetworkingManifest("virtual-service-all-v1")});
  EXPECT_TRUE(Eventually([] { return CountStars(6).size() == 3; }));
}

}  // namespace
}  // namespace weft::test
