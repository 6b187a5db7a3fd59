#include "ads/resource_cache.h"

#include "gmock/gmock.h"
#include "translate/test_translate.h"

namespace weft::ads {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using translate::Type;

class ResourceCacheTest : public ::testing::Test {
 protected:
  ResourceCacheTest() {
    registry::PutYaml(registry_, translate::ServiceYaml("reviews") + translate::ServiceYaml("ratings"));
    cache_ = std::make_unique<ResourceCache>(registry_.Take().world);
    shape_ = cache_->Intern(translate::kGrpcClient);
  }
  std::vector<ResourceCache::Key> Change(const std::string& yaml) {
    registry::PutYaml(registry_, yaml, version_ += 10);
    auto [world, changes] = registry_.Take();
    return cache_->SetWorld(world, changes);
  }

  registry::Registry registry_;
  uint64_t version_ = 10;
  std::unique_ptr<ResourceCache> cache_;
  ResourceCache::Shape shape_ = 0;
};

TEST_F(ResourceCacheTest, WhatComesOutTheSameStaysTheSameObject) {
  const std::string name = "outbound|9080||reviews.default.svc.cluster.local";
  cache_->Acquire({shape_, Type::kRoute, name});
  const auto before = cache_->Get(shape_, Type::kRoute, name).encoded;
  ASSERT_NE(before, nullptr);
  EXPECT_THAT(Change(translate::WorkloadYaml("a", "address: 10.0.0.1, labels: {app: reviews}")), IsEmpty());
  EXPECT_EQ(cache_->Get(shape_, Type::kRoute, name).encoded, before);
  EXPECT_EQ(Change(translate::VirtualServiceYaml("  - route: [{destination: {host: ratings}}]\n")).size(), 1u);
  EXPECT_NE(cache_->Get(shape_, Type::kRoute, name).encoded, before);
}

TEST_F(ResourceCacheTest, AllNamesAreOneListUntilThereAreOthers) {
  const auto names = cache_->AllNames(shape_, Type::kCluster);
  EXPECT_THAT(*names, ElementsAre("outbound|9080||ratings.default.svc.cluster.local",
                                  "outbound|9080||reviews.default.svc.cluster.local"));
  Change(translate::WorkloadYaml("a", "address: 10.0.0.1, labels: {app: reviews}"));
  EXPECT_EQ(cache_->AllNames(shape_, Type::kCluster), names);
  Change(translate::ServiceYaml("details"));
  EXPECT_EQ(cache_->AllNames(shape_, Type::kCluster)->size(), 3u);
  EXPECT_EQ(cache_->AllNames(cache_->Intern(translate::kGrpcClient), Type::kCluster)->size(), 3u) << "shapes are numbered once";
}

TEST_F(ResourceCacheTest, WhatNobodyUsesIsForgotten) {
  cache_->Acquire({shape_, Type::kListener, "reviews:9080"});
  cache_->Acquire({shape_, Type::kListener, "reviews:9080"});
  cache_->Release({shape_, Type::kListener, "reviews:9080"});
  EXPECT_EQ(cache_->size(), 1u);
  cache_->Release({shape_, Type::kListener, "reviews:9080"});
  EXPECT_EQ(cache_->size(), 0u);
}

}  // namespace
}  // namespace weft::ads
