// SPDX-License-Identifier: Apache-2.0
// The fixture of the tests with gRPC for Node.js: one control plane and one client process for all; each test has services of
// its own, named after it.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "interop/grpc_node/node_process.h"
#include "interop/support/control_plane.h"
#include "interop/support/echo_backend.h"
#include "support/eventually.h"

namespace weft::test {

inline constexpr int kOk = 0;
inline constexpr int kDeadlineExceeded = 4;
inline constexpr int kPermissionDenied = 7;
inline constexpr int kUnavailable = 14;

using Counts = std::map<std::string, int>;

class GrpcNode : public ::testing::Test {
 protected:
  // How long what must come may take, also on a busy machine. Below the 15 s after which a client gives a resource up.
  static constexpr std::chrono::seconds kPatience{12};

  GrpcNode();
  static void SetUpTestSuite();
  static void TearDownTestSuite();
  void SetUp() override;
  // Nothing that this client was sent was refused. A failure is reported with the client's log.
  void TearDown() override;

  static ControlPlane& control() { return *control_; }
  static NodeProcess& node() { return *node_; }
  const std::string& service() const { return service_; }
  std::string target() const { return service_ + ":9080"; }

  // A backend of this test's service, called `name`, that is registered with the control plane until the test ends.
  EchoBackend& AddBackend(const std::string& name, const std::string& version, const std::string& locality = "");
  // Another service with a backend called "two" and a channel to it, which stays until the test ends; returns the target.
  std::string AddOther();
  // Backends v1 and v2 of those versions, and subsets for them.
  void AddTwoVersions();
  // A VirtualService for this test's service; HOST in the text stands for its name.
  void ApplyRoutes(std::string http);

  NodeCall CallOf(std::map<std::string, std::string> headers = {}) const { return {.target = target(), .headers = headers}; }
  NodeReply Send(std::map<std::string, std::string> headers = {}) const { return node().Send(CallOf(std::move(headers))); }
  // Who answered `calls` calls.
  Counts Count(int calls, std::map<std::string, std::string> headers = {}) const;
  // Soon only `who` answers calls with these headers, and then goes on doing so.
  ::testing::AssertionResult SettlesOn(const std::string& who, std::map<std::string, std::string> headers = {}) const;
  template <typename Condition>
  static bool Soon(Condition condition) {
    return Eventually(condition, kPatience);
  }

 private:
  static std::unique_ptr<ControlPlane> control_;
  static std::unique_ptr<NodeProcess> node_;
  const std::string service_;
  std::vector<std::unique_ptr<EchoBackend>> backends_;
  std::string other_;  // target; empty when there is none
};

}  // namespace weft::test
