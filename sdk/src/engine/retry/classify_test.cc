// SPDX-License-Identifier: Apache-2.0
#include "engine/retry/classify.h"

#include <gtest/gtest.h>

namespace weft::engine {
namespace {

TEST(Classify, ResponsesFallIntoClassesByTheirStatus) {
  for (const int status : {100, 200, 204, 304, 404, 409, 429, 499}) {
    EXPECT_EQ(Classify(Outcome::Response(status)), OutcomeClass::kSuccess) << status;
  }
  for (const int status : {500, 501, 505, 599}) {
    EXPECT_EQ(Classify(Outcome::Response(status)), OutcomeClass::kServerError) << status;
  }
  for (const int status : {502, 503, 504})
    EXPECT_EQ(Classify(Outcome::Response(status)), OutcomeClass::kGatewayError) << status;
  EXPECT_EQ(Classify(Outcome::Response(600)), OutcomeClass::kInvalidStatus);
}

TEST(Classify, EndsWithoutAResponseAreClassesOfTheirOwn) {
  EXPECT_EQ(Classify(Outcome::ConnectFailure()), OutcomeClass::kNotConnected);
  EXPECT_EQ(Classify(Outcome::Refused()), OutcomeClass::kRefused);
  EXPECT_EQ(Classify(Outcome::Reset()), OutcomeClass::kBroken);
  EXPECT_EQ(Classify(Outcome::Timeout()), OutcomeClass::kTimedOut);
  EXPECT_EQ(Classify(Outcome::Cancelled()), OutcomeClass::kCancelled);
}

TEST(Classify, OnlyResponsesBelow500AreSuccesses) {
  EXPECT_TRUE(IsSuccess(Classify(Outcome::Response(200))));
  EXPECT_TRUE(IsSuccess(Classify(Outcome::Response(404)))) << "the endpoint answered; that there is nothing is its answer";
  for (const Outcome& outcome :
       {Outcome::Response(500), Outcome::Response(503), Outcome::Response(700), Outcome::ConnectFailure(), Outcome::Refused(),
        Outcome::Reset(), Outcome::Timeout(), Outcome::Cancelled()}) {
    EXPECT_FALSE(IsSuccess(Classify(outcome)));
  }
}

TEST(Classify, WhatTheCallerCancelledIsNeverRetried) {
  EXPECT_EQ(RetriedOn(OutcomeClass::kCancelled), 0u);
  EXPECT_EQ(RetriedOn(OutcomeClass::kSuccess), 0u);
}

}  // namespace
}  // namespace weft::engine
