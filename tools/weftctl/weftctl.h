// SPDX-License-Identifier: Apache-2.0
// The command line as a function: parses the arguments, runs the command, returns the exit code.
#pragma once

#include <string>
#include <vector>

#include "weftctl/output/terminal.h"

namespace weft::ctl {

// `arguments` without the name of the program.
int RunWeftctl(std::vector<std::string> arguments, Terminal& terminal);

}  // namespace weft::ctl
