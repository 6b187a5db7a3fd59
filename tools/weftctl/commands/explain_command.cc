// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include "base/status_macros.h"
#include "base/strings.h"
#include "explain/print.h"
#include "weftctl/client/api_client.h"
#include "weftctl/commands/commands.h"
#include "weftctl/commands/explain_objects.h"

namespace weft::ctl {

namespace {

constexpr const char* kExplainExamples =
    "Examples:\n"
    "  weftctl explain --from productpage --to reviews:9080\n"
    "                                            which rule takes this call, and where it goes\n"
    "  weftctl explain --from productpage --to reviews --header end-user=jason --path /reviews/0\n"
    "  weftctl explain --from web.shop,version=v2 --to ratings.default:9080 --method POST -o json\n"
    "  weftctl explain --from productpage --to reviews -f rules/ services.yaml\n"
    "                                            as it would be with these files alone, without a server\n";

struct ExplainFlags {
  std::string from;
  std::string to;
  std::vector<std::string> headers;
  std::vector<std::string> files;
  std::string output = "text";
  explain::ExplainRequest request;
};

absl::Status ReadArguments(ExplainFlags& flags) {
  WEFT_ASSIGN_OR_RETURN(explain::CallerArgument from, explain::ParseCaller(flags.from));
  WEFT_ASSIGN_OR_RETURN(explain::CalleeArgument to, explain::ParseCallee(flags.to));
  flags.request.from = std::move(from);
  flags.request.to = std::move(to);
  for (const std::string& text : flags.headers) {
    WEFT_ASSIGN_OR_RETURN(auto header, explain::ParseHeaderArgument(text));
    flags.request.headers.push_back(std::move(header));
  }
  if (!flags.request.path.starts_with('/')) {
    return absl::InvalidArgumentError(StrCat("--path is \"", flags.request.path, "\"; it must begin with /"));
  }
  return absl::OkStatus();
}

absl::StatusOr<explain::Objects> ReadExplainObjects(const ExplainFlags& flags, Session& session) {
  if (!flags.files.empty()) return ObjectsFromFiles(flags.files, session.terminal);
  std::unique_ptr<ApiClient> api = ConnectApi(session);
  if (api == nullptr) return absl::InvalidArgumentError("");  // it has said why
  return ObjectsFromApi(*api);
}

int FailExplain(const absl::Status& status, int code, const Session& session) {
  if (!status.message().empty()) session.terminal.err << "error: " << status.message() << "\n";
  return code;
}

int RunExplain(ExplainFlags& flags, Session& session) {
  if (absl::Status status = ReadArguments(flags); !status.ok()) return FailExplain(status, kUsage, session);
  absl::StatusOr<explain::Objects> objects = ReadExplainObjects(flags, session);
  if (!objects.ok()) return FailExplain(objects.status(), kRefused, session);
  absl::StatusOr<explain::ExplainReport> report = explain::MakeExplainReport(flags.request, *objects);
  if (!report.ok()) return FailExplain(report.status(), kRefused, session);
  if (flags.output == "json") {
    explain::PrintExplainJson(*report, session.terminal.out);
  } else {
    explain::PrintExplainText(*report, session.terminal.out);
  }
  return kDone;
}

}  // namespace

void AddExplainCommand(CLI::App& app, Session& session) {
  auto flags = std::make_shared<ExplainFlags>();
  CLI::App* command = app.add_subcommand("explain", "Say which rule takes a call, and why");
  command->footer(kExplainExamples);
  command->add_option("--from", flags->from, "Who calls: its label app, and more labels where rules look at them")
      ->type_name("APP[.NAMESPACE][,label=value...]")
      ->required();
  command->add_option("--to", flags->to, "What is called, as the program dials it")->type_name("HOST[:PORT]")->required();
  command->add_option("--path", flags->request.path, "Path with query, / when not given");
  command->add_option("--method", flags->request.method, "GET when not given");
  command->add_option("--header", flags->headers, "Request headers")->type_name("NAME=VALUE ...");
  command->add_option("-f,--filename", flags->files, "Files, folders, or - for standard input, instead of a server's objects");
  command->add_option("--domain", flags->request.domain, "Domain of service names, cluster.local when not given");
  command->add_option("-o,--output", flags->output, "text or json")->check(CLI::IsMember({"text", "json"}));
  command->callback([flags, &session] { session.run = [flags, &session] { return RunExplain(*flags, session); }; });
}

}  // namespace weft::ctl
