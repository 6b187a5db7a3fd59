#include <CLI/CLI.hpp>

#include "base/strings.h"
#include "weftctl/api_client.h"
#include "weftctl/commands.h"
#include "weftctl/kind_argument.h"
#include "weftctl/manifest_target.h"

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

bool DeleteOne(ApiClient& api, const manifest::Kind& kind, const std::string& ns, const std::string& name, bool ignore_not_found,
               Terminal& terminal) {
  absl::StatusOr<ApiReply> reply = api.Send("DELETE", ResourcePath(kind, ns, name));
  if (!reply.ok()) {
    terminal.err << "error: " << reply.status().message() << "\n";
    return false;
  }
  if (reply->status == kNotFound && ignore_not_found) return true;
  if (!reply->ok()) {
    for (const std::string& line : RefusalLines(*reply)) terminal.err << "error: " << line << "\n";
    return false;
  }
  terminal.out << kind.singular << (kind.group.empty() ? "" : ".") << kind.group << " \"" << name << "\" deleted\n";
  return true;
}

int DeleteFromFiles(const DeleteFlags& flags, Session& session) {
  ManifestTargets targets = ReadManifestTargets(flags.files, flags.ns, session.terminal);
  if (targets.unreadable) return kRefused;
  std::unique_ptr<ApiClient> api = ConnectApi(session);
  if (api == nullptr) return kRefused;
  bool good = !targets.refused;
  for (const ManifestTarget& target : targets.targets) {
    good = DeleteOne(*api, *target.kind, target.ns, target.name, flags.ignore_not_found, session.terminal) && good;
  }
  return good ? kDone : kRefused;
}

int DeleteByName(const DeleteFlags& flags, Session& session) {
  const manifest::Kind* kind = manifest::FindByAnyName(flags.kind);
  if (kind == nullptr) return ReportUnknownKind(flags.kind, session.terminal.err);
  std::unique_ptr<ApiClient> api = ConnectApi(session);
  if (api == nullptr) return kRefused;
  std::string ns = !kind->namespaced ? "" : flags.ns.empty() ? "default" : flags.ns;
  bool good = true;
  for (const std::string& name : flags.names) good = DeleteOne(*api, *kind, ns, name, flags.ignore_not_found, session.terminal) && good;
  return good ? kDone : kRefused;
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
  command->add_option("-f,--filename", flags->files, "File, folder, or - for standard input; may be given several times")->expected(1)->take_all();
  command->add_option("-n,--namespace", flags->ns, "Namespace, default when not given");
  command->add_flag("--ignore-not-found", flags->ignore_not_found, "What is not there is no error");
  command->callback([flags, &session] { session.run = [flags, &session] { return RunDelete(*flags, session); }; });
}

}  // namespace weft::ctl
