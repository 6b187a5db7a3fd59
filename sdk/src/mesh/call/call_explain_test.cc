// SPDX-License-Identifier: Apache-2.0
// How the route of a call was found, for a call that requests it, if the bootstrap allows it.
#include <gmock/gmock.h>

#include "mesh/testing/call_fixture.h"
#include "nlohmann/json.hpp"

namespace weft::mesh {
namespace {

using std::chrono::seconds;

class CallExplain : public CallFixture {
 protected:
  explicit CallExplain(bool allowed = true) : CallFixture([=](Bootstrap& bootstrap) { bootstrap.allow_explain = allowed; }) {}

  std::string ExplanationOf(const std::vector<HeaderRef>& headers, std::string_view path = "/cart") {
    Call call =
        mesh_->StartCall({.authority = "shop:9080", .path = path, .headers = headers, .deadline = Clock::now() + seconds(10)});
    const Step step = SkipWaits(call);
    return call.Explanation();
  }
};

class CallExplainForbidden : public CallExplain {
 protected:
  CallExplainForbidden() : CallExplain(false) {}
};

TEST_F(CallExplain, TheRouteThatWasTakenIsNamed) {
  Serve([](auto& route) {
    route.set_name("to-cart");
    route.mutable_match()->set_prefix("/cart");
  });
  const auto trace = nlohmann::json::parse(ExplanationOf({{"X-Weft-Explain", "1"}}));
  EXPECT_EQ(trace["table"], "routes-shop:9080");
  EXPECT_EQ(trace["taken"]["name"], "to-cart");
}

TEST_F(CallExplain, ARequestThatNothingTookIsExplainedToo) {
  Serve([](auto& route) { route.mutable_match()->set_prefix("/cart"); });
  const auto trace = nlohmann::json::parse(ExplanationOf({{"x-weft-explain", "1"}}, "/other"));
  EXPECT_FALSE(trace.contains("taken"));
  EXPECT_EQ(trace["routes"].size(), 1u);
}

TEST_F(CallExplain, OnlyCallsThatRequestItAreExplained) {
  Serve([](auto&) {});
  EXPECT_EQ(ExplanationOf({}), "");
  EXPECT_EQ(ExplanationOf({{"x-weft-explain", "0"}}), "");
}

TEST_F(CallExplainForbidden, TheBootstrapMustAllowIt) {
  Serve([](auto&) {});
  EXPECT_EQ(ExplanationOf({{"x-weft-explain", "1"}}), "");
}

}  // namespace
}  // namespace weft::mesh
