// SPDX-License-Identifier: Apache-2.0
// What the scenarios share: the control plane, backends and channels of gRPC's own xDS client.
//
// gRPC keeps one xDS client per process and reads its bootstrap once, so the control plane is one for the program, and each
// test has a namespace of its own on it.
#pragma once

#include <list>
#include <map>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "interop/grpc_cpp/backend.h"
#include "interop/grpc_cpp/call.h"
#include "interop/support/control_plane.h"
#include "support/eventually.h"

namespace weft::test {

inline constexpr char kStockNode[] = "stock-client";
// Where the client is.
inline const Locality kHere = {"here", "a", ""};

// Backends by name -> how many calls reached them. What failed counts under the error.
using Counts = std::map<std::string, int>;

class StockGrpc : public ::testing::Test {
 protected:
  StockGrpc();
  // No client has refused anything.
  ~StockGrpc() override;

  static ControlPlane& control_plane();
  // The environment's bootstrap with other features of the control plane, as JSON text.
  static std::string BootstrapWith(const std::string& server_features);

  const std::string& ns() const { return ns_; }
  // Into the test's namespace.
  void Apply(const std::string& yaml) { control_plane().Apply(yaml, ns_); }
  void Delete(const std::string& plural, const std::string& name) { control_plane().Delete(plural, name, ns_); }
  // The `http` of the VirtualService for echo. Returns when `channel` follows it.
  void ApplyRoutes(const std::string& http) { ApplyRoutes(channel_, http); }
  void ApplyRoutes(const Channel& channel, const std::string& http);
  // The same in two steps.
  int WriteRoutes(const std::string& http);
  bool Follows(const Channel& channel, int rules);

  // Runs until the test ends. Named like its version when it has no name.
  Backend& AddBackend(BackendOptions options);
  Backend& AddVersion(const std::string& version) { return AddBackend({.version = version}); }

  // A channel for a service in the test's namespace.
  Channel Connect(const std::string& service = "echo", ::grpc::ChannelArguments arguments = {}) const;

  Reply Send(const std::map<std::string, std::string>& headers = {}) { return Call(channel_, {.headers = headers}); }
  Counts Count(int calls, const CallOptions& options = {}) { return Count(channel_, calls, options); }
  static Counts Count(const Channel& channel, int calls, const CallOptions& options = {});
  // All of a few calls in a row get to `name`, soon.
  bool AllReach(const std::string& name, const CallOptions& options = {});
  // As many backends as there are names answer in turn, soon.
  bool EachAnswers(const std::vector<std::string>& names);

 private:
  std::string ns_;
  std::list<Backend> backends_;

 protected:
  Channel channel_;  // to echo
};

}  // namespace weft::test
