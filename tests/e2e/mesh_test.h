// SPDX-License-Identifier: Apache-2.0
// The fixture of suites that drive Bookinfo: one mesh for a suite, no rules at the start of each test.
#pragma once

#include <memory>
#include <string>

#include "gmock/gmock.h"
#include "support/mesh.h"
#include "support/page.h"

namespace weft::test {

inline const Headers kAnybody = {};

class MeshTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { mesh_ = std::make_unique<MeshUnderTest>(); }
  static void TearDownTestSuite() { mesh_.reset(); }
  void SetUp() override { mesh().DeleteAllRules(); }
  // A failure is reported with what every program printed.
  void TearDown() override;

  static MeshUnderTest& mesh() { return *mesh_; }
  // kubectl apply -f of a shipped file, or of text.
  static void ApplyShipped(const std::string& name);
  static void ApplyText(const std::string& yaml);
  // Requests the page until `times` pages in a row show these stars; fails when that does not come true within `deadline`.
  static ::testing::AssertionResult SettlesOn(const std::string& stars, const Headers& headers = kAnybody, int times = 20,
                                              std::chrono::milliseconds deadline = std::chrono::seconds(5));
  // How many of `times` pages show each kind of stars.
  static std::map<std::string, int> CountStars(int times, const Headers& headers = kAnybody);
  // The Cookie header of somebody who has signed in.
  static Headers SignedIn(const std::string& user) { return {{"Cookie", mesh().SignIn(user)}}; }

  static std::unique_ptr<MeshUnderTest> mesh_;
};

// For suites that need the control plane alone.
class ControlPlaneTest : public MeshTest {
 protected:
  static void SetUpTestSuite() { mesh_ = std::make_unique<MeshUnderTest>(MeshOptions{.bookinfo = false}); }
};

}  // namespace weft::test
