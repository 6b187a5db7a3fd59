// SPDX-License-Identifier: Apache-2.0
// Routes change while requests keep coming, and nobody notices but by the answer.
#include <cmath>

#include "e2e/mesh_test.h"
#include "support/eventually.h"
#include "support/rule_history.h"

namespace weft::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int kVersions = 5;
constexpr int kChanges = 50;
constexpr milliseconds kGrace = seconds(1);

// Five versions of reviews, each identified by the name of its process, so that an old rule is not mistaken for the next but
// one.
class ChangeUnderLoad : public MeshTest {
 protected:
  static void SetUpTestSuite() {
    MeshTest::SetUpTestSuite();
    for (const char* version : {"v4", "v5"}) mesh().StartService("reviews", version, {"--enable-ratings", "false"});
  }
  void SetUp() override {
    MeshTest::SetUp();
    ApplyText(SubsetsOfFive());
  }
  static std::string SubsetsOfFive() {
    std::string rule =
        "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: reviews}\nspec: {host: reviews, subsets: "
        "[";
    for (int v = 1; v <= kVersions; ++v)
      rule += "{name: v" + std::to_string(v) + ", labels: {version: v" + std::to_string(v) + "}},";
    rule.back() = ']';
    return rule + "}\n";
  }
  static std::string Route(const std::string& destinations) {
    return "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: reviews}\n"
           "spec: {hosts: [reviews], http: [{route: [" +
           destinations + "]}]}\n";
  }
  static std::string RouteTo(const std::string& version) {
    return Route("{destination: {host: reviews, subset: " + version + "}}");
  }
  static LoadOptions SteadyLoad() {
    return {.port = mesh().page_port(), .path = "/productpage", .per_second = 200, .threads = 16, .marker = ReviewsVersionOn};
  }
};

TEST_F(ChangeUnderLoad, FiftyChangesLoseNothingAndNoOldRuleLivesForASecond) {
  ApplyText(RouteTo("v1"));
  ASSERT_TRUE(SettlesOn("none"));
  RuleHistory history("v1");
  Load load(SteadyLoad());
  for (int i = 1; i <= kChanges; ++i) {
    const std::string version = "v" + std::to_string(i % kVersions + 1);
    const SteadyTime started = std::chrono::steady_clock::now();
    ApplyText(RouteTo(version));
    history.Add({started, std::chrono::steady_clock::now(), version});
    // About half a second of requests between two changes, so that two or three of five rules are allowed at a time.
    const size_t enough = load.Completed() + 100;
    ASSERT_TRUE(Eventually([&] { return load.Completed() >= enough; }, seconds(20)));
  }
  // The last rule alone is left in the end.
  const size_t enough = load.Completed() + 300;
  ASSERT_TRUE(Eventually([&] { return load.Completed() >= enough; }, seconds(20)));
  const std::vector<Sample> samples = load.Stop();

  ASSERT_EQ(history.size(), static_cast<size_t>(kChanges));
  int failed = 0, stale = 0;
  milliseconds most_behind{0};
  for (const Sample& sample : samples) {
    most_behind = std::max(most_behind, std::chrono::duration_cast<milliseconds>(sample.sent - sample.intended));
    if (sample.status != 200 && ++failed <= 5) ADD_FAILURE() << "status " << sample.status << " " << sample.marker;
    if (!history.Allows(sample, kGrace) && ++stale <= 5) ADD_FAILURE() << "a request followed " << sample.marker << " too late";
  }
  EXPECT_EQ(failed, 0) << "of " << samples.size();
  EXPECT_EQ(stale, 0) << "of " << samples.size();
  EXPECT_EQ(samples.back().marker, "v1");
  EXPECT_LT(most_behind, seconds(1)) << "the load was not steady";
  RecordProperty("requests", static_cast<int>(samples.size()));
  RecordProperty("longest_delay_ms", static_cast<int>(history.LongestDelay(samples).count()));
  std::cout << samples.size() << " requests, the longest delay of a change was " << history.LongestDelay(samples).count()
            << " ms, p50 " << LatencyQuantile(samples, 0.5).count() / 1000 << " us, p99 "
            << LatencyQuantile(samples, 0.99).count() / 1000 << " us" << std::endl;
}

// A split moved step by step, as a canary is: every answer comes from one of the two.
TEST_F(ChangeUnderLoad, ACanaryThatGrowsLosesNothing) {
  ApplyText(RouteTo("v1"));
  ASSERT_TRUE(SettlesOn("none"));
  Load load(SteadyLoad());
  for (const int share : {10, 50, 90, 100}) {
    ApplyText(Route("{destination: {host: reviews, subset: v4}, weight: " + std::to_string(share) +
                    "}, {destination: {host: reviews, subset: v1}, weight: " + std::to_string(100 - share) + "}"));
    const size_t enough = load.Completed() + 200;
    ASSERT_TRUE(Eventually([&] { return load.Completed() >= enough; }, seconds(20)));
  }
  const std::vector<Sample> samples = load.Stop();
  for (const Sample& sample : samples) {
    ASSERT_EQ(sample.status, 200) << sample.marker;
    ASSERT_TRUE(sample.marker == "v1" || sample.marker == "v4") << sample.marker;
  }
  EXPECT_EQ(samples.front().marker, "v1");
  EXPECT_EQ(samples.back().marker, "v4");
}

}  // namespace
}  // namespace weft::test
