// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include "manifest/object/field.h"
#include "weftctl/client/api_client.h"
#include "weftctl/commands/commands.h"

namespace weft::ctl {

namespace {

constexpr const char* kVersionExamples =
    "Examples:\n"
    "  weftctl version             of this program and of the server\n"
    "  weftctl version --client    of this program alone\n";

int RunVersion(bool client_only, Session& session) {
  Terminal& terminal = session.terminal;
  terminal.out << "client: " << WEFT_VERSION << "\n" << std::flush;
  if (client_only) return kDone;
  std::unique_ptr<ApiClient> api = ConnectApi(session);
  if (api == nullptr) return kRefused;
  absl::StatusOr<ApiReply> reply = api->Send("GET", "/version");
  if (!reply.ok() || !reply->ok()) {
    terminal.err << "error: " << (reply.ok() ? RefusalLines(*reply)[0] : std::string(reply.status().message())) << "\n";
    return kRefused;
  }
  terminal.out << "server: " << manifest::Field(reply->body)["gitVersion"].Text("unknown") << "\n";
  return kDone;
}

}  // namespace

void AddVersionCommand(CLI::App& app, Session& session) {
  auto client_only = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand("version", "Print the versions of client and server");
  command->footer(kVersionExamples);
  command->add_flag("--client", *client_only, "Do not ask the server");
  command->callback(
      [client_only, &session] { session.run = [client_only, &session] { return RunVersion(*client_only, session); }; });
}

}  // namespace weft::ctl
