// SPDX-License-Identifier: Apache-2.0
// The commands. Each adds itself to the command line and runs from its parsed flags; one file per command.
#pragma once

#include <functional>
#include <string>

#include "weftctl/output/terminal.h"

namespace CLI {
class App;
}

namespace weft::ctl {

// What all commands share.
struct Session {
  Terminal& terminal;
  std::string server_flag;   // --server as given; empty when not
  std::function<int()> run;  // set by the command that was chosen
};

void AddGetCommand(CLI::App& app, Session& session);
void AddApplyCommand(CLI::App& app, Session& session);
void AddDeleteCommand(CLI::App& app, Session& session);
void AddValidateCommand(CLI::App& app, Session& session);
void AddRouteCheckCommand(CLI::App& app, Session& session);
void AddExplainCommand(CLI::App& app, Session& session);
void AddProxyStatusCommand(CLI::App& app, Session& session);
void AddVersionCommand(CLI::App& app, Session& session);

}  // namespace weft::ctl
