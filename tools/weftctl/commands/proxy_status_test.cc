// SPDX-License-Identifier: Apache-2.0
#include "weftctl/commands/proxy_status.h"

#include <gmock/gmock.h>

#include "weftctl/client/api_address.h"
#include "weftctl/output/terminal.h"
#include "weftctl/testing/fake_api.h"
#include "weftctl/testing/run.h"

namespace weft::ctl {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kSyncz[] = R"({"server": "xds-server", "version": "12", "clients": [
  {"stream": 1, "peer": "ipv4:127.0.0.1:1", "protocol": "delta", "namespace": "default", "cluster": "reviews", "version": "0.1.0",
   "node": "sidecar~10.0.0.1~reviews-1.default~default.svc.cluster.local",
   "types": {"LDS": {"state": "SYNCED"}, "RDS": {"state": "NACKED", "nacked": "12", "message": "all of it",
             "refused": [{"name": "outbound|9080||ratings", "version": "12", "message": "no valid routes"}]},
             "CDS": {"state": "STALE"}, "EDS": {"state": "NOT_SENT"}}},
  {"stream": 2, "peer": "", "protocol": "state of the world", "namespace": "default", "node": "grpc-1", "version": "1.51.1",
   "leftOut": ["virtualservice/default/reviews http[0].corsPolicy: browsers alone"],
   "types": {"LDS": {"state": "SYNCED"}, "CDS": {"state": "NACKED", "nacked": "7", "message": "out of memory"}}},
  {"stream": 3, "peer": "ipv4:127.0.0.1:3", "protocol": "delta"}]})";

class ProxyStatus : public ::testing::Test {
 protected:
  ProxyStatus() { api_.Reply({200, kSyncz, {}}); }
  Ran Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "proxy-status");
    arguments.insert(arguments.end(), {"--admin", api_.Address()});
    return RunCtl(std::move(arguments));
  }

  FakeApi api_;
};

TEST_F(ProxyStatus, HasALineForEachClientThatSaidWhoItIs) {
  const Ran ran = Run({});
  EXPECT_EQ(ran.code, kDone) << ran.err;
  EXPECT_THAT(ran.out, StartsWith("NAME                CLUSTER   ISTIOD       VERSION   SUBSCRIBED TYPES\n"
                                  "reviews-1.default   reviews   xds-server   0.1.0     4 (CDS,LDS,EDS,RDS)\n"
                                  "grpc-1              -         xds-server   1.51.1    2 (CDS,LDS)\n\n"));
  EXPECT_THAT(api_.Requests(), ::testing::ElementsAre("GET /debug/syncz"));
}

TEST_F(ProxyStatus, ShowsHowFarEachTypeHasCome) {
  EXPECT_THAT(Run({"-v", "1"}).out,
              StartsWith("NAME                CLUSTER   CDS       LDS       EDS        RDS       ISTIOD       VERSION\n"
                         "reviews-1.default   reviews   STALE     SYNCED    NOT SENT   ERROR     xds-server   0.1.0\n"
                         "grpc-1              -         ERROR     SYNCED    IGNORED    IGNORED   xds-server   1.51.1\n"));
}

TEST(ProxyStatusAges, TellHowLongAgoSomethingWasSent) {
  FakeApi api;
  api.Reply({200,
             R"({"server": "xds-server", "time": "2026-03-01T12:03:20Z", "clients": [
    {"node": "a", "types": {"CDS": {"state": "SYNCED", "updated": "2026-03-01T12:00:00Z"},
                            "LDS": {"state": "NACKED", "updated": "2026-03-01T12:03:08Z"}, "EDS": {"state": "NOT_SENT"},
                            "RDS": {"state": "STALE", "updated": "2026-02-27T12:00:00Z"}}}]})",
             {}});
  EXPECT_EQ(RunCtl({"ps", "-v", "1", "--admin", api.Address()}).out,
            "NAME      CLUSTER   CDS           LDS           EDS        RDS          ISTIOD       VERSION\n"
            "a         -         SYNCED (3m)   ERROR (12s)   NOT SENT   STALE (2d)   xds-server   -\n");
}

