// SPDX-License-Identifier: Apache-2.0
// A transport as the tests that all transports share see it.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "weft/mesh.h"
#include "weft/transport.h"

namespace weft::transport {

struct TestRequest {
  std::string method = "GET";
  std::string path = "/";
  std::vector<HeaderList::Header> headers = {};
  std::string body = {};
  std::chrono::milliseconds deadline{0};  // 0: the mesh's
  Context* context = nullptr;             // of the request that this one is made for
  bool follow_redirects = false;
};

struct TestResult {
  std::string error;  // why there is no response, or not all of one; empty: all is well
  int status = 0;
  HeaderList headers = {};
  std::string body = {};

  explicit operator bool() const { return error.empty(); }
  size_t Count(std::string_view name) const {
    return static_cast<size_t>(std::count_if(headers.headers().begin(), headers.headers().end(),
                                             [&](const auto& header) { return HeaderList({header}).Has(name); }));
  }
};

// To shop:9080. Thread-safe.
class TestTransport {
 public:
  using OnHead = std::function<bool(const TestResult& head)>;
  using OnBody = std::function<bool(std::string_view bytes)>;

  virtual ~TestTransport() = default;
  virtual TestResult Send(const TestRequest& request) = 0;
  // Hands the response on as it comes; false from a callback: no more of it.
  virtual TestResult Stream(const TestRequest& request, const OnHead& on_head, const OnBody& on_body) = 0;

  TestResult Get(const std::string& path = "/") { return Send({.path = path}); }
  TestResult Post(const std::string& body, const std::string& method = "POST") {
    return Send({.method = method, .headers = {{"Content-Type", "text/plain"}}, .body = body});
  }
};

// What the suites take as their parameter.
struct TransportUnderTest {
  std::string name;
  std::function<std::unique_ptr<TestTransport>(std::shared_ptr<Mesh>)> make;
  friend std::ostream& operator<<(std::ostream& out, const TransportUnderTest& transport) { return out << transport.name; }
};

}  // namespace weft::transport
