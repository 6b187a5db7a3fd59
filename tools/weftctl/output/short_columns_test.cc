// SPDX-License-Identifier: Apache-2.0
#include "weftctl/output/short_columns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "base/table_printer.h"
#include "weftctl/client/api_address.h"

namespace weft::ctl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);

TEST(ShortColumns, AreThoseOfIstioctl) {
  manifest::Json rule = {{"metadata", {{"name", "r"}, {"namespace", "n"}, {"creationTimestamp", "2023-11-14T22:12:20Z"}}},
                         {"spec", {{"host", "reviews"}, {"subsets", {{{"name", "v1"}}, {{"name", "v2"}}}}}}};
  const manifest::Kind& kind = *manifest::FindByAnyName("dr");
  EXPECT_THAT(ShortHead(kind), ElementsAre("DESTINATION-RULE NAME", "HOST", "SUBSETS", "NAMESPACE", "AGE"));
  EXPECT_THAT(ShortRow(kind, rule, kNow), ElementsAre("r", "reviews", "v1,v2", "n", "1m"));
  manifest::Json entry = {{"spec", {{"hosts", {"a", "b"}}, {"ports", {{{"number", 80}, {"protocol", "HTTP"}}}}}}};
  EXPECT_THAT(ShortHead(*manifest::FindByAnyName("se")),
              ElementsAre("SERVICE-ENTRY NAME", "HOSTS", "PORTS", "NAMESPACE", "AGE"));
  EXPECT_THAT(ShortRow(*manifest::FindByAnyName("se"), entry, kNow), ElementsAre("", "a,b", "HTTP/80", "", "<unknown>"));
  manifest::Json gateway = {{"spec", {{"servers", {{{"hosts", {"a", "b"}}}, {{"hosts", {"*"}}}}}}}};
  EXPECT_THAT(ShortHead(*manifest::FindByAnyName("gw")), ElementsAre("GATEWAY NAME", "HOSTS", "NAMESPACE", "AGE"));
  EXPECT_THAT(ShortRow(*manifest::FindByAnyName("gw"), gateway, kNow), ElementsAre("", "a,b,*", "", "<unknown>"));
  EXPECT_THAT(ShortRow(*manifest::FindByAnyName("we"), rule, kNow), ElementsAre("r", "WorkloadEntry", "n", "1m"));
  for (const manifest::Kind& any : manifest::Kinds())
    EXPECT_EQ(ShortHead(any).size(), ShortRow(any, rule, kNow).size()) << any.kind;
}

TEST(ShortColumns, AgeHasOneUnit) {
  auto age = [](int64_t seconds) { return ShortAge(absl::ToUnixSeconds(kNow) - seconds, kNow); };
  EXPECT_EQ(age(-5), "0s");
  EXPECT_EQ(age(59), "59s");
  EXPECT_EQ(age(3599), "59m");
  EXPECT_EQ(age(86399), "23h");
  EXPECT_EQ(age(86400 * 364), "364d");
  EXPECT_EQ(age(86400 * 365), "1y");
}

TEST(TablePrinter, AlignsColumnsByCharacters) {
  std::ostringstream out;
  PrintTable({{"A", "B", "C"}, {"\xC3\xA9\xC3\xA9", "a long cell", "x"}}, out);
  EXPECT_EQ(out.str(), "A         B             C\n\xC3\xA9\xC3\xA9        a long cell   x\n");
}

TEST(ApiAddress, FlagThenVariableThenKubeconfigThenDefault) {
  std::string file = ::testing::TempDir() + "weftctl-kubeconfig";
  FILE* out = fopen(file.c_str(), "w");
  ASSERT_NE(out, nullptr);
  fputs(
      "current-context: b\ncontexts:\n- {name: a, context: {cluster: x}}\n- {name: b, context: {cluster: y}}\n"
      "clusters:\n- {name: x, cluster: {server: 'http://x:1'}}\n- {name: y, cluster: {server: 'http://y:2/'}}\n",
      out);
  fclose(out);
  std::string api = "localhost:3";
  std::string kubeconfig = "/nowhere:" + file;
  GetVariable variable = [&](std::string_view name) -> std::optional<std::string> {
    return name == "WEFT_API" ? api : kubeconfig;
  };
  EXPECT_EQ(FindApiAddress("http://flag:4", variable).value(), "http://flag:4");
  EXPECT_EQ(FindApiAddress("", variable).value(), "http://localhost:3");
  api.clear();
  EXPECT_EQ(FindApiAddress("", variable).value(), "http://y:2");
  kubeconfig.clear();
  EXPECT_EQ(FindApiAddress("", variable).value(), "http://127.0.0.1:16443");
  EXPECT_THAT(std::string(FindApiAddress("https://x", variable).status().message()), HasSubstr("--server is \"https://x\""));
  remove(file.c_str());
}

}  // namespace
}  // namespace weft::ctl
