// SPDX-License-Identifier: Apache-2.0
// `xds-server translate`: the resources that a client would get, without a server.
#pragma once

#include <istream>
#include <ostream>
#include <string>
#include <vector>

namespace weft {

// `arguments` without the name of the program and of the command. 0: everything was read; 1: something was broken and is left
// out, or nothing could be done; 64: the command line makes no sense.
int RunTranslateCommand(std::vector<std::string> arguments, std::istream& in, std::ostream& out, std::ostream& err);

}  // namespace weft
