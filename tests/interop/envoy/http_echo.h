// SPDX-License-Identifier: Apache-2.0
// A service that answers with what arrived, so that a test sees what a proxy made of a request.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "nlohmann/json.hpp"

namespace weft::test {

// What arrived at all backends that share it. Thread-safe.
class Arrivals {
 public:
  Arrivals();
  ~Arrivals();
  // Those with this value of the header x-key, in order: {"name": "v1", "method", "path", "host", "headers": {lower case:
  // value}}.
  std::vector<nlohmann::json> Of(const std::string& key) const;
  // Notes one more; returns how many there were of its key before.
  size_t Add(const std::string& key, nlohmann::json arrival);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Answers `status` with the arrival as JSON. Request headers request more: x-fail: "2" fails the first two arrivals of its
// x-key with 503; x-slow-ms: "800" waits before the answer. Each answer ends its connection.
class HttpEcho {
 public:
  HttpEcho(std::string name, std::shared_ptr<Arrivals> arrivals, int status = 200);
  ~HttpEcho();
  int port() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace weft::test
