// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include "base/status_macros.h"
#include "base/strings.h"
#include "manifest/yaml/yaml.h"
#include "weftctl/client/api_address.h"
#include "weftctl/client/api_client.h"
#include "weftctl/commands/commands.h"
#include "weftctl/commands/proxy_status.h"

namespace weft::ctl {

namespace {

constexpr const char* kProxyStatusExamples =
    "Examples:\n"
    "  weftctl proxy-status                     every client, and the types it asks for\n"
    "  weftctl proxy-status -v 1                how far each has come with each type, and since when\n"
    "  weftctl proxy-status reviews-v1          one client\n"
    "  weftctl ps -o json                       all that is known of them\n"
    "Below the table stands what clients refuse (NACK), in their words, and what rules say that a client is not told, because\n"
    "it would not understand it.\n";

struct ProxyStatusFlags {
  std::string name;
  std::string admin;
  std::string output = "table";
  int verbosity = 0;
};

absl::StatusOr<ProxyClients> FetchProxies(const ProxyStatusFlags& flags) {
  WEFT_ASSIGN_OR_RETURN(std::string address, FindAdminAddress(flags.admin, EnvironmentVariable));
  ApiClient admin(address);
  absl::StatusOr<ApiReply> reply = admin.Send("GET", "/debug/syncz");
  if (!reply.ok()) {
    return absl::UnavailableError(StrCat("nobody answers at ", address, ", where the admin port of xds-server should be; ",
                                         "start xds-server, or name another address with --admin or WEFT_ADMIN"));
  }
  absl::StatusOr<ProxyClients> proxies = ReadSyncz(reply->ok() ? reply->body : Json());
  if (!proxies.ok()) return absl::InvalidArgumentError(StrCat(address, ": ", proxies.status().message()));
  if (flags.name.empty()) return proxies;
  proxies->clients = ClientsNamed(proxies->clients, flags.name);
  if (!proxies->clients.empty()) return proxies;
  return absl::NotFoundError(StrCat("no client is called \"", flags.name, "\"; weftctl proxy-status lists those there are"));
}

int RunProxyStatus(const ProxyStatusFlags& flags, const Session& session) {
  absl::StatusOr<ProxyClients> proxies = FetchProxies(flags);
  if (!proxies.ok()) {
    session.terminal.err << "error: " << proxies.status().message() << "\n";
    return kRefused;
  }
  std::ostream& out = session.terminal.out;
  if (flags.output == "json") {
    out << Json(proxies->clients).dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
  } else if (flags.output == "yaml") {
    out << manifest::ToYaml(Json(proxies->clients));
  } else if (proxies->clients.empty()) {
    out << "No clients are connected.\n";
  } else {
    PrintProxyTable(*proxies, flags.verbosity > 0, out);
    PrintProxyRemarks(*proxies, out);
  }
  return kDone;
}

}  // namespace

void AddProxyStatusCommand(CLI::App& app, Session& session) {
  auto flags = std::make_shared<ProxyStatusFlags>();
  CLI::App* command = app.add_subcommand("proxy-status", "Show the clients, and how far each has come");
  command->alias("ps");
  command->footer(kProxyStatusExamples);
  command->add_option("name", flags->name, "Name of one client, such as reviews-v1.default, or its node id");
  command->add_option("-v,--verbosity", flags->verbosity, "1: a column for each type of resource")->check(CLI::Range(0, 1));
  command->add_option("-o,--output", flags->output, "table, json or yaml")->check(CLI::IsMember({"table", "json", "yaml"}));
  command->add_option("--admin", flags->admin, "Address of the admin port; else $WEFT_ADMIN, else http://127.0.0.1:15014")
      ->type_name("URL");
  command->callback([flags, &session] { session.run = [flags, &session] { return RunProxyStatus(*flags, session); }; });
}

}  // namespace weft::ctl
