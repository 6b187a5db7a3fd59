// SPDX-License-Identifier: Apache-2.0
#include "base/format_string.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<FormatPiece> Pieces(std::string_view text) {
  auto pieces = ParseFormat(text);
  EXPECT_TRUE(pieces.ok()) << pieces.status();
  return pieces.ok() ? *pieces : std::vector<FormatPiece>();
}

std::string FormatProblem(std::string_view text) {
  const auto pieces = ParseFormat(text);
  return pieces.ok() ? "no problem" : std::string(pieces.status().message());
}

FormatPiece Literal(std::string text) { return {.literal = std::move(text)}; }

TEST(FormatString, TextWithoutExpressionsIsOneLiteral) {
  EXPECT_THAT(Pieces("a b"), ElementsAre(Literal("a b")));
  EXPECT_THAT(Pieces(""), IsEmpty());
}

TEST(FormatString, TwoPercentSignsAreOne) { EXPECT_THAT(Pieces("100%% %%sure"), ElementsAre(Literal("100% %sure"))); }

TEST(FormatString, CommandsStandBetweenLiterals) {
  EXPECT_THAT(Pieces("<%PROTOCOL%%HOSTNAME%>"),
              ElementsAre(Literal("<"), FormatPiece{.command = "PROTOCOL"}, FormatPiece{.command = "HOSTNAME"}, Literal(">")));
}

TEST(FormatString, CommandsTakeAnArgumentAndALength) {
  EXPECT_THAT(Pieces("%REQ(X-User?:authority):12%"),
              ElementsAre(FormatPiece{.command = "REQ", .argument = "X-User?:authority", .max_length = 12}));
}

TEST(FormatString, AnArgumentMayHoldPercentSignsAndParentheses) {
  EXPECT_THAT(Pieces("%START_TIME(%Y (%H:%M))%"), ElementsAre(FormatPiece{.command = "START_TIME", .argument = "%Y (%H:%M)"}));
  EXPECT_THAT(Pieces("%UPSTREAM_METADATA([\"a\", \"b\"])%"),
              ElementsAre(FormatPiece{.command = "UPSTREAM_METADATA", .argument = "[\"a\", \"b\"]"}));
}

TEST(FormatString, AnArgumentEndsWithItsOwnExpression) {
  EXPECT_THAT(Pieces("%REQ(a)%-%REQ(b)%"), ElementsAre(FormatPiece{.command = "REQ", .argument = "a"}, Literal("-"),
                                                       FormatPiece{.command = "REQ", .argument = "b"}));
}

TEST(FormatString, ALonePercentSignIsRefusedWithItsPosition) {
  EXPECT_EQ(FormatProblem("100% sure"), "position 3: a lone %; write %% for a percent sign, or %COMMAND%");
  EXPECT_EQ(FormatProblem("%"), "position 0: a lone %; write %% for a percent sign, or %COMMAND%");
}

TEST(FormatString, AnExpressionWithoutEndIsRefused) {
  EXPECT_EQ(FormatProblem("x%HOSTNAME"), "position 1: \"%HOSTNAME\" lacks its closing %; write %% for a percent sign");
  EXPECT_EQ(FormatProblem("%REQ(x"), "position 0: \"%REQ(x\" lacks a closing )%; write %% for a percent sign");
  EXPECT_EQ(FormatProblem("%REQ(x):3"), "position 0: \"%REQ(x):3\" lacks a closing )%; write %% for a percent sign");
  EXPECT_EQ(FormatProblem("%Discount%"),
            "position 2: \"i\" after \"%D\"; must be the closing %, or write %% for a percent sign");
}

TEST(FormatString, OnlyPublishedCommandsAreAccepted) {
  EXPECT_EQ(FormatProblem("%FOO%"), "position 0: \"FOO\" is not a command that Envoy knows");
  EXPECT_EQ(FormatProblem("%DOWNSTREAM_PEER_URI_SAN%"), "no problem");
}

TEST(FormatString, ArgumentsStandWhereACommandTakesThem) {
  EXPECT_EQ(FormatProblem("%REQ%"), "position 0: REQ needs an argument: %REQ(...)%");
  EXPECT_EQ(FormatProblem("%REQ()%"), "position 0: REQ needs an argument: %REQ(...)%");
  EXPECT_EQ(FormatProblem("%HOSTNAME(x)%"), "position 0: HOSTNAME takes no argument");
  EXPECT_EQ(FormatProblem("%PROTOCOL:3%"), "position 0: PROTOCOL takes no length");
  EXPECT_EQ(FormatProblem("%REQ(x):99999999999%"),
            "position 8: the length after the colon must be a number from 0 to 4294967295");
}

TEST(FormatString, HeadersHaveAtMostOneAlternative) {
  EXPECT_EQ(FormatProblem("%REQ(a?b?c)%"),
            "position 0: REQ: \"a?b?c\" names more than one alternative; must be NAME or NAME?OTHER");
  EXPECT_EQ(FormatProblem("%RESP(a b)%"), "position 0: RESP: \"a b\" is not the name of a header");
  EXPECT_EQ(*ParseHeaderChoice("X-User?:Authority"), (HeaderChoice{"x-user", ":authority"}));
}

TEST(FormatString, WhatIsEvaluatedIsListed) {
  EXPECT_TRUE(IsEvaluated("REQ"));
  EXPECT_FALSE(IsEvaluated("DOWNSTREAM_TLS_VERSION"));
  EXPECT_FALSE(IsEvaluated("FOO"));
}

}  // namespace
}  // namespace weft
