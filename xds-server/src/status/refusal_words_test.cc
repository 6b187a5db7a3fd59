// SPDX-License-Identifier: Apache-2.0
#include "status/refusal_words.h"

#include "gmock/gmock.h"

namespace weft::status {
namespace {

using ::testing::Pair;
using ::testing::UnorderedElementsAre;

const store::Key kRefusedRule{"networking.istio.io", "virtualservices", "default", "reviews"};
const store::Key kLeafRule{"networking.istio.io", "virtualservices", "default", "leaf"};

control::Refusal RefusedBy(const std::string& client, const std::string& name, const std::string& message) {
  return {client, translate::Type::kRoute, name, message, {kRefusedRule}};
}

TEST(RefusalWords, NameTheClientTheResourceAndTheClientsWords) {
  EXPECT_THAT(MessagesOf({RefusedBy("shop-1", "r", "bad")}),
              UnorderedElementsAre(Pair(kRefusedRule, "client \"shop-1\" refuses RDS \"r\": bad")));
  EXPECT_THAT(MessagesOf({}), ::testing::IsEmpty());
}

TEST(RefusalWords, GoToEachObjectBehindTheResource) {
  control::Refusal refusal = RefusedBy("shop-1", "r", "bad");
  refusal.causes.push_back(kLeafRule);
  EXPECT_THAT(MessagesOf({refusal}), UnorderedElementsAre(Pair(kRefusedRule, ::testing::_), Pair(kLeafRule, ::testing::_)));
}

TEST(RefusalWords, StayTheSameWhenYetAnotherClientSaysTheSame) {
  std::vector<control::Refusal> refusals;
  for (const char* client : {"c", "a", "b", "d"}) refusals.push_back(RefusedBy(client, "r", "bad"));
  const std::string text = MessagesOf(refusals)[kRefusedRule];
  EXPECT_EQ(text, "clients \"a\", \"b\", \"c\" and others refuse RDS \"r\": bad");
  refusals.push_back(RefusedBy("e", "r", "bad"));
  EXPECT_EQ(MessagesOf(refusals)[kRefusedRule], text);
}

TEST(RefusalWords, TellOfTheFirstFewResources) {
  std::vector<control::Refusal> refusals;
  for (const char* name : {"1", "2", "3", "4", "5", "6"}) refusals.push_back(RefusedBy("a", name, "bad"));
  EXPECT_THAT(MessagesOf(refusals)[kRefusedRule], ::testing::EndsWith("RDS \"5\": bad; and more"));
}

}  // namespace
}  // namespace weft::status
