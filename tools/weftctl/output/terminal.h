// SPDX-License-Identifier: Apache-2.0
// Where a command reads and writes, and what it may end with.
#pragma once

#include <istream>
#include <ostream>

namespace weft::ctl {

struct Terminal {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
};

// Exit codes.
inline constexpr int kDone = 0;
inline constexpr int kRefused = 1;  // by the server, a check, or the network
inline constexpr int kUsage = 64;   // the command line makes no sense

}  // namespace weft::ctl
