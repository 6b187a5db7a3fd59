// SPDX-License-Identifier: Apache-2.0
#include "patch/patch_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::patch {
namespace {

using ::testing::ElementsAre;

TEST(OrderItems, WantedItemsFollowTheWantedOrderAndOthersStayBehindTheirNeighbours) {
  EXPECT_THAT(OrderItems({"a", "b", "c"}, {"c", "a"}), ElementsAre(2, 0, 1));
  EXPECT_THAT(OrderItems({"x", "a", "y", "b", "z"}, {"b", "a"}), ElementsAre(0, 3, 1, 2, 4));
  EXPECT_THAT(OrderItems({"a", "b", "new"}, {"a", "new"}), ElementsAre(0, 1, 2));
}

TEST(OrderItems, NamesThatAreNotThereCountForNothing) {
  EXPECT_THAT(OrderItems({"a", "b"}, {"q", "b", "q"}), ElementsAre(0, 1));
}

TEST(OrderItems, ItemsOfOneNameStayTogether) { EXPECT_THAT(OrderItems({"a", "b", "a"}, {"b", "a"}), ElementsAre(1, 0, 2)); }

TEST(ItemElements, NameTheKeysWithTheirDefaults) {
  const ListRule& rule = *MergeSchemaOf("", "Service").FindList("spec.ports");
  EXPECT_THAT(*ItemElements(Json::parse(R"([{"port": 80}, {"port": 80, "protocol": "UDP"}])"), rule),
              ElementsAre(R"(k:{"port":80,"protocol":"TCP"})", R"(k:{"port":80,"protocol":"UDP"})"));
}

TEST(ItemElements, ListsWhoseItemsCannotBeToldApartHaveNone) {
  const ListRule& ports = *MergeSchemaOf("", "Service").FindList("spec.ports");
  const ListRule& finalizers = *MergeSchemaOf("", "Service").FindList("metadata.finalizers");
  EXPECT_FALSE(ItemElements(Json::parse(R"([{"port": 80}, {"port": 80}])"), ports));
  EXPECT_FALSE(ItemElements(Json::parse(R"([{"name": "http"}])"), ports));
  EXPECT_FALSE(ItemElements(Json::parse(R"(["http"])"), ports));
  EXPECT_FALSE(ItemElements(Json::parse(R"({"port": 80})"), ports));
  EXPECT_FALSE(ItemElements(Json::parse(R"(["a", "a"])"), finalizers));
}

}  // namespace
}  // namespace weft::patch
