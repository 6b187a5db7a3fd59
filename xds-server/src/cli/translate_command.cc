// SPDX-License-Identifier: Apache-2.0
#include "cli/translate_command.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "CLI/CLI.hpp"
#include "base/status_macros.h"
#include "base/strings.h"
#include "cli/client_resources.h"
#include "cli/manifest_folder.h"
#include "cli/resource_text.h"
#include "clients/client_of.h"
#include "google/protobuf/util/json_util.h"
#include "registry/registry.h"

namespace weft {
namespace {

constexpr char kTranslateAbout[] =
    "Prints the xDS resources (LDS, RDS, CDS, EDS) that a client would get for every service it can see,\n"
    "from files and without a server. What is left out or missing is said on standard error.";

constexpr char kTranslateExamples[] = R"(
Examples:
  xds-server translate -f bookinfo/networking bookinfo/platform --node productpage.json
  xds-server translate -f rules.yaml --node node.json -o json | jq '.[]."@type"'
  cat *.yaml | xds-server translate -f - --namespace shop          as a Weft client of the namespace shop

The client is an xDS Node as JSON, or a bootstrap file with one:
  {"id": "productpage-1", "user_agent_name": "weft",
   "metadata": {"NAMESPACE": "default", "LABELS": {"app": "productpage"}}}
"envoy" as the user_agent_name means an Envoy, a gateway if its labels meet the selector of a Gateway; its own bootstrap will
do. Any other means a gRPC client, which is served what all of those accept.

Exit code 0 when all was read, 1 when something was broken and is left out, 64 for a wrong command line.)";

struct TranslateOptions {
  std::vector<std::string> files;
  std::string node;
  std::string output = "yaml";
  std::string ns;
  std::string domain = "cluster.local";
};

// The node itself, or that of a bootstrap.
absl::StatusOr<std::string> NodeText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::NotFoundError("no such file, or no right to read it");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  manifest::Json json = manifest::Json::parse(text, nullptr, false);
  if (json.is_discarded() || !json.is_object()) return absl::InvalidArgumentError("is not a JSON object");
  if (!json.contains("node") || json.contains("id") || !json["node"].is_object()) return text;
  // An Envoy puts its own name there only when it asks.
  if (json.contains("dynamic_resources") && !json["node"].contains("user_agent_name"))
    json["node"]["user_agent_name"] = "envoy";
  return json["node"].dump();
}

absl::StatusOr<clients::NodeInfo> ReadNode(const TranslateOptions& options) {
  if (options.node.empty()) {
    clients::NodeInfo info;
    info.capabilities = clients::OfSdk();
    info.ns = options.ns.empty() ? "default" : options.ns;
    return info;
  }
  WEFT_ASSIGN_OR_RETURN(auto text, NodeText(options.node));
  envoy::config::core::v3::Node node;
  google::protobuf::util::JsonParseOptions lenient;
  lenient.ignore_unknown_fields = true;
  auto status = google::protobuf::util::JsonStringToMessage(text, &node, lenient);
  if (!status.ok()) return absl::InvalidArgumentError(StrCat("is not an xDS Node: ", status.ToString()));
  auto& metadata = *node.mutable_metadata()->mutable_fields();
  if (!options.ns.empty() && !metadata.contains("NAMESPACE")) metadata["NAMESPACE"].set_string_value(options.ns);
  return clients::ParseNode(node);
}

std::shared_ptr<const registry::World> BuildWorld(const store::ObjectSource& objects, const std::string& domain,
                                                  std::vector<std::string>& problems) {
  registry::Registry registry(domain);
  registry.PutAll(objects);
  for (const auto& [object, why] : registry.errors()) problems.push_back(object + ": left out: " + why);
  return registry.Take().world;
}

int PrintTranslation(const TranslateOptions& options, std::istream& in, std::ostream& out, std::ostream& err) {
  auto node = ReadNode(options);
  if (!node.ok()) {
    err << "error: --node " << options.node << ": " << node.status().message() << "\n";
    return 1;
  }
  LoadedManifests loaded = LoadManifests(options.files, in, options.ns.empty() ? "default" : options.ns);
  auto world = BuildWorld(*loaded.objects, options.domain, loaded.problems);
  const ClientResources result = ResourcesOf(*world, clients::ClientOf(*world, *node));
  for (const std::string& remark : loaded.remarks) err << remark << "\n";
  for (const std::string& problem : loaded.problems) err << "error: " << problem << "\n";
  for (const std::string& missing : result.missing) err << "missing: " << missing << "\n";
  for (const std::string& line : result.left_out) err << "left out: " << line << "\n";
  if (result.resources.empty()) err << "no service is visible to namespace \"" << node->ns << "\"\n";
  auto text = options.output == "json" ? ResourcesAsJson(result.resources) : ResourcesAsYaml(result.resources);
  if (!text.ok()) {
    err << "error: " << text.status().message() << "\n";
    return 1;
  }
  out << *text;
  return loaded.problems.empty() ? 0 : 1;
}

}  // namespace

int RunTranslateCommand(std::vector<std::string> arguments, std::istream& in, std::ostream& out, std::ostream& err) {
  TranslateOptions options;
  CLI::App app(kTranslateAbout, "xds-server translate");
  app.add_option("-f,--filename", options.files, "Files, folders, or - for standard input")->required();
  app.add_option("--node", options.node, "Who asks; without it a Weft client without labels")->type_name("NODE.json");
  app.add_option("-o,--output", options.output, "yaml or json")->capture_default_str()->check(CLI::IsMember({"yaml", "json"}));
  app.add_option("-n,--namespace", options.ns, "Namespace of objects, and of a client, that name none; default when not given");
  app.add_option("--domain", options.domain, "The domain of service names")->capture_default_str();
  app.footer(kTranslateExamples);
  std::reverse(arguments.begin(), arguments.end());  // the parser takes them from the back
  try {
    app.parse(arguments);
  } catch (const CLI::ParseError& error) {
    return app.exit(error, out, err) == 0 ? 0 : 64;
  }
  return PrintTranslation(options, in, out, err);
}

}  // namespace weft
