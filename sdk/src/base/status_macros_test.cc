// SPDX-License-Identifier: Apache-2.0
#include "base/status_macros.h"

#include <memory>

#include "gtest/gtest.h"

namespace weft {
namespace {

absl::StatusOr<int> Number(int value) {
  if (value < 0) {
    return absl::InvalidArgumentError("negative");
  }
  return value;
}

absl::StatusOr<int> Sum(int a, int b) {
  WEFT_ASSIGN_OR_RETURN(const int first, Number(a));
  int second = 0;
  WEFT_ASSIGN_OR_RETURN(second, Number(b));
  return first + second;
}

absl::Status Both(int* evaluations, int a, int b) {
  WEFT_RETURN_IF_ERROR((++*evaluations, Number(a).status()));
  WEFT_RETURN_IF_ERROR((++*evaluations, Number(b).status()));
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<int>> Moved() {
  WEFT_ASSIGN_OR_RETURN(auto pointer, absl::StatusOr<std::unique_ptr<int>>(std::make_unique<int>(3)));
  return pointer;
}

TEST(StatusMacrosTest, AValueIsDeclaredOrAssigned) { EXPECT_EQ(*Sum(1, 2), 3); }

TEST(StatusMacrosTest, TheFirstErrorIsReturned) {
  EXPECT_EQ(Sum(-1, 2).status(), absl::InvalidArgumentError("negative"));
  EXPECT_EQ(Sum(1, -2).status(), absl::InvalidArgumentError("negative"));
}

TEST(StatusMacrosTest, AnExpressionIsEvaluatedOnceAndNoneAfterAnError) {
  int evaluations = 0;
  EXPECT_TRUE(Both(&evaluations, 1, 2).ok());
  EXPECT_EQ(evaluations, 2);
  EXPECT_FALSE(Both(&evaluations, -1, 2).ok());
  EXPECT_EQ(evaluations, 3);
}

TEST(StatusMacrosTest, AValueThatOnlyMovesIsMoved) { EXPECT_EQ(**Moved(), 3); }

}  // namespace
}  // namespace weft
