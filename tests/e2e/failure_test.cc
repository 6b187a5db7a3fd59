// SPDX-License-Identifier: Apache-2.0
// Processes die; calls go on.
#include <iostream>

#include "e2e/mesh_test.h"
#include "support/eventually.h"
#include "support/load.h"

namespace weft::test {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::seconds;

class Failure : public MeshTest {
 protected:
  static LoadOptions SteadyLoad(std::string (*marker)(const std::string&)) {
    return {.port = mesh().page_port(), .path = "/productpage", .per_second = 200, .threads = 16, .marker = marker};
  }
  // Waits until the load has had `count` more answers.
  static void Await(const Load& load, size_t count) {
    const size_t enough = load.Completed() + count;
    ASSERT_TRUE(Eventually([&] { return load.Completed() >= enough; }, seconds(30)));
  }
  static int64_t LargestVersion(const json& stored) {
    int64_t largest = 0;
    for (const auto& [path, items] : stored.items()) {
      for (const json& item : items) {
        largest = std::max<int64_t>(largest, std::stoll(item.at("metadata").at("resourceVersion").get<std::string>()));
      }
    }
    return largest;
  }
  static json Reviews() { return json::parse(mesh().kubectl().Must({"get", "virtualservice", "reviews", "-o", "json"})); }
};

TEST_F(Failure, AControlPlaneKilledUnderLoadFailsNothingAndComesBackWithEverything) {
  ApplyShipped("destination-rule-all");
  ApplyShipped("virtual-service-all-v1");
  ASSERT_TRUE(SettlesOn("none"));
  const json before = mesh().Stored();

  Load load(SteadyLoad(StarsOn));
  Await(load, 100);
  mesh().KillXdsServer();
  Await(load, 600);
  mesh().StartXdsServer();
  EXPECT_EQ(mesh().Stored(), before);  // objects, uids and resourceVersions
  Await(load, 600);
  const SteadyTime applied = std::chrono::steady_clock::now();
  ApplyShipped("virtual-service-reviews-v3");
  EXPECT_TRUE(SettlesOn("red"));
  Await(load, 100);
  const std::vector<Sample> samples = load.Stop();

  for (const Sample& sample : samples) {
    ASSERT_EQ(sample.status, 200) << sample.marker;
    ASSERT_TRUE(sample.marker == "none" || (sample.marker == "red" && sample.done > applied)) << sample.marker;
  }
  EXPECT_EQ(samples.back().marker, "red");
  const json after = Reviews();
  EXPECT_GT(std::stoll(after["metadata"]["resourceVersion"].get<std::string>()), LargestVersion(before));
  EXPECT_EQ(after["metadata"]["generation"], 2);
}

TEST_F(Failure, AClientThatStartsWhileTheControlPlaneIsAwayServesOnceItIsBack) {
  ApplyShipped("destination-rule-all");
  mesh().KillXdsServer();
  mesh().StartService("reviews", "v4", {"--enable-ratings", "false"});
  mesh().StartXdsServer();
  EXPECT_TRUE(Eventually([] { return ReviewsVersionOn(mesh().Page().body) == "v4"; }, seconds(20)));
  mesh().KillService("reviews", "v4");
}

TEST_F(Failure, RequestsMoveAwayFromAKilledProcessAndBackWithinTwoSecondsOfItsStart) {
  ASSERT_TRUE(Eventually([] { return ReviewsVersionOn(mesh().Page().body) == "v2"; }));
  Load load(SteadyLoad(ReviewsVersionOn));
  Await(load, 200);
  mesh().KillService("reviews", "v2");
  const SteadyTime killed = std::chrono::steady_clock::now();
  Await(load, 600);
  const SteadyTime starting = std::chrono::steady_clock::now();
  mesh().StartService("reviews", "v2");
  const SteadyTime listening = std::chrono::steady_clock::now();
  Await(load, 600);
  const std::vector<Sample> samples = load.Stop();

  int before = 0, between = 0;
  SteadyTime first_again = SteadyTime::max();
  for (const Sample& sample : samples) {
    ASSERT_EQ(sample.status, 200) << sample.marker;
    EXPECT_NE(sample.marker, "") << "a page without reviews " << (sample.sent - killed) / milliseconds(1)
                                 << " ms after the kill";
    if (sample.marker != "v2") continue;
    if (sample.done < killed) ++before;
    if (sample.sent > killed && sample.done < starting) ++between;
    if (sample.sent > starting) first_again = std::min(first_again, sample.done);
  }
  EXPECT_GT(before, 20);
  EXPECT_EQ(between, 0);
  EXPECT_LE(first_again - listening, seconds(2));
}

TEST_F(Failure, AProcessThatGetsSigtermLosesNoRequest) {
  mesh().StartService("reviews", "v5", {"--enable-ratings", "false"});
  ASSERT_TRUE(Eventually([] { return ReviewsVersionOn(mesh().Page().body) == "v5"; }, seconds(10)));
  Load load(SteadyLoad(ReviewsVersionOn));
  Await(load, 200);
  mesh().StopService("reviews", "v5");
  const SteadyTime stopped = std::chrono::steady_clock::now();
  Await(load, 300);
  for (const Sample& sample : load.Stop()) {
    ASSERT_EQ(sample.status, 200) << sample.marker;
    EXPECT_NE(sample.marker, "");
    EXPECT_FALSE(sample.sent > stopped && sample.marker == "v5");
  }
}

}  // namespace
}  // namespace weft::test
