// SPDX-License-Identifier: Apache-2.0
#include "gmock/gmock.h"
#include "support/browser.h"

namespace weft::test {
namespace {

TEST(DecodeBase64, UndoesPaddingAndLineEnds) {
  EXPECT_EQ(DecodeBase64(""), "");
  EXPECT_EQ(DecodeBase64("TQ=="), "M");
  EXPECT_EQ(DecodeBase64("TWE="), "Ma");
  EXPECT_EQ(DecodeBase64("TWFu\nTWFu"), "ManMan");
  EXPECT_EQ(DecodeBase64("//79"), "\xff\xfe\xfd");
}

}  // namespace
}  // namespace weft::test
