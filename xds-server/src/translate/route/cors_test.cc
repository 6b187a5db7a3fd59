// SPDX-License-Identifier: Apache-2.0
#include "translate/route/cors.h"

#include "gmock/gmock.h"

namespace weft::translate {
namespace {

using Kind = manifest::StringMatch::Type;

TEST(CorsTranslation, ListsBecomeHeaderValues) {
  manifest::CorsPolicy cors;
  cors.allow_origins = {{Kind::kExact, "https://a"}, {Kind::kPrefix, "https://b"}, {Kind::kRegex, "https://.*"}};
  cors.allow_methods = {"GET", "POST"};
  cors.allow_headers = {"x-a", "x-b"};
  cors.expose_headers = {"x-c"};
  cors.max_age = absl::Hours(24);
  cors.allow_credentials = true;
  auto proto = MakeCors(cors);
  ASSERT_EQ(proto.allow_origin_string_match_size(), 3);
  EXPECT_EQ(proto.allow_origin_string_match(0).exact(), "https://a");
  EXPECT_EQ(proto.allow_origin_string_match(1).prefix(), "https://b");
  EXPECT_EQ(proto.allow_origin_string_match(2).safe_regex().regex(), "https://.*");
  EXPECT_EQ(proto.allow_methods(), "GET,POST");
  EXPECT_EQ(proto.allow_headers(), "x-a,x-b");
  EXPECT_EQ(proto.expose_headers(), "x-c");
  EXPECT_EQ(proto.max_age(), "86400");
  EXPECT_TRUE(proto.allow_credentials().value());
  EXPECT_EQ(proto.filter_enabled().default_value().numerator(), 1'000'000u);
}

TEST(CorsTranslation, WhatIsNotSaidIsNotSentAndPreflightsAreForwarded) {
  auto proto = MakeCors({});
  EXPECT_EQ(proto.max_age(), "");
  EXPECT_FALSE(proto.has_allow_credentials());
  EXPECT_TRUE(proto.forward_not_matching_preflights().value());
  manifest::CorsPolicy ignoring;
  ignoring.forward_unmatched_preflights = false;
  ignoring.allow_credentials = false;
  EXPECT_FALSE(MakeCors(ignoring).forward_not_matching_preflights().value());
  EXPECT_TRUE(MakeCors(ignoring).has_allow_credentials()) << "an explicit no is said";
}

}  // namespace
}  // namespace weft::translate
