// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/request/field_selector.h"

#include <gtest/gtest.h>

namespace weft::kubeapi {
namespace {

TEST(FieldSelector, SelectsByNameAndNamespace) {
  auto selector = FieldSelector::Parse("metadata.name=reviews,metadata.namespace!=test").value();
  EXPECT_TRUE(selector.Matches("default", "reviews"));
  EXPECT_FALSE(selector.Matches("test", "reviews"));
  EXPECT_FALSE(selector.Matches("default", "ratings"));
  EXPECT_TRUE(FieldSelector::Parse("metadata.name==reviews")->Matches("", "reviews"));
  EXPECT_TRUE(FieldSelector::Parse("")->Matches("a", "b"));
}

TEST(FieldSelector, RefusesOtherFields) {
  EXPECT_EQ(FieldSelector::Parse("spec.hosts=a").status().message(), "field label not supported: spec.hosts");
  EXPECT_FALSE(FieldSelector::Parse("metadata.name").ok());
  EXPECT_FALSE(FieldSelector::Parse("=").ok());
}

}  // namespace
}  // namespace weft::kubeapi
