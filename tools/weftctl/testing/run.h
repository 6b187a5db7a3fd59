// SPDX-License-Identifier: Apache-2.0
// For tests: whole commands with what they print.
#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "weftctl/weftctl.h"

namespace weft::ctl {

struct Ran {
  int code;
  std::string out;
  std::string err;
};

inline Ran RunCtl(std::vector<std::string> arguments, const std::string& input = "") {
  std::istringstream in(input);
  std::ostringstream out, err;
  Terminal terminal{in, out, err};
  int code = RunWeftctl(std::move(arguments), terminal);
  return {code, out.str(), err.str()};
}

}  // namespace weft::ctl
