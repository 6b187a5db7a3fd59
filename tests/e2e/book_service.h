// SPDX-License-Identifier: Apache-2.0
// A book service on a free port, for details v2: it implements as much of the volumes API as Bookinfo uses.
#pragma once

#include <memory>
#include <string>

namespace weft::test {

class BookService {
 public:
  explicit BookService(const std::string& publisher);
  ~BookService();
  int port() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace weft::test
