// SPDX-License-Identifier: Apache-2.0
// A server that writes down what arrives and always answers the same.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace weft::test {

class EchoService {
 public:
  struct Request {
    std::string method;
    std::string path;
    std::string host;
  };

  explicit EchoService(int status);
  ~EchoService();

  int port() const;
  // What arrived so far, in order. Thread-safe.
  std::vector<Request> Requests() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace weft::test
