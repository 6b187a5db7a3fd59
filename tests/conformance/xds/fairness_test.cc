// SPDX-License-Identifier: Apache-2.0
// Clients that are slow, many or rude, and that nobody else suffers from them.
#include "xds/server_fixture.h"

namespace weft::test {
namespace {

class FairnessOfBoth : public BothVariants {};
INSTANTIATE_TEST_SUITE_P(Variants, FairnessOfBoth, ::testing::Bool(), VariantName);

TEST_P(FairnessOfBoth, WhoDoesNotReadHarmsNobody) {
  auto slow = Client(), quick = Client();
  for (WireClient* client : {slow.get(), quick.get()}) {
    client->Subscribe(Type::kRoute, {Outbound("reviews")});
    EXPECT_EQ(client->ReadAndAck(), "RDS reviews");
  }
  slow->Stall(true);
  constexpr int kChanges = 100;
  const NumberedRule rule("reviews", 2'000);  // so long that buffers on the way hold few of it
  for (int i = 1; i <= kChanges; ++i) {
    Write(rule.key(), rule.Body(i));
    do {
      ASSERT_EQ(quick->ReadAndAck(), "RDS reviews") << "change " << i;
    } while (NumberedRule::NumberIn(quick->last_resources().at(0)) != i);
  }
  slow->Stall(false);
  int responses = 0;
  do {
    ASSERT_EQ(slow->ReadAndAck(), "RDS reviews");
    ++responses;
  } while (NumberedRule::NumberIn(slow->last_resources().at(0)) != kChanges);
  EXPECT_LT(responses, kChanges / 2) << "what the connection's buffers held, and the latest";
}

TEST_P(FairnessOfBoth, WhoLeavesWhileAResponseWaitsForHimHarmsNobody) {
  auto quick = Client();
  quick->Subscribe(Type::kRoute, {Outbound("reviews")});
  quick->ReadAndAck();
  {
    auto slow = Client();
    slow->Subscribe(Type::kRoute, {Outbound("reviews")});
    slow->ReadAndAck();
    slow->Stall(true);
    const NumberedRule rule("reviews");
    for (int i = 1; i <= 50; ++i) {
      Write(rule.key(), rule.Body(i));
      Inspect();
    }
  }
  EXPECT_TRUE(Eventually([this] { return Inspect().streams.size() == 1; }, kPatience));
  int last = 0;
  while (last != 50) {
    ASSERT_EQ(quick->ReadAndAck(), "RDS reviews");
    last = NumberedRule::NumberIn(quick->last_resources().at(0));
  }
}

TEST_P(FairnessOfBoth, AClientThatRequestsWithoutEndAndReadsNothingHarmsNobody) {
  auto rude = Client(AsWeft()), decent = Client(AsWeft());
  rude->Stall(true);
  for (int i = 0; i < 5'000; ++i) rude->Subscribe(Type::kCluster, {Outbound(i % 2 == 0 ? "reviews" : "ratings")});
  decent->Subscribe(Type::kCluster, {Outbound("reviews")});
  EXPECT_EQ(decent->ReadAndAck(), "CDS reviews");
  Apply(BalancerRule("reviews", "ROUND_ROBIN"));
  EXPECT_EQ(decent->ReadAndAck(), "CDS reviews");
}

TEST_P(FairnessOfBoth, AllOfManyClientsReceiveAChange) {
  std::vector<std::unique_ptr<WireClient>> clients;
  for (int i = 0; i < 100; ++i) {
    WireClient::Options options;
    options.node_id = StrCat("client-", i);
    clients.push_back(Client(options));
    clients.back()->Subscribe(Type::kEndpoint, {Outbound("reviews")});
  }
  for (auto& client : clients) ASSERT_EQ(client->ReadAndAck(), "EDS reviews");
  EXPECT_EQ(Inspect().cached_resources, 1u);
  Apply(Workload("reviews", "10.0.0.1"));
  for (auto& client : clients) ASSERT_EQ(client->ReadAndAck(), "EDS reviews");
}

}  // namespace
}  // namespace weft::test
