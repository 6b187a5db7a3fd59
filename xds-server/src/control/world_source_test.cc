// SPDX-License-Identifier: Apache-2.0
#include "control/world_source.h"

#include <algorithm>

#include "control/resource_types.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "translate/test_translate.h"

namespace weft::control {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using translate::Type;

class WorldSourceTest : public ::testing::Test {
 protected:
  WorldSourceTest() {
    registry::PutYaml(registry_, translate::ServiceYaml("reviews") + translate::ServiceYaml("ratings"));
    source_ = std::make_unique<WorldSource>(registry_.Take().world);
  }
  ads::ShapeId Identify(uint64_t stream, const std::string& agent, const std::string& metadata = "{}") {
    ::envoy::config::core::v3::Node node;
    node.set_id("node");
    node.set_user_agent_name(agent);
    EXPECT_TRUE(::google::protobuf::util::JsonStringToMessage(metadata, node.mutable_metadata()).ok());
    const auto identity = source_->Identify(stream, node);
    EXPECT_TRUE(identity.ok()) << identity.status();
    return identity.ok() ? identity->shape : 0;
  }
  ads::SourceChange Change(const std::string& yaml) {
    registry::PutYaml(registry_, yaml, version_ += 10);
    auto [world, changes] = registry_.Take();
    return source_->SetWorld(world, changes);
  }

  registry::Registry registry_;
  uint64_t version_ = 10;
  std::unique_ptr<WorldSource> source_;
};

TEST_F(WorldSourceTest, AResourceIsTranslatedForAShape) {
  const ads::ShapeId shape = Identify(1, "grpc");
  const ads::SourceResource found = source_->Get({shape, IdOf(Type::kListener), "reviews:9080"});
  ASSERT_TRUE(found.resource);
  EXPECT_EQ(found.resource->type_url(), translate::TypeUrl(Type::kListener));
  const ads::SourceResource missing = source_->Get({shape, IdOf(Type::kListener), "foo:9080"});
  EXPECT_FALSE(missing.resource);
  EXPECT_THAT(missing.missing, HasSubstr("foo.default.svc.cluster.local"));
}

TEST_F(WorldSourceTest, AChangeHasTheResourcesThatDependOnIt) {
  const ads::ResourceKey routes{Identify(1, "grpc"), IdOf(Type::kRoute), translate::kReviewsRoutes};
  source_->Get(routes);
  source_->Get({routes.shape, IdOf(Type::kListener), "ratings:9080"});
  const ads::SourceChange change = Change(translate::VirtualServiceYaml("  - route: [{destination: {host: reviews}}]\n"));
  EXPECT_THAT(change.keys, ElementsAre(routes));
  EXPECT_TRUE(change.names);
  EXPECT_THAT(change.reshaped, IsEmpty());
  source_->Release(routes);
  EXPECT_THAT(Change(translate::VirtualServiceYaml("  - route: [{destination: {host: ratings}}]\n")).keys, IsEmpty());
}

TEST_F(WorldSourceTest, AWildcardConcernsAllResources) {
  const ads::ShapeId shape = Identify(1, "grpc");
  for (const char* name : {"ratings:9080", "reviews:9080"}) source_->Get({shape, IdOf(Type::kListener), name});
  const ads::SourceChange change = Change(translate::DestinationRuleYaml("", "*.default.svc.cluster.local"));
  EXPECT_EQ(change.keys.size(), 2u);
  EXPECT_TRUE(std::is_sorted(change.keys.begin(), change.keys.end()));
}

TEST_F(WorldSourceTest, AWorldWithoutChangesChangesNothing) {
  source_->Get({Identify(1, "grpc"), IdOf(Type::kListener), "reviews:9080"});
  auto [world, changes] = registry_.Take();
  const ads::SourceChange change = source_->SetWorld(world, changes);
  EXPECT_THAT(change.keys, IsEmpty());
  EXPECT_FALSE(change.names);
}

TEST_F(WorldSourceTest, AllNamesAreThoseOfTheWorld) {
  const ads::ShapeId shape = Identify(1, "grpc");
  EXPECT_THAT(source_->AllNames(shape, IdOf(Type::kCluster)),
              ElementsAre("outbound|9080||ratings.default.svc.cluster.local", translate::kReviewsRoutes));
  EXPECT_THAT(source_->AllNames(shape, IdOf(Type::kRoute)), IsEmpty());
}

TEST_F(WorldSourceTest, ClientsThatDifferInNothingThatMattersHaveOneShapeUntilItMatters) {
  const ads::ShapeId first = Identify(1, "weft", R"({"LABELS": {"app": "a"}})");
  EXPECT_EQ(Identify(2, "weft", R"({"LABELS": {"app": "b"}})"), first);
  EXPECT_NE(Identify(3, "grpc"), first);
  const auto reshaped = Change(translate::VirtualServiceYaml(
                                   "  - match: [{sourceLabels: {app: a}}]\n    route: [{destination: {host: ratings}}]\n"))
                            .reshaped;
  ASSERT_EQ(reshaped.size(), 2u);
  EXPECT_EQ(reshaped[0].first, 1u);
  EXPECT_EQ(reshaped[1].first, 2u);
  EXPECT_NE(reshaped[0].second, reshaped[1].second);
  EXPECT_EQ(source_->client(reshaped[0].second).labels.at("app"), "a");
}

TEST_F(WorldSourceTest, AStreamHasANodeFromItsFirstRequestToItsEnd) {
  EXPECT_EQ(source_->node(1), nullptr);
  Identify(1, "weft", R"({"NAMESPACE": "shop"})");
  ASSERT_NE(source_->node(1), nullptr);
  EXPECT_EQ(source_->node(1)->ns, "shop");
  source_->Forget(1);
  EXPECT_EQ(source_->node(1), nullptr);
}

TEST(ServedTypes, HaveTheNumbersOfTranslateAndTheOrderOfMakeBeforeBreak) {
  const ads::ResourceTypes types = ServedTypes();
  ASSERT_EQ(types.size(), static_cast<size_t>(translate::kTypes));
  for (ads::TypeId id = 0; id < types.size(); ++id) EXPECT_EQ(types.at(id).url, translate::TypeUrl(TypeOf(id)));
  const auto id = [](Type type) { return IdOf(type); };
  EXPECT_THAT(types.send_order(), ElementsAre(id(Type::kCluster), id(Type::kEndpoint), id(Type::kListener), id(Type::kRoute)));
  EXPECT_THAT(types.removal_order(),
              ElementsAre(id(Type::kListener), id(Type::kRoute), id(Type::kCluster), id(Type::kEndpoint)));
  EXPECT_THAT(types.warmed_by(id(Type::kCluster)), ElementsAre(id(Type::kEndpoint)));
}

}  // namespace
}  // namespace weft::control
