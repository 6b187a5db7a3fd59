// SPDX-License-Identifier: Apache-2.0
#include "engine/match/domain_index.h"

#include <gtest/gtest.h>

namespace weft::engine {
namespace {

constexpr uint32_t kNone = DomainIndex::kNone;

TEST(DomainIndex, PrefersExactThenLongestSuffixThenLongestPrefixThenAny) {
  const DomainIndex index({{"*", 0}, {"shop.*", 1}, {"shop.de*", 2}, {"*.com", 3}, {"*.shop.com", 4}, {"shop.com", 5}});
  EXPECT_EQ(index.Find("shop.com"), 5u);
  EXPECT_EQ(index.Find("a.shop.com"), 4u);
  EXPECT_EQ(index.Find("shop.eu.com"), 3u);
  EXPECT_EQ(index.Find("shop.dev"), 2u);
  EXPECT_EQ(index.Find("shop.org"), 1u);
  EXPECT_EQ(index.Find("bank.org"), 0u);
}

TEST(DomainIndex, IgnoresLetterCase) {
  const DomainIndex index({{"Reviews", 1}, {"*.Shop.com", 2}});
  EXPECT_EQ(index.Find("rEVIEWS"), 1u);
  EXPECT_EQ(index.Find("A.SHOP.COM"), 2u);
}

TEST(DomainIndex, TriesThePortFirstAndThenWithout) {
  const DomainIndex index({{"reviews", 1}, {"reviews:9080", 2}, {"[::1]", 3}});
  EXPECT_EQ(index.Find("reviews:9080"), 2u);
  EXPECT_EQ(index.Find("reviews:80"), 1u);
  EXPECT_EQ(index.Find("[::1]:80"), 3u);
  EXPECT_EQ(index.Find("reviews:http"), kNone);
  EXPECT_EQ(index.Find("reviews:"), kNone);
}

TEST(DomainIndex, ABareIpv6AddressHasNoPortToDrop) {
  const DomainIndex index({{"fe80:", 1}});
  EXPECT_EQ(index.Find("fe80::1"), kNone);
}

TEST(DomainIndex, AStarStandsForAtLeastOneCharacter) {
  const DomainIndex index({{"*.com", 1}, {"shop.*", 2}});
  EXPECT_EQ(index.Find(".com"), kNone);
  EXPECT_EQ(index.Find("shop."), kNone);
}

TEST(DomainIndex, OfEqualDomainsTheFirstListedWins) {
  const DomainIndex index({{"a", 1}, {"a", 2}, {"*.b", 3}, {"*.B", 4}, {"*", 5}, {"*", 6}});
  EXPECT_EQ(index.Find("a"), 1u);
  EXPECT_EQ(index.Find("x.b"), 3u);
  EXPECT_EQ(index.Find("x"), 5u);
}

TEST(DomainIndex, AnAuthorityBeyondAllMeasureFitsTheStarAlone) {
  const std::string huge(DomainIndex::kMaxAuthority + 1, 'a');
  EXPECT_EQ(DomainIndex({{"a*", 1}, {"*", 2}}).Find(huge), 2u);
  EXPECT_EQ(DomainIndex({{"a*", 1}}).Find(huge), kNone);
}

TEST(DomainIndex, ChecksWhatADomainIs) {
  for (const char* good : {"a", "*", "*.a", "a.*", "*a", "a:80"}) EXPECT_TRUE(DomainIndex::IsDomain(good)) << good;
  for (const char* bad : {"", "a.*.b", "**", "*.a.*"}) EXPECT_FALSE(DomainIndex::IsDomain(bad)) << bad;
}

}  // namespace
}  // namespace weft::engine
