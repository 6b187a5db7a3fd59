// SPDX-License-Identifier: Apache-2.0
#include "clients/capability.h"

#include <set>

#include "gmock/gmock.h"

namespace weft::clients {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;

TEST(Capabilities, HaveNamesOfTheirOwn) {
  std::set<std::string_view> names;
  for (const CapabilityInfo& info : AllCapabilities()) {
    EXPECT_TRUE(names.insert(info.name).second) << info.name;
    EXPECT_EQ(&InfoOf(info.capability), &info);
    EXPECT_FALSE(info.with.empty() || info.without.empty()) << info.name;
  }
}

TEST(Capabilities, AreASetWithAnOrder) {
  CapabilitySet set;
  EXPECT_TRUE(set.empty());
  set.Add(Capability::kMirror);
  set.Add(Capability::kEjectionByStatistics);
  EXPECT_THAT(NamesOf(set), ElementsAre("mirror", "ejection_by_statistics"));
  CapabilitySet fewer = set;
  fewer.Remove(Capability::kEjectionByStatistics);
  EXPECT_LT(fewer, set);
  EXPECT_EQ(fewer & set, fewer);
  EXPECT_EQ(fewer | set, set);
}

// What releases before features were announced could do is history: a row of the table must not change it.
TEST(Capabilities, OfAnSdkWithoutFeaturesAreFrozen) {
  EXPECT_THAT(
      NamesOf(OfSdkWithoutFeatures()),
      ElementsAre("rewrite", "header_changes", "mirror", "redirect", "direct_response", "cors", "query_match",
                  "pseudo_header_match", "any_path", "http_retry", "per_try_timeout", "retry_priority", "least_request",
                  "route_origin", "resource_errors", "same_table_again", "missing_header_as_empty", "logical_dns_names"));
}

TEST(Capabilities, OfEnvoyAreAllPolicies) {
  for (const CapabilityInfo& info : AllCapabilities()) {
    EXPECT_TRUE(OfEnvoy().Has(info.capability) || !info.is_policy()) << info.name;
  }
  EXPECT_THAT(NamesOf(OfGrpc()), Not(Contains("mirror")));
}

TEST(Capabilities, SayWhatAClientWithoutThemDoes) { EXPECT_EQ(WhyWithout(Capability::kMirror), "this client sends no copies"); }

}  // namespace
}  // namespace weft::clients
