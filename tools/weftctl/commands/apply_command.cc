// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include "base/status_macros.h"
#include "base/strings.h"
#include "manifest/object/field.h"
#include "store/index/body.h"
#include "weftctl/client/api_client.h"
#include "weftctl/client/manifest_target.h"
#include "weftctl/commands/commands.h"

namespace weft::ctl {

namespace {

constexpr const char* kApplyExamples =
    "Examples:\n"
    "  weftctl apply -f reviews.yaml             create or change what the file says\n"
    "  weftctl apply -f rules/ -n shop           every file of a folder\n"
    "  cat reviews.yaml | weftctl apply -f -     from standard input\n"
    "  weftctl apply -f reviews.yaml --dry-run   let the server check, change nothing\n";

struct ApplyFlags {
  std::vector<std::string> files;
  std::string ns;
  bool dry_run = false;
  bool force = false;
};

std::string ApplyPath(const ManifestTarget& target, const ApplyFlags& flags) {
  std::string path = StrCat(ResourcePath(*target.kind, target.ns, target.name), "?fieldManager=weftctl&fieldValidation=Strict");
  if (flags.dry_run) path += "&dryRun=All";
  if (flags.force) path += "&force=true";
  return path;
}

// "created", "unchanged" or "configured". What the control plane observed and who owns which field does not count.
std::string_view WhatHappened(const ApiReply& before, const ApiReply& after) {
  if (after.status == 201) return "created";
  bool comparable = before.ok() && before.body.is_object() && after.body.is_object();
  return comparable && store::SameButStatus(before.body, after.body) ? "unchanged" : "configured";
}

// False when the server refused; an error when there was no answer.
absl::StatusOr<bool> ApplyOne(ApiClient& api, const ManifestTarget& target, const ApplyFlags& flags, Terminal& terminal) {
  WEFT_ASSIGN_OR_RETURN(ApiReply before, api.Send("GET", ResourcePath(*target.kind, target.ns, target.name)));
  absl::StatusOr<ApiReply> reply =
      api.Send("PATCH", ApplyPath(target, flags), target.object.dump(), "application/apply-patch+yaml");
  if (!reply.ok()) return reply.status();
  for (const std::string& warning : reply->warnings) {
    std::string_view text = warning;
    ConsumePrefix(text, StrCat(ObjectTitle(target.object), ": "));  // some name the object before the field
    terminal.err << "Warning: " << target.Place(text) << ": " << warning << "\n";
  }
  if (!reply->ok()) {
    target.PrintRefusal(*reply, terminal.err);
    if (reply->status == 409) terminal.err << "another manager set these fields; take them over with --force-conflicts\n";
    return false;
  }
  terminal.out << target.kind->singular << (target.kind->group.empty() ? "" : ".") << target.kind->group << "/" << target.name
               << " " << WhatHappened(before, *reply) << (flags.dry_run ? " (dry run)" : "") << "\n";
  return true;
}

int RunApply(const ApplyFlags& flags, Session& session) {
  ManifestTargets targets = ReadManifestTargets(flags.files, flags.ns, session.terminal);
  if (targets.unreadable) return kRefused;
  std::unique_ptr<ApiClient> api = ConnectApi(session);
  if (api == nullptr) return kRefused;
  bool good = !targets.refused;
  for (const ManifestTarget& target : targets.targets) {
    absl::StatusOr<bool> applied = ApplyOne(*api, target, flags, session.terminal);
    if (!applied.ok()) {
      session.terminal.err << "error: " << applied.status().message() << "\n";
      return kRefused;
    }
    good = *applied && good;
  }
  return good ? kDone : kRefused;
}

}  // namespace

void AddApplyCommand(CLI::App& app, Session& session) {
  auto flags = std::make_shared<ApplyFlags>();
  CLI::App* command = app.add_subcommand("apply", "Create or change what files say");
  command->footer(kApplyExamples);
  command->add_option("-f,--filename", flags->files, "File, folder, or - for standard input; may be given several times")
      ->required();
  command->add_option("-n,--namespace", flags->ns, "Namespace of objects that name none, default when not given");
  command->add_flag("--dry-run", flags->dry_run, "Check only");
  command->add_flag("--force-conflicts", flags->force, "Take fields over that another manager set");
  command->callback([flags, &session] { session.run = [flags, &session] { return RunApply(*flags, session); }; });
}

}  // namespace weft::ctl
