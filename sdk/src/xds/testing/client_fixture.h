// SPDX-License-Identifier: Apache-2.0
// The ADS client on a recording transport and a fake clock, with the types of invented_types.h.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/testing/fake_timers.h"
#include "xds/ads/ads_client.h"
#include "xds/testing/invented_types.h"
#include "xds/testing/recording_transport.h"

namespace weft::xds {

class ClientFixture : public ::testing::Test {
 protected:
  explicit ClientFixture(XdsProtocol protocol)
      : client_(TwoServers(protocol), transport_, env_, timers_,
                [this](LogLevel, std::string_view text) { log_.emplace_back(text); },
                {.on_resources = [this] { ++changes_; }, .on_connection = [] {}}) {
    client_.Register(recipes_);
    client_.Register(ingredients_);
    client_.Start();
  }

  void Respond(const AdsResponse& response) { client_.OnResponse(response); }
  void SubscribeRecipe(const std::string& name) { client_.Subscribe(kRecipeUrl, name); }
  ResourceState StateOf(const std::string& ingredient) { return ingredients_.at(ingredient).state; }

  void Disconnect() { client_.OnClosed(absl::UnavailableError("gone")); }
  void Reconnect() {
    Disconnect();
    timers_.RunNext();
  }

  weft::testing::FakeEnv env_;
  weft::testing::FakeTimers timers_{env_};
  RecordingTransport transport_;
  int changes_ = 0;
  std::vector<std::string> log_;
  Resources<Thing> recipes_{RecipeHandler()};
  Resources<Thing> ingredients_{IngredientHandler()};
  AdsClient client_;
};

}  // namespace weft::xds
