// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include "absl/time/clock.h"
#include "base/status_macros.h"
#include "base/strings.h"
#include "base/table_printer.h"
#include "manifest/object/field.h"
#include "manifest/yaml/yaml.h"
#include "weftctl/client/api_client.h"
#include "weftctl/commands/commands.h"
#include "weftctl/commands/kind_argument.h"
#include "weftctl/output/short_columns.h"

namespace weft::ctl {

namespace {

constexpr const char* kGetExamples =
    "Examples:\n"
    "  weftctl get virtualservices              one line each, of the namespace default\n"
    "  weftctl get destinationrules -A          of all namespaces\n"
    "  weftctl get vs reviews -o yaml           one in full\n"
    "  weftctl get all -n shop                  every kind of rule\n";

struct GetFlags {
  std::string kind;
  std::string name;
  std::string output = "short";
  std::string ns = "default";
  bool all_namespaces = false;
};

struct FoundObjects {
  const manifest::Kind* kind;
  std::vector<Json> objects;
};

// List items may leave out what their list says for all of them; who set which field is for the server's eyes.
Json ShownObject(const manifest::Kind& kind, Json object) {
  if (object.contains("metadata") && object["metadata"].is_object()) object["metadata"].erase("managedFields");
  object.emplace("apiVersion", kind.ApiVersion(kind.versions[0]));
  object.emplace("kind", kind.kind);
  return object;
}

absl::StatusOr<FoundObjects> Fetch(ApiClient& api, const manifest::Kind& kind, const GetFlags& flags) {
  std::string ns = flags.all_namespaces ? "" : flags.ns;
  WEFT_ASSIGN_OR_RETURN(ApiReply reply, api.Send("GET", ResourcePath(kind, ns, flags.name)));
  if (!reply.ok()) return absl::FailedPreconditionError(RefusalLines(reply)[0]);
  FoundObjects found{&kind, {}};
  if (!flags.name.empty()) {
    if (reply.body.is_object()) found.objects.push_back(ShownObject(kind, std::move(reply.body)));
    return found;
  }
  for (const manifest::Field& item : manifest::Field(reply.body)["items"].Items()) {
    found.objects.push_back(ShownObject(kind, item.json()));
  }
  return found;
}

void PrintShort(const std::vector<FoundObjects>& found, std::ostream& out) {
  bool first = true;
  for (const FoundObjects& kind : found) {
    if (kind.objects.empty()) continue;
    if (!first) out << "\n";
    first = false;
    std::vector<std::vector<std::string>> rows = {ShortHead(*kind.kind)};
    for (const Json& object : kind.objects) rows.push_back(ShortRow(*kind.kind, object, absl::Now()));
    PrintTable(rows, out);
  }
  if (first) out << "No resources found.\n";
}

void PrintYaml(const std::vector<FoundObjects>& found, std::ostream& out) {
  bool none = true;
  for (const FoundObjects& kind : found) {
    for (const Json& object : kind.objects) {
      out << manifest::ToYaml(object) << "---\n";
      none = false;
    }
  }
  if (none) out << "No resources found.\n";
}

// One object as itself, others as a list, so that the output is one JSON value whatever was found.
void PrintJson(const std::vector<FoundObjects>& found, bool single, std::ostream& out) {
  Json items = Json::array();
  for (const FoundObjects& kind : found) {
    for (const Json& object : kind.objects) items.push_back(object);
  }
  Json list = {{"apiVersion", "v1"}, {"kind", "List"}, {"metadata", Json::object()}, {"items", items}};
  out << (single ? items[0] : list).dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
}

int RunGet(const GetFlags& flags, const Session& session) {
  std::ostream& err = session.terminal.err;
  std::vector<const manifest::Kind*> kinds = KindsOfArgument(flags.kind);
  if (kinds.empty()) return ReportUnknownKind(flags.kind, err);
  if (!flags.name.empty() && (flags.all_namespaces || kinds.size() > 1)) {
    err << "error: a name needs one kind and one namespace; leave out " << (flags.all_namespaces ? "-A" : "the name") << "\n";
    return kUsage;
  }
  std::unique_ptr<ApiClient> api = ConnectApi(session);
  if (api == nullptr) return kRefused;
  std::vector<FoundObjects> found;
  for (const manifest::Kind* kind : kinds) {
    absl::StatusOr<FoundObjects> objects = Fetch(*api, *kind, flags);
    if (!objects.ok()) {
      err << "error: " << objects.status().message() << "\n";
      return kRefused;
    }
    found.push_back(*std::move(objects));
  }
  if (flags.output == "yaml") {
    PrintYaml(found, session.terminal.out);
  } else if (flags.output == "json") {
    PrintJson(found, !flags.name.empty(), session.terminal.out);
  } else {
    PrintShort(found, session.terminal.out);
  }
  return kDone;
}

}  // namespace

void AddGetCommand(CLI::App& app, Session& session) {
  auto flags = std::make_shared<GetFlags>();
  CLI::App* command = app.add_subcommand("get", "List objects, or show one");
  command->footer(kGetExamples);
  command->add_option("kind", flags->kind, "Kind, for instance virtualservices, vs, dr, se, or all")->required();
  command->add_option("name", flags->name, "Name of one object");
  command->add_option("-o,--output", flags->output, "short, yaml or json")->check(CLI::IsMember({"short", "yaml", "json"}));
  command->add_option("-n,--namespace", flags->ns, "Namespace, default when not given");
  command->add_flag("-A,--all-namespaces", flags->all_namespaces, "Look in all namespaces");
  command->callback([flags, &session] { session.run = [flags, &session] { return RunGet(*flags, session); }; });
}

}  // namespace weft::ctl
