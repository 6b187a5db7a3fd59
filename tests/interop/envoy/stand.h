// SPDX-License-Identifier: Apache-2.0
// An Envoy at its place in the mesh, and how a caller calls through it.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "gmock/gmock.h"
#include "interop/envoy/envoy_process.h"
#include "support/http.h"
#include "support/load.h"

namespace weft::test {

enum class Place {
  kPerPort,     // beside a client; one listener for 9080, services distinguished by the authority
  kPerService,  // beside a client; one listener for each service
  kGateway,     // at the edge; the listener of the Gateway
};

struct CallSpec {
  std::string service = "echo";  // addressed by its full name, which every place understands
  std::string path = "/";
  Headers headers = {};
  std::string method = "GET";
};

using Expectation = std::function<bool(const Answer&)>;

// Use from one thread.
class Stand {
 public:
  Stand(const std::filesystem::path& program, Place place, bool delta, int xds_port);

  const std::string& name() const { return envoy_.options().id; }
  Place place() const { return place_; }
  const EnvoyProcess& envoy() const { return envoy_; }
  // Where calls of this service go in; waits for the listener, and throws std::runtime_error when it does not come.
  int PortFor(const std::string& service) const;
  std::string ListenerFor(const std::string& service) const;

  Answer Call(const CallSpec& call) const;
  // Calls until the answer is as expected.
  ::testing::AssertionResult Comes(const CallSpec& call, const Expectation& expected) const;
  // Calls `times` times; every answer must be as expected.
  ::testing::AssertionResult Stays(const CallSpec& call, const Expectation& expected, int times = 10) const;
  LoadOptions LoadOf(const CallSpec& call, double per_second) const;

 private:
  Place place_;
  EnvoyProcess envoy_;
};

std::string FullName(const std::string& service);
// An answer of the echo backend of this name; the response names the process.
Expectation ServedBy(const std::string& name);
// Bookinfo's reviews of this version.
Expectation ReviewsOf(const std::string& version);
Expectation HasStatus(int status);

}  // namespace weft::test
