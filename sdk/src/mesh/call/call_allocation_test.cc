// SPDX-License-Identifier: Apache-2.0
// A call that no rule changes must not touch the heap: counted, not hoped for.
#include <gtest/gtest.h>

#include "engine/testing/alloc_counter.h"
#include "mesh/testing/call_fixture.h"

namespace weft::mesh {
namespace {

class CallAllocations : public CallFixture {
 protected:
  // The allocations of a hundred calls that are answered at once, after one that warms up.
  uint64_t OfHundredCalls() {
    CallOnce();
    return engine::testing::CountAllocations([this] {
      for (int i = 0; i < 100; ++i) CallOnce();
    });
  }

 private:
  void CallOnce() {
    Call call = mesh_->StartCall({.authority = "shop:9080", .path = "/a?b"});
    for (;;) {
      Step step = SkipWaits(call);
      auto* send = std::get_if<Send>(&step);
      if (send == nullptr) break;
      send->attempt.Finish(Outcome::Response(200));
    }
    (void)call.ResponseChanges({200, {}});
    (void)call.Explanation();
  }
};

TEST_F(CallAllocations, APlainCallMakesNone) {
  Serve([](auto&) {});
  EXPECT_EQ(OfHundredCalls(), 0u);
}

TEST_F(CallAllocations, NeitherDoesOneWithTimeoutRetriesAndLiteralEdits) {
  Serve([](auto& route) {
    route.mutable_route()->mutable_timeout()->set_seconds(1);
    AddRetries(route, "5xx", 2);
    auto* edit = route.add_request_headers_to_add();
    edit->mutable_header()->set_key("x-by");
    edit->mutable_header()->set_value("a value that is too long for a small string");
    route.mutable_route()->set_host_rewrite_literal("a-name-that-is-too-long-for-a-small-string.example.com");
  });
  EXPECT_EQ(OfHundredCalls(), 0u);
}

#if !defined(WEFT_SANITIZED)  // where nothing is counted
TEST_F(CallAllocations, ARewrittenPathIsATextOfItsOwn) {
  Serve([](auto& route) { route.mutable_route()->set_prefix_rewrite("/a-path-that-is-too-long-for-a-small-string/"); });
  EXPECT_GE(OfHundredCalls(), 100u);
}
#endif

}  // namespace
}  // namespace weft::mesh
