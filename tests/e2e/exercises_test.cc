// SPDX-License-Identifier: Apache-2.0
// Bookinfo's exercises in fault injection, request timeouts and mirroring: what one sees, and when.
#include <chrono>

#include "e2e/echo_service.h"
#include "e2e/mesh_test.h"
#include "support/eventually.h"

namespace weft::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using ::testing::HasSubstr;

constexpr char kNoReviews[] = "Sorry, product reviews are currently unavailable for this book.";
constexpr char kNoRatings[] = "Ratings service is currently unavailable";

struct TimedPage {
  Answer answer;
  milliseconds took;
};

class Exercises : public MeshTest {
 protected:
  void SetUp() override {
    MeshTest::SetUp();
    ApplyShipped("destination-rule-all");
    ApplyShipped("virtual-service-all-v1");
    ASSERT_TRUE(SettlesOn("none"));
  }

  static TimedPage Visit(const Headers& headers = kAnybody) {
    const auto start = steady_clock::now();
    Answer answer = mesh().Page(headers);
    return {std::move(answer), std::chrono::duration_cast<milliseconds>(steady_clock::now() - start)};
  }
  // The page with these stars, after this time, once the rules have arrived.
  static ::testing::AssertionResult Shows(const std::string& stars, milliseconds after, const Headers& headers = kAnybody) {
    TimedPage page;
    const auto shown = [&] {
      page = Visit(headers);
      return StarsOn(page.answer.body) == stars && page.took >= after - kEarly && page.took <= after + kLate;
    };
    if (Eventually(shown, milliseconds(20'000))) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << "not \"" << stars << "\" after " << after.count() << " ms; the last page showed \""
                                         << StarsOn(page.answer.body) << "\" after " << page.took.count() << " ms";
  }
  // Calls to ratings wait for this long, those of jason alone or everybody's.
  static void DelayRatings(const std::string& delay, bool for_jason_alone) {
    const std::string match = for_jason_alone ? "match: [{headers: {end-user: {exact: jason}}}], " : "";
    ApplyText(R"(
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: ratings}
spec:
  hosts: [ratings]
  http:
  - {)" + match +
              "fault: {delay: {fixedDelay: " + delay +
              R"(, percentage: {value: 100}}}, route: [{destination: {host: ratings, subset: v1}}]}
  - {match: [{uri: {prefix: /}}], route: [{destination: {host: ratings, subset: v1}}]}
)");
  }
  static void RouteReviewsToV2(const std::string& more) {
    ApplyText(R"(
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: reviews}
spec: {hosts: [reviews], http: [{)" +
              more + R"(route: [{destination: {host: reviews, subset: v2}}]}]}
)");
  }

  static constexpr milliseconds kEarly{60};
  static constexpr milliseconds kLate{1200};
};

TEST_F(Exercises, ADelayLongerThanThePagesPatienceShowsTheBug) {
  ApplyShipped("virtual-service-reviews-test-v2");
  ASSERT_TRUE(SettlesOn("black", SignedIn("jason")));
  ApplyShipped("virtual-service-ratings-test-delay");
  EXPECT_TRUE(Shows("no reviews", milliseconds(6000), SignedIn("jason")));
  EXPECT_THAT(mesh().Page(SignedIn("jason")).body, HasSubstr(kNoReviews));
  EXPECT_TRUE(Shows("none", milliseconds(0)));
}

TEST_F(Exercises, Version3TimesOutAndReportsThatRatingsAreMissing) {
  ApplyShipped("virtual-service-reviews-v3");
  ASSERT_TRUE(SettlesOn("red"));
  ApplyShipped("virtual-service-ratings-test-delay");
  EXPECT_TRUE(Shows("no ratings", milliseconds(2500), SignedIn("jason")));
  EXPECT_THAT(mesh().Page(SignedIn("jason")).body, HasSubstr(kNoRatings));
  EXPECT_TRUE(Shows("red", milliseconds(0)));
}

TEST_F(Exercises, AShorterDelayIsWaitedForByVersion3) {
  ApplyShipped("virtual-service-reviews-v3");
  ASSERT_TRUE(SettlesOn("red"));
  DelayRatings("2s", true);
  EXPECT_TRUE(Shows("red", milliseconds(2000), SignedIn("jason")));
  EXPECT_TRUE(Shows("red", milliseconds(0)));
}

TEST_F(Exercises, AnAbortIsSeenAtOnceByJasonAlone) {
  ApplyShipped("virtual-service-reviews-test-v2");
  ASSERT_TRUE(SettlesOn("black", SignedIn("jason")));
  ApplyShipped("virtual-service-ratings-test-abort");
  EXPECT_TRUE(Shows("no ratings", milliseconds(0), SignedIn("jason")));
  EXPECT_THAT(mesh().Page(SignedIn("jason")).body, HasSubstr(kNoRatings));
  EXPECT_TRUE(Shows("none", milliseconds(0)));
}

TEST_F(Exercises, ATimeoutOfHalfASecondEndsBothTriesInOne) {
  RouteReviewsToV2("");
  ASSERT_TRUE(SettlesOn("black"));
  DelayRatings("2s", false);
  ASSERT_TRUE(Shows("black", milliseconds(2000)));
  RouteReviewsToV2("timeout: 0.5s, ");
  EXPECT_TRUE(Shows("no reviews", milliseconds(1000)));
  EXPECT_THAT(mesh().Page().body, HasSubstr(kNoReviews));
}

// ratings v2 is a server of this test's: it counts, and answers nonsense.
TEST_F(Exercises, AMirrorReceivesACopyAndTheVisitorSeesVersion1Alone) {
  EchoService mirror(500);
  ApplyShipped("virtual-service-reviews-v3");
  ASSERT_TRUE(SettlesOn("red"));
  ApplyText(R"(
apiVersion: networking.istio.io/v1
kind: WorkloadEntry
metadata: {name: ratings-mirror}
spec: {address: 127.0.0.1, ports: {http: )" +
            std::to_string(mirror.port()) + R"(}, labels: {app: ratings, version: v2}}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: ratings}
spec:
  hosts: [ratings]
  http:
  - route: [{destination: {host: ratings, subset: v1}}]
    mirror: {host: ratings, subset: v2}
    mirrorPercentage: {value: 100}
)");
  ASSERT_TRUE(Eventually([&] { return mesh().Page().status == 200 && mirror.Requests().size() > 0; }, milliseconds(10'000)));
  const size_t before = mirror.Requests().size();
  for (int i = 0; i < 20; ++i) ASSERT_EQ(StarsOn(mesh().Page().body), "red");
  EXPECT_TRUE(Eventually([&] { return mirror.Requests().size() >= before + 20; })) << mirror.Requests().size() - before;
  EXPECT_EQ(mirror.Requests().back().path, "/ratings/0");
  EXPECT_EQ(mirror.Requests().back().host, "ratings:9080");
  mesh().kubectl().Must({"delete", "workloadentry", "ratings-mirror"});
}

}  // namespace
}  // namespace weft::test
