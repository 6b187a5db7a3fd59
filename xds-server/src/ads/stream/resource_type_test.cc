// SPDX-License-Identifier: Apache-2.0
#include "ads/stream/resource_type.h"

#include "gmock/gmock.h"

namespace weft::ads {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(ResourceTypes, WhatOthersReferToIsSentFirstAndRemovedLast) {
  ResourceTypes types;
  const TypeId gate = *types.Register({.url = "gate", .short_name = "GATE"});
  const TypeId path = *types.Register({.url = "path", .short_name = "PATH"});
  const TypeId pool = *types.Register({.url = "pool", .short_name = "POOL", .used_by = {"gate", "path"}});
  const TypeId member = *types.Register({.url = "member", .short_name = "MEMBER", .used_by = {"path"}});
  const TypeId secret = *types.Register({.url = "secret", .short_name = "SECRET", .used_by = {"pool"}});
  EXPECT_THAT(types.send_order(), ElementsAre(secret, pool, member, gate, path));
  EXPECT_THAT(types.removal_order(), ElementsAre(gate, path, pool, member, secret));
  EXPECT_THAT(types.users(pool), ElementsAre(gate, path));
  EXPECT_THAT(types.users(gate), IsEmpty());
}

TEST(ResourceTypes, ATypeIsFoundByItsUrl) {
  ResourceTypes types;
  const TypeId pool = *types.Register({.url = "pool", .short_name = "POOL", .full_state = true});
  EXPECT_EQ(types.Find("pool"), pool);
  EXPECT_EQ(types.Find("POOL"), std::nullopt);
  EXPECT_TRUE(types.at(pool).full_state);
}

TEST(ResourceTypes, ATypeKnowsWhatWarmsIt) {
  ResourceTypes types;
  const TypeId pool = *types.Register({.url = "pool"});
  const TypeId member = *types.Register({.url = "member", .warms = "pool"});
  EXPECT_THAT(types.warmed_by(pool), ElementsAre(member));
  EXPECT_THAT(types.warmed_by(member), IsEmpty());
}

TEST(ResourceTypes, ADependencyMustBeRegisteredBefore) {
  ResourceTypes types;
  EXPECT_THAT(std::string(types.Register({.url = "pool", .used_by = {"gate"}}).status().message()),
              HasSubstr("\"pool\": used_by: \"gate\" is not registered"));
  EXPECT_THAT(std::string(types.Register({.url = "member", .warms = "pool"}).status().message()),
              HasSubstr("\"member\": warms: \"pool\" is not registered"));
  EXPECT_EQ(types.size(), 0u);
}

TEST(ResourceTypes, AUrlIsRequiredAndTakenOnce) {
  ResourceTypes types;
  ASSERT_TRUE(types.Register({.url = "pool"}).ok());
  EXPECT_EQ(types.Register({.url = "pool"}).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(types.Register({}).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace weft::ads
