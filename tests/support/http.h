// SPDX-License-Identifier: Apache-2.0
// Plain requests to a loopback port, for asking what a program answers.
#pragma once

#include <map>
#include <string>

namespace weft::test {

using Headers = std::multimap<std::string, std::string>;

struct Answer {
  int status = 0;  // 0: no answer; `body` is then the reason
  std::string body;
  Headers headers;  // names in lower case

  std::string Header(const std::string& lower_case_name) const;
};

// One request on a connection of its own. Thread-safe.
Answer Get(int port, const std::string& path, const Headers& headers = {});
Answer Send(const std::string& method, int port, const std::string& path, const std::string& body = "",
            const Headers& headers = {});

// Writes `bytes` as they are, closes the sending side and returns whatever comes back within five seconds.
std::string SendRaw(int port, const std::string& bytes);

}  // namespace weft::test
