// SPDX-License-Identifier: Apache-2.0
// Every networking manifest that is shipped does what its comment promises. A file without a row fails.
#include <sqlite3.h>

#include <cmath>
#include <filesystem>
#include <set>

#include "e2e/book_service.h"
#include "e2e/mesh_test.h"
#include "support/eventually.h"
#include "support/statistics.h"

namespace weft::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// A share that is tested in passing may be wrong by chance once in a million runs; 80/20 is still distinguished from 90/10
// every time.
constexpr double kOnceInAMillion = 1e-6;

void MakeRatings(const std::string& path, int first, int second) {
  sqlite3* handle = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &handle), SQLITE_OK);
  const std::string statements =
      "CREATE TABLE ratings (ReviewID INTEGER PRIMARY KEY, Rating INTEGER);"
      "INSERT INTO ratings VALUES (1, " +
      std::to_string(first) + "), (2, " + std::to_string(second) + ");";
  EXPECT_EQ(sqlite3_exec(handle, statements.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(handle);
}

struct Row {
  const char* file;
  // What is applied before the file.
  std::vector<const char*> after;
  void (*check)();

  friend void PrintTo(const Row& row, std::ostream* out) { *out << row.file; }
};

class NetworkingManifests : public MeshTest {
 protected:
  static void SetUpTestSuite() {
    MeshTest::SetUpTestSuite();
    books_ = std::make_unique<BookService>("Weft & Sons");
  }
  static void TearDownTestSuite() {
    MeshTest::TearDownTestSuite();
    books_.reset();
  }

 public:
  static void NothingChanges() {
    EXPECT_TRUE(Eventually([] { return CountStars(9).size() == 3; })) << "not every version of reviews is seen";
    for (int i = 0; i < 30; ++i) {
      const Answer page = mesh().Page();
      ASSERT_EQ(page.status, 200);
      ASSERT_TRUE(ShowsDetails(page.body));
      ASSERT_THAT(StarsOn(page.body), Not(HasSubstr("no ")));
    }
  }
  // A way in from outside changes nothing inside.
  static void AWayInIsBound() {
    mesh().kubectl().Must({"wait", "vs/bookinfo", "--for=condition=AppliesToGateways", "--timeout=20s"});
    NothingChanges();
    EXPECT_EQ(Get(mesh().page_port(), "/health").status, 200);
  }
  static void EveryVersionAtRandom() {
    NothingChanges();
    std::vector<bool> first;
    for (int i = 0; i < 300; ++i) first.push_back(ReviewsVersionOn(mesh().Page().body) == "v1");
    EXPECT_GT(BinomialPValue(std::count(first.begin(), first.end(), true), 300, 1.0 / 3), kOnceInAMillion);
    EXPECT_GT(RunsPValue(first), kOnceInAMillion) << "in turn, not at random: " << CountRuns(first) << " runs of 300";
  }
  static void DetailsFailWith555() {
    EXPECT_TRUE(Eventually([] { return Get(mesh().page_port(), "/api/v1/products/0").status == 555; }));
    const Answer page = mesh().Page();
    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.body, HasSubstr("Error fetching product details"));
    EXPECT_NE(ReviewsPodOn(page.body), "");
  }
  static void NoStars() {
    EXPECT_TRUE(SettlesOn("none"));
    EXPECT_TRUE(SettlesOn("none", SignedIn("jason")));
  }
  static void RedStars() {
    EXPECT_TRUE(SettlesOn("red"));
    EXPECT_TRUE(SettlesOn("red", SignedIn("jason")));
  }
  static void DetailsFromTheBookService() {
    mesh().StartService("details", "v2", {"--external-books", "--book-service", "books.example:80"});
    ApplyText(R"(
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: books}
spec:
  hosts: [books.example]
  ports: [{number: 80, name: http, protocol: HTTP}]
  location: MESH_EXTERNAL
  resolution: STATIC
  endpoints: [{address: 127.0.0.1, ports: {http: )" +
              std::to_string(books_->port()) + "}}]\n");
    EXPECT_TRUE(Eventually([] { return mesh().Page().body.find("Weft &amp; Sons") != std::string::npos; }, seconds(10)))
        << Get(mesh().page_port(), "/api/v1/products/0").body;
    mesh().KillService("details", "v2");
  }
  // Red stars, as many as the database of that version of ratings has, and a change of a row at the next reload.
  template <int kFirst, int kSecond>
  static void StarsFromDatabase(const std::string& version) {
    const std::string path = mesh().folder() / (version + ".sqlite");
    MakeRatings(path, kFirst, kSecond);
    mesh().StartService("ratings", version, {"--database", path});
    ASSERT_TRUE(SettlesOn("red", kAnybody, 20, seconds(10)));
    EXPECT_THAT(mesh().Page().body, AllOf(HasSubstr(Label(kFirst)), HasSubstr(Label(kSecond))));
    std::filesystem::remove(path);
    MakeRatings(path, kSecond, kSecond);
    EXPECT_THAT(mesh().Page().body, Not(HasSubstr(Label(kFirst))));
    mesh().KillService("ratings", version);
  }
  static std::string Label(int stars) { return "aria-label=\"" + std::to_string(stars) + " of 5 stars\""; }

  static void JasonSeesARatingError() {
    EXPECT_TRUE(SettlesOn("no ratings", SignedIn("jason")));
    EXPECT_THAT(mesh().Page(SignedIn("jason")).body, HasSubstr("Ratings service is currently unavailable"));
    EXPECT_TRUE(SettlesOn("none"));
  }
  // Reviews v2 waits for 7 s, but productpage gives it two tries of 3 s.
  static void JasonWaitsSixSecondsForNoReviews() {
    EXPECT_TRUE(SettlesOn("none"));
    const Headers jason = SignedIn("jason");
    const auto start = std::chrono::steady_clock::now();
    const Answer page = mesh().Page(jason);
    const auto took = std::chrono::steady_clock::now() - start;
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(StarsOn(page.body), "no reviews");
    EXPECT_THAT(page.body, HasSubstr("Sorry, product reviews are currently unavailable for this book."));
    EXPECT_GE(took, milliseconds(5900));
    EXPECT_LE(took, milliseconds(7500));
    EXPECT_TRUE(SettlesOn("none"));
  }
  static void JasonSeesBlackAndOthersNone() {
    EXPECT_TRUE(SettlesOn("black", SignedIn("jason")));
    EXPECT_TRUE(SettlesOn("none"));
  }
  static void JasonSeesBlackAndOthersRed() {
    EXPECT_TRUE(SettlesOn("black", SignedIn("jason")));
    EXPECT_TRUE(SettlesOn("red"));
  }
  // `share` of the pages shows `one`, all others show `other`.
  static void Split(const std::string& one, const std::string& other, double share) {
    // Without the rule every version answers in turn: twelve pages without the third show that it has arrived.
    ASSERT_TRUE(Eventually([&] {
      const auto seen = CountStars(12);
      return seen.size() == seen.count(one) + seen.count(other);
    }));
    constexpr int kPages = 600;
    const std::map<std::string, int> counts = CountStars(kPages);
    const auto count = [&](const std::string& stars) { return counts.contains(stars) ? counts.at(stars) : 0; };
    EXPECT_EQ(count(one) + count(other), kPages) << "something else was seen";
    EXPECT_GT(BinomialPValue(count(one), kPages, share), kOnceInAMillion) << count(one) << " of " << kPages << " were " << one;
  }

 private:
  static std::unique_ptr<BookService> books_;
};

std::unique_ptr<BookService> NetworkingManifests::books_;

using N = NetworkingManifests;
constexpr char kManifestSubsets[] = "destination-rule-all";
constexpr char kAllV1[] = "virtual-service-all-v1";
constexpr char kTestV2[] = "virtual-service-reviews-test-v2";

const Row kRows[] = {
    {"bookinfo-gateway", {}, [] { N::AWayInIsBound(); }},
    {"destination-rule-all", {}, [] { N::NothingChanges(); }},
    {"destination-rule-reviews", {}, [] { N::EveryVersionAtRandom(); }},
    {"fault-injection-details-v1", {kManifestSubsets}, [] { N::DetailsFailWith555(); }},
    {"virtual-service-all-v1", {kManifestSubsets}, [] { N::NoStars(); }},
    {"virtual-service-details-v2", {kManifestSubsets}, [] { N::DetailsFromTheBookService(); }},
    {"virtual-service-ratings-db", {kManifestSubsets}, [] { N::StarsFromDatabase<1, 2>("v2"); }},
    {"virtual-service-ratings-mysql", {kManifestSubsets}, [] { N::StarsFromDatabase<2, 3>("v2-mysql"); }},
    {"virtual-service-ratings-mysql-vm", {kManifestSubsets}, [] { N::StarsFromDatabase<3, 1>("v2-mysql-vm"); }},
    {"virtual-service-ratings-test-abort", {kManifestSubsets, kAllV1, kTestV2}, [] { N::JasonSeesARatingError(); }},
    {"virtual-service-ratings-test-delay", {kManifestSubsets, kAllV1, kTestV2}, [] { N::JasonWaitsSixSecondsForNoReviews(); }},
    {"virtual-service-reviews-50-v3", {kManifestSubsets, kAllV1}, [] { N::Split("red", "none", 0.5); }},
    {"virtual-service-reviews-80-20", {kManifestSubsets, kAllV1}, [] { N::Split("black", "none", 0.2); }},
    {"virtual-service-reviews-90-10", {kManifestSubsets, kAllV1}, [] { N::Split("black", "none", 0.1); }},
    {"virtual-service-reviews-jason-v2-v3", {kManifestSubsets, kAllV1}, [] { N::JasonSeesBlackAndOthersRed(); }},
    {"virtual-service-reviews-test-v2", {kManifestSubsets, kAllV1}, [] { N::JasonSeesBlackAndOthersNone(); }},
    {"virtual-service-reviews-v2-v3", {kManifestSubsets}, [] { N::Split("black", "red", 0.5); }},
    {"virtual-service-reviews-v3", {kManifestSubsets, kAllV1}, [] { N::RedStars(); }},
};

TEST_F(NetworkingManifests, EachHasARow) {
  std::set<std::string> without_row;
  for (const auto& entry : std::filesystem::directory_iterator(NetworkingManifest("").parent_path())) {
    without_row.insert(entry.path().filename());
  }
  for (const Row& row : kRows)
    EXPECT_EQ(without_row.erase(std::string(row.file) + ".yaml"), 1u) << row.file << " is not shipped";
  EXPECT_THAT(without_row, IsEmpty());
}

TEST_F(NetworkingManifests, AreAcceptedWithoutAWarning) {
  for (const char* name : {kManifestSubsets, kAllV1}) ApplyShipped(name);
  for (const Row& row : kRows) {
    const Result result = mesh().kubectl().Run({"apply", "-f", NetworkingManifest(row.file)});
    EXPECT_EQ(result.exit_code, 0) << result.All();
    EXPECT_EQ(result.err, "") << row.file;
  }
}

class NetworkingManifestsTable : public NetworkingManifests, public ::testing::WithParamInterface<Row> {};

TEST_P(NetworkingManifestsTable, DoesWhatItDefines) {
  for (const char* name : GetParam().after) ApplyShipped(name);
  ApplyShipped(GetParam().file);
  GetParam().check();
}

INSTANTIATE_TEST_SUITE_P(File, NetworkingManifestsTable, ::testing::ValuesIn(kRows), [](const auto& info) {
  std::string name = info.param.file;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace weft::test
