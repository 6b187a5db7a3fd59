// SPDX-License-Identifier: Apache-2.0
#include "ads/hub/resource_cache.h"

#include "ads/testing/fake_source.h"
#include "gmock/gmock.h"

namespace weft::ads {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::kPath;
using testing::kPool;

class ResourceCacheTest : public ::testing::Test {
 protected:
  ResourceCacheTest() {
    source_.Put(kPath, "a", "1");
    source_.Put(kPool, "a", "1");
    source_.Take();
    ::envoy::config::core::v3::Node node;
    node.set_id("node");
    shape_ = source_.Identify(1, node)->shape;
  }
  std::vector<ResourceKey> Change() { return cache_.Update(source_.Take()); }

  testing::FakeSource source_;
  ResourceCache cache_{source_, testing::kTestTypes};
  ShapeId shape_ = 0;
};

TEST_F(ResourceCacheTest, WhatComesOutTheSameStaysTheSameObject) {
  cache_.Acquire({shape_, kPath, "a"});
  const auto before = cache_.Get(shape_, kPath, "a").encoded;
  ASSERT_NE(before, nullptr);
  source_.Put(kPath, "a", "1");
  EXPECT_THAT(Change(), IsEmpty());
  EXPECT_EQ(cache_.Get(shape_, kPath, "a").encoded, before);
  source_.Put(kPath, "a", "2");
  EXPECT_THAT(Change(), ElementsAre(ResourceKey{shape_, kPath, "a"}));
  EXPECT_NE(cache_.Get(shape_, kPath, "a").encoded, before);
}

TEST_F(ResourceCacheTest, WhatIsGoneIsKeptUntilThereIsAnother) {
  cache_.Acquire({shape_, kPath, "a"});
  const auto before = cache_.Get(shape_, kPath, "a").encoded;
  source_.Remove(kPath, "a");
  Change();
  EXPECT_EQ(cache_.Get(shape_, kPath, "a").encoded, nullptr);
  EXPECT_EQ(cache_.Get(shape_, kPath, "a").hash, 0u);
  EXPECT_EQ(cache_.Get(shape_, kPath, "a").missing, "there is no \"a\"");
  EXPECT_EQ(cache_.Get(shape_, kPath, "a").last, before);
  source_.Put(kPath, "a", "2");
  Change();
  EXPECT_EQ(cache_.Get(shape_, kPath, "a").last, nullptr);
}

TEST_F(ResourceCacheTest, AllNamesAreOneListUntilThereAreOthers) {
  const auto names = cache_.AllNames(shape_, kPool);
  EXPECT_THAT(*names, ElementsAre("a"));
  source_.Put(kPath, "b", "1");
  Change();
  EXPECT_EQ(cache_.AllNames(shape_, kPool), names);
  source_.Put(kPool, "b", "1");
  Change();
  EXPECT_THAT(*cache_.AllNames(shape_, kPool), ElementsAre("a", "b"));
}

TEST_F(ResourceCacheTest, AResourceIsAskedForOnceAndReleasedByTheLastUser) {
  cache_.Acquire({shape_, kPath, "a"});
  cache_.Acquire({shape_, kPath, "a"});
  EXPECT_EQ(cache_.size(), 1u);
  cache_.Release({shape_, kPath, "a"});
  EXPECT_THAT(source_.asked(), ElementsAre(ResourceKey{shape_, kPath, "a"}));
  cache_.Release({shape_, kPath, "a"});
  EXPECT_THAT(source_.asked(), IsEmpty());
  EXPECT_EQ(cache_.size(), 0u);
}

}  // namespace
}  // namespace weft::ads