TEST_F(ProxyStatus, TellsWhatIsRefusedAndWhatIsLeftOut) {
  EXPECT_THAT(Run({}).out, AllOf(HasSubstr("\nRefused by reviews-1.default:\n"
                                           "  RDS outbound|9080||ratings (version 12): no valid routes\n"),
                                 HasSubstr("\nRefused by grpc-1:\n  CDS (version 7): out of memory\n"),
                                 HasSubstr("\nLeft out for grpc-1:\n"
                                           "  virtualservice/default/reviews http[0].corsPolicy: browsers alone\n")));
}

TEST_F(ProxyStatus, ShowsOneClientByItsNameOrItsNode) {
  for (const char* name : {"reviews-1", "reviews-1.default", "sidecar~10.0.0.1~reviews-1.default~default.svc.cluster.local"}) {
    EXPECT_THAT(Run({name}).out, AllOf(HasSubstr("reviews-1.default"), Not(HasSubstr("grpc-1")))) << name;
  }
  const Ran unknown = Run({"reviews-2"});
  EXPECT_EQ(unknown.code, kRefused);
  EXPECT_THAT(unknown.err, HasSubstr("no client is called \"reviews-2\""));
}

TEST_F(ProxyStatus, IsForProgramsToo) {
  const Json clients = Json::parse(Run({"grpc-1", "-o", "json"}).out);
  ASSERT_EQ(clients.size(), 1u);
  EXPECT_EQ(clients[0]["types"]["CDS"]["message"], "out of memory");
  EXPECT_THAT(Run({"-o", "yaml"}).out, HasSubstr("node: grpc-1\n"));
  EXPECT_EQ(Run({"-o", "xml"}).code, kUsage);
  EXPECT_EQ(Run({"-v", "2"}).code, kUsage);
}

TEST(ProxyStatusWithout, ClientsSaysSo) {
  FakeApi api;
  api.Reply({200, R"({"clients": []})", {}});
  EXPECT_EQ(RunCtl({"ps", "--admin", api.Address()}).out, "No clients are connected.\n");
}

TEST(ProxyStatusWithout, AServerSaysWhereItLooked) {
  const Ran ran = RunCtl({"proxy-status", "--admin", "127.0.0.1:1"});
  EXPECT_EQ(ran.code, kRefused);
  EXPECT_THAT(ran.err, StartsWith("error: nobody answers at http://127.0.0.1:1, where the admin port of xds-server should be"));
  FakeApi api;
  api.Reply({200, R"({"kind": "Status"})", {}});
  EXPECT_THAT(RunCtl({"ps", "--admin", api.Address()}).err, HasSubstr("is not the admin port of xds-server"));
}

TEST(AdminAddress, IsTheFlagsThenTheEnvironments) {
  const GetVariable none = [](std::string_view) { return std::nullopt; };
  const GetVariable demo = [](std::string_view name) {
    return name == "ADMIN_URL" ? std::optional<std::string>("http://127.0.0.1:4711") : std::nullopt;
  };
  const GetVariable both = [](std::string_view name) -> std::optional<std::string> {
    return name == "WEFT_ADMIN" ? "mesh:15014" : "http://127.0.0.1:4711";
  };
  EXPECT_EQ(*FindAdminAddress("", none), "http://127.0.0.1:15014");
  EXPECT_EQ(*FindAdminAddress("", demo), "http://127.0.0.1:4711");
  EXPECT_EQ(*FindAdminAddress("", both), "http://mesh:15014");
  EXPECT_EQ(*FindAdminAddress("http://a:1/", both), "http://a:1");
  EXPECT_THAT(std::string(FindAdminAddress("https://a", none).status().message()), HasSubstr("--admin is \"https://a\""));
}

}  // namespace
}  // namespace weft::ctl
