// SPDX-License-Identifier: Apache-2.0
#include "weftctl/weftctl.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "weftctl/commands/commands.h"

namespace weft::ctl {

namespace {

constexpr const char* kAbout =
    "weftctl reads and changes the configuration of a Weft mesh.\n"
    "The API is the one that --server names; else $WEFT_API, else the current cluster of $KUBECONFIG, else "
    "http://127.0.0.1:16443.";

constexpr const char* kExamples =
    "Examples:\n"
    "  weftctl get virtualservices            list the routing rules of the namespace default\n"
    "  weftctl get vs reviews -o yaml         show one in full\n"
    "  weftctl validate -f rules/             check files without a server\n"
    "  weftctl apply -f rules/                create or change what the files say\n"
    "  weftctl delete vs reviews              remove one\n"
    "  weftctl explain --from productpage --to reviews:9080\n"
    "                                         say which rule takes a call, and why\n"
    "  weftctl route-check -c routes.yaml -t tests.yaml\n"
    "                                         test a route configuration\n"
    "  weftctl proxy-status                   show who has what, and what clients refuse\n";

}  // namespace

int RunWeftctl(std::vector<std::string> arguments, Terminal& terminal) {
  Session session{terminal, "", nullptr};
  CLI::App app(kAbout, "weftctl");
  app.footer(kExamples);
  app.require_subcommand(1);
  app.add_option("--server", session.server_flag, "Address of the API, for instance http://127.0.0.1:16443")->type_name("URL");
  AddGetCommand(app, session);
  AddApplyCommand(app, session);
  AddDeleteCommand(app, session);
  AddValidateCommand(app, session);
  AddExplainCommand(app, session);
  AddRouteCheckCommand(app, session);
  AddProxyStatusCommand(app, session);
  AddVersionCommand(app, session);
  // --server may also stand behind the command.
  for (CLI::App* command : app.get_subcommands({})) command->fallthrough();
  std::reverse(arguments.begin(), arguments.end());  // the parser takes them from the back
  try {
    app.parse(arguments);
  } catch (const CLI::ParseError& error) {
    int code = app.exit(error, terminal.out, terminal.err);
    return code == 0 ? kDone : kUsage;
  }
  return session.run();
}

}  // namespace weft::ctl
