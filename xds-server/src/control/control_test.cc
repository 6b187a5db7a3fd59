// SPDX-License-Identifier: Apache-2.0
#include "control/control.h"

#include <algorithm>

#include "base/strings.h"
#include "gtest/gtest.h"
#include "translate/test_translate.h"

namespace weft::control {
namespace {

class ControlTest : public ::testing::Test {
 protected:
  void Start() {
    Control::Options options;
    options.on_world = [this](const registry::Registry&, const std::shared_ptr<const registry::World>& world) {
      ++worlds_;
      last_ = world->version();
    };
    control_ = *Control::Start(*store_, std::move(options));
  }
  // One after the other, faster than worlds are made.
  void WriteServices(int count) {
    for (int i = 0; i < count; ++i) {
      for (const store::Object& object : registry::ObjectsFromYaml(translate::ServiceYaml(StrCat("s", i)))) {
        ASSERT_TRUE(store_->Create(object.key, *object.body).ok());
      }
    }
  }

  std::unique_ptr<store::ObjectStore> store_ = store::OpenMemoryStore();
  int worlds_ = 0;  // read when the control thread is gone
  uint64_t last_ = 0;
  std::unique_ptr<Control> control_;
};

TEST_F(ControlTest, ALookSeesWhatWasWrittenBefore) {
  Start();
  for (int round = 0; round < 3; ++round) {
    store_->Delete({"", "services", "default", "s0"}).status().IgnoreError();
    WriteServices(1);
    EXPECT_EQ(control_->Inspect().world->version(), store_->ResourceVersion());
  }
}

TEST_F(ControlTest, WhatIsWrittenTogetherMakesFewWorlds) {
  Start();
  WriteServices(200);
  EXPECT_EQ(control_->Inspect().world->services().size(), 200u);
  control_.reset();
  EXPECT_LT(worlds_, 200);
}

TEST_F(ControlTest, OfAnObjectThatIsWrittenOftenTheLastStateCounts) {
  Start();
  for (int round = 0; round < 50; ++round) {
    WriteServices(2);
    ASSERT_TRUE(store_->Delete({"", "services", "default", "s0"}).ok());
    ASSERT_TRUE(store_->Delete({"", "services", "default", "s1"}).ok());
  }
  WriteServices(1);
  const Control::Inspection seen = control_->Inspect();
  ASSERT_EQ(seen.world->services().size(), 1u);
  EXPECT_EQ(seen.world->version(), store_->ResourceVersion());
}

TEST_F(ControlTest, WhatIsWrittenBeforeTheEndIsInTheLastWorld) {
  Start();
  WriteServices(50);
  control_.reset();
  EXPECT_EQ(last_, store_->ResourceVersion());
}

TEST_F(ControlTest, TasksRunInOrderAndBeforeTheEnd) {
  Start();
  std::vector<int> order;
  for (int i = 0; i < 100; ++i) control_->Post([&order, i](ads::Hub&) { order.push_back(i); });
  control_.reset();
  ASSERT_EQ(order.size(), 100u);
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
}

}  // namespace
}  // namespace weft::control
