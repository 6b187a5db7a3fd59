// SPDX-License-Identifier: Apache-2.0
// Copies of requests: which are sent, to whom, and that the call does not depend on them.
#include <gmock/gmock.h>

#include "mesh/testing/call_fixture.h"

namespace weft::mesh {
namespace {

using std::chrono::seconds;
using ::testing::IsSupersetOf;
using ::testing::Pair;

class CallMirror : public CallFixture {
 protected:
  static void AddMirror(ProtoRoute& route, const std::string& cluster, uint32_t percent = 100, bool shadow = false) {
    auto* mirror = route.mutable_route()->add_request_mirror_policies();
    mirror->set_cluster(cluster);
    mirror->mutable_runtime_fraction()->mutable_default_value()->set_numerator(percent);
    mirror->set_disable_shadow_host_suffix_append(!shadow);
  }

  // The steps of a call up to the first that is neither Wait nor Mirror.
  std::pair<std::vector<Mirror>, Step> MirrorsOf(Call& call) {
    std::vector<Mirror> mirrors;
    for (;;) {
      Step step = SkipWaits(call);
      if (auto* mirror = std::get_if<Mirror>(&step))
        mirrors.push_back(std::move(*mirror));
      else
        return {std::move(mirrors), std::move(step)};
    }
  }
};

TEST_F(CallMirror, ACopyGoesOutBeforeTheRequest) {
  Serve([](auto& route) {
    AddMirror(route, "c2");
    route.mutable_route()->set_prefix_rewrite("/v2/");
    route.add_request_headers_to_remove("x");
  });
  Call call = StartCall();
  const auto [mirrors, end] = MirrorsOf(call);
  ASSERT_EQ(mirrors.size(), 1u);
  EXPECT_EQ(mirrors[0].target.connection().port, 5001);
  EXPECT_EQ(mirrors[0].target.connection().id, "127.0.0.1:5001");
  EXPECT_EQ(mirrors[0].target.authority(), "shop:9080");
  EXPECT_EQ(mirrors[0].head.path, "/v2/");
  EXPECT_EQ(mirrors[0].head.changes.size(), 2u) << "the removal and the request's id";
  EXPECT_GT(mirrors[0].target.timeout(), seconds(5));
  EXPECT_TRUE(std::holds_alternative<Send>(end));
}

TEST_F(CallMirror, TheSuffixStandsBeforeThePort) {
  Serve([](auto& route) { AddMirror(route, "c2", 100, true); });
  Call call = StartCall();
  const auto [mirrors, end] = MirrorsOf(call);
  ASSERT_EQ(mirrors.size(), 1u);
  EXPECT_EQ(mirrors[0].target.authority(), "shop-shadow:9080");
  EXPECT_EQ(mirrors[0].head.authority, "shop-shadow:9080");
  EXPECT_TRUE(mirrors[0].head.authority_rewritten);
  EXPECT_EQ(std::get<Send>(end).head.authority, "shop:9080");
}

TEST_F(CallMirror, EachIsDrawnOnItsOwn) {
  Serve([](auto& route) {
    AddMirror(route, "c2", 50);
    AddMirror(route, "c1", 50);
    AddMirror(route, "c2", 0);
  });
  int first = 0, second = 0, both = 0;
  constexpr int kCalls = 2000;
  for (int i = 0; i < kCalls; ++i) {
    Call call = StartCall();
    const auto [mirrors, end] = MirrorsOf(call);
    const bool to_c2 =
        std::any_of(mirrors.begin(), mirrors.end(), [](auto& mirror) { return mirror.target.connection().port == 5001; });
    const bool to_c1 = mirrors.size() - (to_c2 ? 1 : 0) == 1;
    first += to_c2;
    second += to_c1;
    both += to_c2 && to_c1;
  }
  EXPECT_NEAR(first, kCalls / 2, 150);
  EXPECT_NEAR(second, kCalls / 2, 150);
  EXPECT_NEAR(both, kCalls / 4, 130);
}

TEST_F(CallMirror, RetriesAreNotMirrored) {
  Serve([](auto& route) {
    AddMirror(route, "c2");
    AddRetries(route, "5xx", 2);
  });
  Call call = StartCall();
  auto [mirrors, step] = MirrorsOf(call);
  std::get<Send>(step).attempt.Finish(Outcome::Response(503));
  EXPECT_EQ(MirrorsOf(call).first.size(), 0u);
}

TEST_F(CallMirror, AMissingClusterIsSkipped) {
  Serve([](auto& route) {
    AddMirror(route, "gone");
    AddMirror(route, "c2");
  });
  control_plane_.SetError(std::string(xds::TypeUrl(xds::ResourceType::kCluster)), "gone", "no such subset");
  Call call = StartCall();
  const auto [mirrors, end] = MirrorsOf(call);
  EXPECT_EQ(mirrors.size(), 1u);
  EXPECT_TRUE(std::holds_alternative<Send>(end));
}

TEST_F(CallMirror, NothingIsMirroredOfARequestThatGoesNowhere) {
  Serve([](auto& route) {
    AddMirror(route, "c2");
    AddFault(route, milliseconds(0), 503);
  });
  Call call = StartCall();
  EXPECT_EQ(MirrorsOf(call).first.size(), 0u);
}

TEST_F(CallMirror, ATargetOutlivesItsCallAndCountsAsInFlight) {
  Serve([](auto& route) { AddMirror(route, "c2"); });
  std::optional<Mirror> kept;
  {
    Call call = StartCall();
    auto [mirrors, end] = MirrorsOf(call);
    kept = std::move(mirrors.at(0));
  }
  EXPECT_EQ(kept->target.connection().id, "127.0.0.1:5001");
  EXPECT_THAT(mesh_->Dump(), ::testing::HasSubstr("endpoint 127.0.0.1:5001 in flight 1"));
  kept.reset();
  EXPECT_THAT(mesh_->Dump(), ::testing::HasSubstr("endpoint 127.0.0.1:5001 in flight 0"));
}

}  // namespace
}  // namespace weft::mesh
