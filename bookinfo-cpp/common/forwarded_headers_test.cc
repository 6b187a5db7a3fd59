// SPDX-License-Identifier: Apache-2.0
#include "common/forwarded_headers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bookinfo {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(ForwardedHeaders, TheUserComesFromTheSessionAndNotFromTheBrowser) {
  EXPECT_THAT(ProductpageHeaders(), Not(Contains("end-user")));
  EXPECT_THAT(BackendHeaders(), Contains("end-user"));
}

TEST(ForwardedHeaders, WhatRulesMatchOnTravelsAllTheWay) {
  for (const char* name : {"user-agent", "cookie", "x-forwarded-for", "x-request-id", "traceparent", "x-b3-traceid"}) {
    EXPECT_THAT(ProductpageHeaders(), Contains(name));
    EXPECT_THAT(BackendHeaders(), Contains(name));
  }
}

TEST(ForwardedHeaders, RatingsHandsNothingOn) { EXPECT_THAT(NoHeaders(), IsEmpty()); }

}  // namespace
}  // namespace bookinfo
