// The tool that says where a call goes, held against where the calls go.
#include "e2e/mesh_test.h"

namespace weft::test {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;

class Explain : public MeshTest {
 protected:
  static Result Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {BinDir() / "weftctl", "--server", mesh().ApiUrl(), "explain", "--from", "productpage",
                                         "--to", "reviews:9080"});
    return RunCommand({.argv = std::move(arguments)});
  }
};

TEST_F(Explain, SaysThatJasonGoesToV2AndEverybodyElseToV1) {
  ApplyShipped("destination-rule-reviews");
  ApplyShipped("virtual-service-reviews-test-v2");
  ASSERT_TRUE(SettlesOn("black", SignedIn("jason")));
  const Result jason = Run({"--header", "end-user=jason", "-o", "json"});
  ASSERT_EQ(jason.exit_code, 0) << jason.All();
  const json report = json::parse(jason.out);
  EXPECT_EQ(report["rule"]["field"], "http[0].match[0]");
  EXPECT_EQ(report["destinations"][0]["subset"], "v2");
  EXPECT_EQ(report["destinations"][0]["endpoints"][0]["labels"]["version"], "v2");
  const Result others = Run({});
  EXPECT_THAT(others.out,
              AllOf(HasSubstr("http[1]"), HasSubstr("v1 (version=v1)"), HasSubstr("header \"end-user\" is missing")))
      << others.All();
}

TEST_F(Explain, NeedsNoServerForFiles) {
  const Result result =
      RunCommand({.argv = {BinDir() / "weftctl", "--server", "http://127.0.0.1:1", "explain", "--from", "productpage", "--to",
                           "reviews", "--header", "end-user=jason", "-f", NetworkingManifest("virtual-service-reviews-test-v2"),
                           NetworkingManifest("destination-rule-all"), SourceDir() / "bookinfo-cpp/manifests/platform"}});
  EXPECT_EQ(result.exit_code, 0) << result.All();
  EXPECT_THAT(result.out, AllOf(HasSubstr("virtual-service-reviews-test-v2.yaml:"), HasSubstr("v2 (version=v2)")));
}

}  // namespace
}  // namespace weft::test
