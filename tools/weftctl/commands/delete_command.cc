// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include "base/status_macros.h"
#include "base/strings.h"
#include "weftctl/client/api_client.h"
#include "weftctl/client/manifest_target.h"
#include "weftctl/commands/commands.h"
#include "weftctl/commands/kind_argument.h"

namespace weft::ctl {

namespace {

constexpr const char* kDeleteExamples =
    "Examples:\n"
    "  weftctl delete vs reviews ratings         two objects of one kind\n"
    "  weftctl delete -f rules/                  what the files of a folder say\n";

constexpr int kNotFound = 404;

struct DeleteFlags {
  std::string kind;
  std::vector<std::string> names;
  std::vector<std::string> files;
  std::string ns;
  bool ignore_not_found = false;
};

struct Doomed {
  const manifest::Kind* kind;
  std::string ns;
  std::string name;
};

// False when the server refused; an error when there was no answer.
absl::StatusOr<bool> DeleteOne(ApiClient& api, const Doomed& doomed, bool ignore_not_found, Terminal& terminal) {
  const manifest::Kind& kind = *doomed.kind;
  WEFT_ASSIGN_OR_RETURN(ApiReply reply, api.Send("DELETE", ResourcePath(kind, doomed.ns, doomed.name)));
  if (reply.status == kNotFound && ignore_not_found) return true;
  if (!reply.ok()) {
    for (const std::string& line : RefusalLines(reply)) terminal.err << "error: " << line << "\n";
    return false;
  }
  terminal.out << kind.singular << (kind.group.empty() ? "" : ".") << kind.group << " \"" << doomed.name << "\" deleted\n";
  return true;
}

int DeleteAll(const std::vector<Doomed>& list, bool ignore_not_found, bool good, Session& session) {
  std::unique_ptr<ApiClient> api = ConnectApi(session);
  if (api == nullptr) return kRefused;
  for (const Doomed& doomed : list) {
    absl::StatusOr<bool> deleted = DeleteOne(*api, doomed, ignore_not_found, session.terminal);
    if (!deleted.ok()) {
      session.terminal.err << "error: " << deleted.status().message() << "\n";
      return kRefused;
    }
    good = *deleted && good;
  }
  return good ? kDone : kRefused;
}

int DeleteFromFiles(const DeleteFlags& flags, Session& session) {
  ManifestTargets targets = ReadManifestTargets(flags.files, flags.ns, session.terminal);
  if (targets.unreadable) return kRefused;
  std::vector<Doomed> list;
  for (const ManifestTarget& target : targets.targets) list.push_back({target.kind, target.ns, target.name});
  return DeleteAll(list, flags.ignore_not_found, !targets.refused, session);
}

int DeleteByName(const DeleteFlags& flags, Session& session) {
  const manifest::Kind* kind = manifest::FindByAnyName(flags.kind);
  if (kind == nullptr) return ReportUnknownKind(flags.kind, session.terminal.err);
  std::vector<Doomed> list;
  for (const std::string& name : flags.names) list.push_back({kind, flags.ns.empty() ? "default" : flags.ns, name});
  return DeleteAll(list, flags.ignore_not_found, true, session);
}

int RunDelete(const DeleteFlags& flags, Session& session) {
  bool by_name = !flags.kind.empty() && !flags.names.empty();
  if (flags.files.empty() && by_name) return DeleteByName(flags, session);
  if (!flags.files.empty() && flags.kind.empty()) return DeleteFromFiles(flags, session);
  session.terminal.err << "error: say what to delete: either -f FILE, or a kind and at least one name\n";
  return kUsage;
}

}  // namespace

void AddDeleteCommand(CLI::App& app, Session& session) {
  auto flags = std::make_shared<DeleteFlags>();
  CLI::App* command = app.add_subcommand("delete", "Delete objects by file or by name");
  command->footer(kDeleteExamples);
  command->add_option("kind", flags->kind, "Kind, for instance virtualservices or vs");
  command->add_option("names", flags->names, "Names");
  command->add_option("-f,--filename", flags->files, "File, folder, or - for standard input; may be given several times")
      ->expected(1)
      ->take_all();
  command->add_option("-n,--namespace", flags->ns, "Namespace, default when not given");
  command->add_flag("--ignore-not-found", flags->ignore_not_found, "What is not there is no error");
  command->callback([flags, &session] { session.run = [flags, &session] { return RunDelete(*flags, session); }; });
}

}  // namespace weft::ctl
