// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/strings.h"
#include "clients/unsupported.h"
#include "manifest/object/field.h"
#include "manifest/object/kind.h"
#include "weftctl/client/manifest_files.h"
#include "weftctl/commands/commands.h"

namespace weft::ctl {

namespace {

constexpr const char* kValidateExamples =
    "Examples:\n"
    "  weftctl validate -f reviews.yaml          check a file, without a server\n"
    "  weftctl validate -f rules/ more.yaml      several\n"
    "Exit code 0 when all are valid, 1 when not.\n";

// Kinds of the same group that Weft has no use for.
constexpr std::string_view kOtherIstioKinds[] = {"Sidecar", "EnvoyFilter", "WorkloadGroup", "ProxyConfig"};

// Checks the documents of one file and reports what is wrong with them.
class FileCheck {
 public:
  FileCheck(const ManifestFile& file, std::ostream& err) : file_(file), err_(err) {}

  bool Run() {
    absl::StatusOr<std::vector<manifest::Document>> documents = manifest::ParseYaml(file_.text);
    if (!documents.ok()) {
      err_ << "error: " << file_.name << ": " << documents.status().message() << "\n";
      return false;
    }
    bool good = true;
    for (const manifest::Document& document : FlattenLists(*std::move(documents))) good = CheckDocument(document) && good;
    return good;
  }

 private:
  bool CheckDocument(const manifest::Document& document) {
    manifest::Field object(document.json);
    std::string api_version = object["apiVersion"].Text();
    std::string name = object["kind"].Text();
    if (api_version.empty() || name.empty()) return Problem(document, name.empty() ? "kind" : "apiVersion", "Required value");
    const manifest::Kind* kind = manifest::FindByKind(api_version, name);
    if (kind == nullptr) return CheckUnservedKind(document, api_version, name);
    manifest::Json copy = document.json;
    manifest::Report report = manifest::Check(*kind, copy, manifest::UnknownFields::kRefuse);
    for (const manifest::Problem& problem : report.problems) Problem(document, problem.field, problem.message);
    if (report.ok()) {
      for (std::string& warning : clients::UnsupportedBySdk(copy)) report.warnings.push_back(std::move(warning));
    }
    for (const std::string& warning : report.warnings) {
      err_ << "Warning: " << Place(document, warning.substr(0, warning.find(": "))) << warning << "\n";
    }
    return report.ok();
  }

  // Files may hold what other programs read; a mistyped kind of ours is no such thing.
  bool CheckUnservedKind(const manifest::Document& document, const std::string& api_version, const std::string& name) {
    bool ours = api_version.starts_with(StrCat(manifest::kNetworkingGroup, "/"));
    bool other = std::find(std::begin(kOtherIstioKinds), std::end(kOtherIstioKinds), name) != std::end(kOtherIstioKinds);
    if (ours && !other)
      return Problem(document, "kind", StrCat("the kind ", name, " in version ", api_version, " is not served"));
    err_ << "Warning: " << Place(document, "kind") << "not checked: Weft does not read the kind " << name << " of "
         << api_version << "\n";
    return true;
  }

  bool Problem(const manifest::Document& document, std::string_view field, std::string_view message) {
    err_ << "error: " << Place(document, field) << field << (field.empty() ? "" : ": ") << message << "\n";
    return false;
  }

  // "reviews.yaml:12: VirtualService \"reviews\": ".
  std::string Place(const manifest::Document& document, std::string_view field) const {
    return StrCat(file_.name, ":", manifest::LineOfField(file_.text, document, field), ": ", ObjectTitle(document.json), ": ");
  }

  const ManifestFile& file_;
  std::ostream& err_;
};

int RunValidate(const std::vector<std::string>& paths, Terminal& terminal) {
  absl::StatusOr<std::vector<ManifestFile>> files = ReadManifestFiles(paths, terminal);
  if (!files.ok()) {
    terminal.err << "error: " << files.status().message() << "\n";
    return kRefused;
  }
  bool all = true;
  for (const ManifestFile& file : *files) {
    bool good = FileCheck(file, terminal.err).Run();
    if (good) terminal.out << "\"" << file.name << "\" is valid\n";
    all = all && good;
  }
  return all ? kDone : kRefused;
}

}  // namespace

void AddValidateCommand(CLI::App& app, Session& session) {
  auto paths = std::make_shared<std::vector<std::string>>();
  CLI::App* command = app.add_subcommand("validate", "Check files, without a server");
  command->footer(kValidateExamples);
  command->add_option("-f,--filename,files", *paths, "Files, folders, or - for standard input")->required();
  command->callback([paths, &session] { session.run = [paths, &session] { return RunValidate(*paths, session.terminal); }; });
}

}  // namespace weft::ctl
